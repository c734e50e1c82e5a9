import { describe, expect, it } from 'vitest';
import {
  describeLimit,
  fromFraction,
  LIMIT_SCALES,
  nextStop,
  toAllowed,
  toFraction,
} from './limit-scales.ts';

describe('limit scales', () => {
  it('comes back to a stop after a trip over the track', () => {
    for (const scale of Object.values(LIMIT_SCALES)) {
      for (const stop of scale.stops.slice(0, -1)) {
        expect(fromFraction(scale, toFraction(scale, stop)), `${scale.label} ${stop}`).toBeCloseTo(stop, 6);
      }
    }
  });

  it('means no limit only at the right end of the rate', () => {
    const rate = LIMIT_SCALES.ratePerSecPerHost;

    expect(fromFraction(rate, 1)).toBeNull();
    expect(fromFraction(rate, 0.99)).toBeTypeOf('number');
    expect(fromFraction(LIMIT_SCALES.concurrency, 1)).toBe(2000);
  });

  it('steps off "no limit" with the left arrow and back with the right one', () => {
    const rate = LIMIT_SCALES.ratePerSecPerHost;

    const below = nextStop(rate, null, -1);

    expect(below).toBe(700);
    expect(nextStop(rate, below, 1)).toBeNull();
  });

  it('goes from a value between two stops to the neighbouring stop', () => {
    expect(nextStop(LIMIT_SCALES.concurrency, 57, 1)).toBe(60);
    expect(nextStop(LIMIT_SCALES.concurrency, 57, -1)).toBe(50);
  });

  it('goes by tenths of a second below one second', () => {
    const timeout = LIMIT_SCALES.timeoutTotalMs;

    expect(nextStop(timeout, 1000, -1)).toBe(900);
    expect(nextStop(timeout, 300, -2)).toBe(100);
    expect(toAllowed(timeout, 0.3 * timeout.fieldUnit)).toBe(300);
    expect(describeLimit('timeoutTotalMs', 300)).toBe('0.3 s');
  });

  it('stays at the ends', () => {
    expect(nextStop(LIMIT_SCALES.perHost, 256, 4)).toBe(256);
    expect(nextStop(LIMIT_SCALES.perHost, 2, -10)).toBe(1);
  });

  it('brings whatever is typed into range', () => {
    expect(toAllowed(LIMIT_SCALES.concurrency, 99_999)).toBe(2000);
    expect(toAllowed(LIMIT_SCALES.concurrency, 12.6)).toBe(13);
    expect(toAllowed(LIMIT_SCALES.ratePerSecPerHost, 0.31)).toBe(0.3);
    expect(toAllowed(LIMIT_SCALES.timeoutTotalMs, 10)).toBe(100);
  });

  it('says every value with its unit', () => {
    expect(describeLimit('concurrency', 200)).toBe('200 at once');
    expect(describeLimit('ratePerSecPerHost', null)).toBe('no limit');
    expect(describeLimit('timeoutTotalMs', 10_000)).toBe('10 s');
  });
});
