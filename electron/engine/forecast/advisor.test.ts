import { describe, expect, it } from 'vitest';
import type { HostPace } from '../../../shared/host-pace.ts';
import type { AdviceCode } from '../../../shared/plan.ts';
import { Advisor, adviceFor, type Figures } from './advisor.ts';

const CALM: HostPace = {
  state: 'steady',
  reason: 'healthy',
  inFlightMax: 8,
  ratePerSec: 40,
  refusedAtPerSec: null,
};

const QUIET: Figures['activity'] = {
  attempts: 500,
  failedShare: 0.01,
  dnsShare: 0.02,
  bodyShare: 0.1,
  timeoutShare: 0,
  cpuShare: 0.2,
  writeShare: 0.01,
  bytesPerSec: 100_000,
};

interface Changes {
  readonly activity?: Partial<Figures['activity']>;
  readonly pace?: Partial<HostPace>;
  readonly inFlight?: number;
  readonly rest?: Partial<Figures>;
}

function figures({ activity, pace, inFlight = 3, rest }: Changes = {}): Figures {
  return {
    limits: { concurrency: 200, perHost: 8, ratePerSecPerHost: null },
    activity: { ...QUIET, ...activity },
    slotShare: 0.3,
    parkedShare: 0,
    lastHost: {
      origin: 'https://shop.example',
      pace: { ...CALM, ...pace },
      inFlight,
      isParked: false,
    },
    ...rest,
  };
}

const RATE_LIMITED = { limits: { concurrency: 200, perHost: 8, ratePerSecPerHost: 5 } };

describe('what holds a run up', () => {
  it.each<[AdviceCode, Changes]>([
    ['cpu', { activity: { cpuShare: 0.97 } }],
    ['disk', { activity: { writeShare: 0.6 } }],
    ['timeouts', { activity: { timeoutShare: 0.7, failedShare: 0.2 } }],
    ['failures', { activity: { failedShare: 0.5 } }],
    ['dns', { activity: { dnsShare: 0.6 } }],
    ['bandwidth', { activity: { bodyShare: 0.8, bytesPerSec: 8_000_000 }, rest: { slotShare: 1 } }],
    ['concurrency', { rest: { slotShare: 0.99 } }],
    ['parked', { rest: { parkedShare: 0.9 } }],
    ['per_host', { pace: { state: 'steady', reason: 'user_limit' } }],
    ['per_host', { pace: { state: 'fixed', reason: 'user_limit', ratePerSec: null }, inFlight: 8 }],
    ['rate', { pace: { reason: 'user_limit', ratePerSec: 5 }, rest: RATE_LIMITED }],
    ['rate', { pace: { state: 'fixed', reason: 'user_limit', ratePerSec: 5 }, rest: RATE_LIMITED }],
    ['host_refuses', { pace: { state: 'backing_off', reason: 'refused', refusedAtPerSec: 53 } }],
    ['host_refuses', { pace: { reason: 'quota' } }],
    ['host_slow', { pace: { reason: 'slower' } }],
    ['ramping', { pace: { state: 'ramping' } }],
    ['healthy', {}],
    ['healthy', { rest: { lastHost: null } }],
  ])('is %s for %j', (code, changes) => {
    expect(adviceFor(figures(changes), null)?.code).toBe(code);
  });

  it('is not known before something was tried', () => {
    expect(adviceFor(figures({ activity: { attempts: 3 } }), null)).toBeNull();
  });

  it('comes with the limit that would help, within its range', () => {
    expect(adviceFor(figures({ rest: { slotShare: 1 } }), null)?.raise).toEqual({
      limit: 'concurrency',
      to: 400,
    });
    const atMost = { concurrency: 2000, perHost: 8, ratePerSecPerHost: null };
    expect(adviceFor(figures({ rest: { slotShare: 1, limits: atMost } }), null)?.raise).toBeNull();
  });

  it('never suggests to ask a host for more that said no', () => {
    const refused = figures({ pace: { reason: 'refused', refusedAtPerSec: 53 }, inFlight: 8 });

    expect(adviceFor(refused, null)).toMatchObject({ code: 'host_refuses', raise: null });
  });

  it('is told anew only after it has lasted', () => {
    const advisor = new Advisor();
    advisor.read(figures());
    const busy = figures({ rest: { slotShare: 1 } });

    const told = [busy, busy, figures(), busy, busy, busy].map((one) => advisor.read(one)?.code);

    expect(told).toEqual(['healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'concurrency']);
  });

  it('is not kept for ever while other causes take turns', () => {
    const advisor = new Advisor();
    advisor.read(figures());
    const busy = figures({ rest: { slotShare: 1 } });
    const failing = figures({ activity: { failedShare: 0.5 } });

    const told = [busy, failing, busy, failing, busy, failing].map((one) => advisor.read(one)?.code);

    expect(told.at(-1)).not.toBe('healthy');
  });

  it('is kept while it is only a little less so', () => {
    expect(adviceFor(figures({ activity: { failedShare: 0.27 } }), 'failures')?.code).toBe('failures');
    expect(adviceFor(figures({ activity: { failedShare: 0.27 } }), null)?.code).toBe('healthy');
  });
});
