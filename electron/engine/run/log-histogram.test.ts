import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from './log-histogram.ts';

describe('LogHistogram', () => {
  it('is within 3 % of the exact percentile, whatever the values', () => {
    const timesMs = fc.array(fc.double({ min: 0.2, max: 1e8, noNaN: true }), {
      minLength: 1,
      maxLength: 500,
    });
    fc.assert(
      fc.property(timesMs, fc.constantFrom(0.5, 0.95, 0.99), (values, ratio) => {
        const histogram = new LogHistogram();
        for (const value of values) histogram.add(value);

        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(ratio * values.length)) - 1]!;
        expect(Math.abs(histogram.percentile(ratio) - exact) / exact).toBeLessThan(0.03);
      }),
    );
  });

  it('never leaves the range of what it was given', () => {
    const histogram = new LogHistogram();
    for (let index = 0; index < 100; index++) histogram.add(250);

    expect(histogram.percentile(0.5)).toBe(250);
    expect(histogram.percentile(0.99)).toBe(250);
  });

  it('takes 0 and has an answer before the first value', () => {
    const histogram = new LogHistogram();

    expect(histogram.percentile(0.99)).toBe(0);
    histogram.add(0);
    expect(histogram.percentile(0.5)).toBe(0);
  });
});
