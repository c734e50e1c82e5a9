import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import { AdaptiveGovernor } from './adaptive-governor.ts';
import type { HostAnswer } from './governor.ts';
import { NO_MEMORY, SessionMemory, type HostMemory } from './host-memory.ts';

const ORIGINS = ['https://shop.example', 'https://cdn.shop.example', 'https://other.example'];

function create(options: Partial<RunOptions> = {}, memory: HostMemory = NO_MEMORY): AdaptiveGovernor {
  return new AdaptiveGovernor({
    options: { ...DEFAULT_OPTIONS, ...options },
    originOf: (host) => ORIGINS[host]!,
    random: () => 0,
    memory,
    nowMs: 0,
  });
}

function answer(startedMs: number, changes: Partial<HostAnswer> = {}): HostAnswer {
  return {
    kind: 'good',
    startedMs,
    inFlight: 1,
    firstByteMs: 50,
    retryAfterMs: null,
    quota: null,
    ...changes,
  };
}

/** Healthy answers at the pace that is allowed. @returns When it ended. */
function warm(governor: AdaptiveGovernor, host: number, forMs: number): number {
  let nowMs = 0;
  let plannedMs = 0;
  while (nowMs < forMs) {
    nowMs = Math.max(nowMs, plannedMs);
    plannedMs = governor.started(host, plannedMs, nowMs);
    governor.answered(host, answer(nowMs), nowMs + 50);
  }
  return nowMs;
}

describe('AdaptiveGovernor', () => {
  it('never passes the limits of the user, and says that it is they that hold it back', () => {
    const governor = create({ perHost: 3, ratePerSecPerHost: 10 });

    warm(governor, 0, 30_000);

    expect(governor.paceOf(0)).toMatchObject({
      state: 'steady',
      reason: 'user_limit',
      inFlightMax: 3,
      ratePerSec: 10,
    });
    expect(governor.started(0, 40_000, 40_000)).toBeGreaterThanOrEqual(40_100);
  });

  it('keeps one host slow without another being slower for it', () => {
    const governor = create({ perHost: 32 });
    const nowMs = warm(governor, 0, 20_000);
    warm(governor, 2, 20_000);
    const before = governor.paceOf(2);

    governor.answered(0, answer(nowMs, { kind: 'refused' }), nowMs + 50);

    expect(governor.paceOf(0)).toMatchObject({ state: 'backing_off', reason: 'refused', inFlightMax: 1 });
    expect(governor.paceOf(2)).toEqual(before);
  });

  it('asks hosts as their first fitting rule says', () => {
    const governor = create({
      adapt: false,
      hostRules: [
        { pattern: 'cdn.shop.example', perHost: 50, ratePerSec: null },
        { pattern: '*shop.example', perHost: 2, ratePerSec: 4 },
      ],
    });

    expect([0, 1, 2].map((host) => governor.inFlightMax(host))).toEqual([2, 50, DEFAULT_OPTIONS.perHost]);
    expect([0, 1, 2].map((host) => governor.started(host, 0, 0))).toEqual([250, 0, 0]);
  });

  it('takes new rules at once', () => {
    const governor = create({ adapt: false });
    expect(governor.inFlightMax(0)).toBe(DEFAULT_OPTIONS.perHost);

    governor.setOptions({ ...DEFAULT_OPTIONS, adapt: false, hostRules: [{ pattern: '*', perHost: 1 }] });

    expect(governor.inFlightMax(0)).toBe(1);
  });

  it('honours Retry-After when it is off, and nothing else', () => {
    const governor = create({ adapt: false });

    expect(governor.answered(0, answer(0, { kind: 'refused', retryAfterMs: 90_000 }), 10)).toBe(90_000);
    expect(governor.answered(0, answer(0, { kind: 'refused' }), 20)).toBe(0);
    expect(governor.paceOf(0)).toMatchObject({ state: 'fixed', ratePerSec: null });
  });

  it('knows in the next run what a host bore, until it is told to forget', () => {
    const memory = new SessionMemory();
    const first = create({ perHost: 64 }, memory);
    warm(first, 0, 20_000);
    const reached = first.paceOf(0).ratePerSec!;
    first.dispose();

    const second = create({ perHost: 64 }, memory);
    second.inFlightMax(0);
    expect(second.paceOf(0)).toMatchObject({ reason: 'remembered' });
    expect(second.paceOf(0).ratePerSec).toBeGreaterThan(reached * 0.6);
    second.forget(0);
    second.inFlightMax(0);

    expect(second.paceOf(0)).toMatchObject({ reason: 'starting' });
  });

  it('keeps nothing for hosts that are done', () => {
    const governor = create();
    warm(governor, 0, 2000);

    governor.done(0);

    expect(governor.paceOf(0).state).toBe('waiting');
  });
});
