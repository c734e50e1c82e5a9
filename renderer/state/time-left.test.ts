import { describe, expect, it } from 'vitest';
import { describeTimeLeft, timeLeftOf } from './time-left.ts';

describe('time left', () => {
  it('is as unsure as the band of the forecast is wide', () => {
    const forecast = { endLowMs: 80_000, endMs: 100_000, endHighMs: 130_000, lastHost: null };

    expect(timeLeftOf(forecast)).toEqual({ leftMs: 100_000, plusMinusMs: 25_000 });
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
