import { describe, expect, it } from 'vitest';
import { clockText, fitOf, fitWords, marginWords, nextAt } from './finish-by.ts';

const NOON = new Date(2026, 10, 24, 12, 0).getTime();
const MINUTE_MS = 60_000;
const at = (endLow: number, end: number, endHigh: number) => ({
  endLowMs: endLow * MINUTE_MS,
  endMs: end * MINUTE_MS,
  endHighMs: endHigh * MINUTE_MS,
  lastHost: null,
});

describe('a time to be done by', () => {
  it('is today, or tomorrow when it has passed', () => {
    expect(nextAt('18:00', NOON)).toBe(NOON + 6 * 60 * MINUTE_MS);
    expect(nextAt('9:30', NOON)).toBe(NOON + 21.5 * 60 * MINUTE_MS);
    expect(nextAt('12:00', NOON)).toBe(NOON + 24 * 60 * MINUTE_MS);
  });

  it.each(['', '24:00', '18', '18:60', 'soon', '18:00:00'])('is not %j', (text) => {
    expect(nextAt(text, NOON)).toBeNull();
  });

  it.each([
    ['fits', 60],
    ['close', 45],
    ['unlikely', 35],
    ['late', 20],
  ] as const)('%s when it lies at minute %d of 30 to 50', (fit, minutes) => {
    expect(fitOf(at(30, 40, 50), minutes * MINUTE_MS)).toBe(fit);
  });

  it('is told in words', () => {
    expect(fitWords(at(30, 40, 50), NOON + 58 * MINUTE_MS, NOON)).toBe(
      'At this speed done at 12:40: 18 min early',
    );
    expect(fitWords(at(30, 40, 50), NOON + 15 * MINUTE_MS, NOON)).toBe(
      'At this speed done at 12:40: 25 min late',
    );
    expect(marginWords(10_000)).toBe('just in time');
    expect(marginWords(-125 * MINUTE_MS)).toBe('2 h 5 min late');
    expect(clockText(NOON + 15 * 60 * MINUTE_MS, NOON)).toBe('03:00 tomorrow');
    expect(clockText(NOON + 63 * 60 * MINUTE_MS, NOON)).toBe('03:00 in 3 days');
  });
});
