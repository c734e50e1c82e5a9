import { describe, expect, it } from 'vitest';
import { formatPhaseMs, phaseScale } from './phase-scale.ts';

const times = (p99Ms: number) => ({ count: 9, p50Ms: 1, p95Ms: 2, p99Ms });

describe('the axis of phase times', () => {
  it('reaches from a millisecond to the longest time', () => {
    const scale = phaseScale({ total: times(41_000), dns: times(4) });

    expect(scale.at(1)).toBe(0);
    expect(scale.at(0.2)).toBe(0);
    expect(scale.at(41_000)).toBeGreaterThan(0.9);
    expect(scale.at(41_000)).toBeLessThanOrEqual(1);
    expect(scale.ticksMs).toEqual([1, 10, 100, 1000, 10_000]);
  });

  it('gives every power of ten the same room', () => {
    const scale = phaseScale({ total: times(10_000) });

    expect(scale.at(100) - scale.at(10)).toBeCloseTo(scale.at(1000) - scale.at(100));
  });

  it('does not stretch a fast run over the whole axis', () => {
    expect(phaseScale({ total: times(3) }).at(3)).toBeLessThan(0.3);
    expect(phaseScale({}).ticksMs).toEqual([1, 10, 100]);
  });

  it('says times with a unit and at most three digits', () => {
    expect([0, 0.42, 8.44, 9.97, 214.4, 1840, 41_000].map(formatPhaseMs)).toEqual([
      '0 ms',
      '0.4 ms',
      '8.4 ms',
      '10 ms',
      '214 ms',
      '1.8 s',
      '41 s',
    ]);
  });
});
