import { describe, expect, it } from 'vitest';
import { CalmAxis, forecastLines } from './forecast-lines.ts';
import { MAX_POINTS, ProgressHistory } from './progress-history.ts';

const forecast = { endLowMs: 50_000, endMs: 100_000, endHighMs: 200_000, lastHost: null };

describe('the lines of the forecast', () => {
  it('go on from what was settled to all rows, quickly, as expected and slowly', () => {
    const past = { atMs: [0, 5000], settled: [0, 50] };

    expect(forecastLines(past, { nowMs: 10_000, settled: 100, rows: 1100, forecast })).toEqual({
      atSec: [0, 5, 10, 60, 110, 210],
      settled: [0, 50, 100, null, null, null],
      quick: [null, null, 100, 1100, 1100, 1100],
      expected: [null, null, 100, 600, 1100, null],
      slow: [null, null, 100, 350, 600, 1100],
    });
  });

  it('are only the past while nothing is known', () => {
    const past = { atMs: [0], settled: [0] };

    expect(forecastLines(past, { nowMs: 1000, settled: 3, rows: 9, forecast: null })).toMatchObject({
      atSec: [0, 1],
      settled: [0, 3],
      expected: [null, null],
    });
  });

  it('stand on an axis that moves only when it has to', () => {
    const axis = new CalmAxis();
    const first = axis.to(0, 100_000);

    expect(axis.to(0, 105_000)).toBe(first);
    expect(axis.to(0, 90_000)).toBe(first);
    expect(axis.to(0, 150_000)).toBeGreaterThan(150_000);
    expect(axis.to(0, 40_000)).toBeLessThan(50_000);
  });

  it('have a past that does not grow without end', () => {
    const history = new ProgressHistory();
    for (let second = 0; second < 10_000; second++) history.add(second * 1000, second);

    expect(history.atMs.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(history.atMs[0]).toBe(0);
    expect(history.atMs.at(-1)).toBeGreaterThan(9_900_000);
  });
});
