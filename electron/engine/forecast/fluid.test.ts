import { describe, expect, it } from 'vitest';
import { drainMs, type HostClass } from './fluid.ts';

const host = (rows: number, ratePerSec: number, more: Partial<HostClass> = {}): HostClass => ({
  hosts: 1,
  rows,
  ratePerSec,
  startMs: 0,
  ...more,
});

describe('hosts that share a capacity', () => {
  it('each end at their own rate while there is enough for all', () => {
    expect(drainMs([host(100, 10), host(100, 50)], 1000)).toEqual([10_000, 2000]);
  });

  it('share fairly when there is not, and what one leaves goes to the others', () => {
    const [slow, fast] = drainMs([host(100, 10), host(900, 1000)], 100);

    expect(slow).toBeCloseTo(10_000);
    expect(fast).toBeCloseTo(10_000);
  });

  it('get faster when another has ended', () => {
    // Five each until the first is done, then ten.
    const [short, long] = drainMs([host(50, 100), host(150, 100)], 10);

    expect(short).toBeCloseTo(10_000);
    expect(long).toBeCloseTo(20_000);
  });

  it('begin when their pause is over', () => {
    expect(drainMs([host(10, 10, { startMs: 60_000 }), host(10, 10)], 1000)).toEqual([61_000, 1000]);
  });

  it('may stand for many that are alike', () => {
    const [end] = drainMs([host(10, 10, { hosts: 100 })], 100);

    expect(end).toBeCloseTo(10_000);
  });

  it('are done at once with nothing to do', () => {
    expect(drainMs([host(0, 10)], 100)).toEqual([0]);
    expect(drainMs([], 100)).toEqual([]);
  });
});
