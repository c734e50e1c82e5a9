import { describe, expect, it } from 'vitest';
import { StartMeter } from './start-meter.ts';

function steady(meter: StartMeter, host: number, perSec: number, seconds: number): number {
  const gapMs = 1000 / perSec;
  let nowMs = 0;
  for (; nowMs < seconds * 1000; nowMs += gapMs) meter.started(host, nowMs);
  // In the middle of a gap, as somebody who looks would.
  return meter.perSec(host, nowMs - gapMs / 2);
}

describe('requests per second of a host', () => {
  it.each([0.5, 2, 13, 200])('reads %d/s for a host that is asked that often', (perSec) => {
    expect(steady(new StartMeter(), 3, perSec, 30) / perSec).toBeCloseTo(1, 1);
  });

  it('fades to nothing when nothing is sent any more', () => {
    const meter = new StartMeter();
    steady(meter, 0, 100, 30);

    expect(meter.perSec(0, 60_000)).toBeLessThan(0.1);
  });

  it('keeps hosts apart, however many there are', () => {
    const meter = new StartMeter();
    steady(meter, 100_000, 10, 30);

    expect(meter.perSec(99_999, 30_000)).toBe(0);
    expect(meter.perSec(100_001, 30_000)).toBe(0);
    expect(meter.perSec(100_000, 30_000)).toBeGreaterThan(9);
  });
});
