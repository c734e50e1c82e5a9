import { describe, expect, it } from 'vitest';
import { describeTimeLeft, TimeLeftEstimator } from './time-left.ts';

/** Feeds `seconds` of progress at the rates that `ratePerSec` gives for each second. */
function after(seconds: number, ratePerSec: (second: number) => number): TimeLeftEstimator {
  const estimator = new TimeLeftEstimator();
  let settled = 0;
  for (let second = 0; second <= seconds; second += 1) {
    estimator.add(second * 1000, settled);
    settled += ratePerSec(second);
  }
  return estimator;
}

describe('time left', () => {
  it('is the pending rows over the recent rate', () => {
    expect(after(60, () => 400).estimate(40_000)?.leftMs).toBeCloseTo(100_000, -1);
  });

  it('follows a rate that changed and forgets the old one', () => {
    const estimator = after(600, (second) => (second < 300 ? 1000 : 100));

    expect(estimator.estimate(10_000)?.leftMs).toBeCloseTo(100_000, -1);
  });

  it('is less sure when the rate jumps about', () => {
    const steady = after(80, () => 100).estimate(10_000);
    const jumpy = after(80, (second) => (Math.floor(second / 10) % 2 === 0 ? 20 : 180)).estimate(10_000);

    expect(jumpy?.plusMinusMs).toBeGreaterThan((steady?.plusMinusMs ?? 0) * 3);
  });

  it('says nothing before it knows something', () => {
    expect(after(2, () => 100).estimate(10_000)).toBeNull();
  });

  it('says nothing from a handful of rows', () => {
    expect(after(60, (second) => (second % 10 === 0 ? 1 : 0)).estimate(1_000_000)).toBeNull();
  });

  it('says nothing when nothing moves', () => {
    expect(after(60, () => 0).estimate(10_000)).toBeNull();
  });

  it('begins anew when a retry makes settled rows pending again', () => {
    const estimator = after(60, () => 100);

    estimator.add(61_000, 10);

    expect(estimator.estimate(10_000)).toBeNull();
  });

  it('gives a clock time for long waits and seconds for short ones', () => {
    const now = new Date(2026, 10, 23, 17, 0, 0).getTime();

    expect(describeTimeLeft({ leftMs: 42 * 60_000, plusMinusMs: 4 * 60_000 }, now)).toBe(
      'done about 17:42 (±4 min)',
    );
    expect(describeTimeLeft({ leftMs: 41_000, plusMinusMs: 4900 }, now)).toBe('done in about 40 s (±5 s)');
    expect(describeTimeLeft({ leftMs: 10 * 3_600_000, plusMinusMs: 2 * 3_600_000 }, now)).toBe(
      'done about 03:00 tomorrow (±2 h)',
    );
    expect(describeTimeLeft({ leftMs: 20 * 86_400_000, plusMinusMs: 3 * 86_400_000 }, now)).toBe(
      'done in about 20 days (±3 days)',
    );
  });
});
