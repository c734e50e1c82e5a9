import { describe, expect, it } from 'vitest';
import type { HostPace } from '../../../shared/host-pace.ts';
import { expectedRate, type RunFacts } from './host-rates.ts';

const CROWDED: RunFacts = { isSaturated: true, perHost: 8, ratePerSecPerHost: null, typicalPerSec: null };
const WAITING: HostPace = {
  state: 'waiting',
  reason: 'starting',
  inFlightMax: 8,
  ratePerSec: null,
  refusedAtPerSec: null,
};

/** Of a host with many rows that got little so far. */
function rateOf(pace: Partial<HostPace>, run: Partial<RunFacts> = {}, rowMs = 100): number {
  const host = {
    rowsLeft: 100_000,
    rowMs,
    measuredPerSec: 0.2,
    recentPerSec: 0,
    pace: { ...WAITING, ...pace },
  };
  return expectedRate(host, { ...CROWDED, ...run });
}

describe('the rate of a host while every slot is taken', () => {
  it('is no more than the rate that the user allows, before and after its first turn', () => {
    const run = { ratePerSecPerHost: 2 };

    expect(rateOf({ ratePerSec: 2 }, run)).toBeCloseTo(2);
    expect(rateOf({ state: 'ramping', ratePerSec: 1 }, run)).toBeCloseTo(2, 1);
  });

  it('is no more than its places let through, with the time that its own rows take', () => {
    expect(rateOf({}, {}, 2000)).toBeCloseTo(4);
    expect(rateOf({ state: 'ramping', reason: 'healthy', ratePerSec: 30 }, {}, 2000)).toBeCloseTo(4);
    expect(rateOf({ state: 'fixed', reason: 'user_limit' }, {}, 2000)).toBeCloseTo(4);
  });

  it('is what it is known to bear', () => {
    expect(rateOf({ state: 'steady', reason: 'refused', ratePerSec: 12 })).toBeCloseTo(12);
  });
});
