/**
 * The four sliders as numbers: where a value sits on its track, which stops the keys go
 * to, and how a value reads. Tracks are logarithmic, because going from 2 to 4 requests
 * at once matters as much as going from 1,000 to 2,000.
 */
import { formatCount, formatThreeDigits } from '../../shared/format.ts';
import { LIMIT_RANGES, type RunLimits } from '../../shared/options.ts';

export type LimitName = keyof RunLimits;

export interface LimitScale {
  /** Accessible name; part of the window's contract. */
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Rising values that arrow keys go through. */
  readonly stops: readonly number[];
  /** True when the right end of the track means "no limit" (`null`). */
  readonly hasNone: boolean;
  /** What one unit of the number field is, in units of the value: 1,000 for seconds. */
  readonly fieldUnit: number;
  readonly unit: string;
}

const stopsOf = (min: number, max: number, mantissas: readonly number[]): number[] => {
  const stops = new Set([min, max]);
  for (let power = 10 ** Math.floor(Math.log10(min)); power <= max; power *= 10) {
    for (const mantissa of mantissas) {
      // Rounded, because 3 * 0.1 is not 0.3.
      const stop = Math.round(mantissa * power * 10) / 10;
      if (stop > min && stop < max) stops.add(stop);
    }
  }
  return [...stops].toSorted((a, b) => a - b);
};

export const LIMIT_SCALES: Readonly<Record<LimitName, LimitScale>> = {
  concurrency: {
    label: 'Concurrency',
    hint: 'Requests at once, over all hosts',
    ...LIMIT_RANGES.concurrency,
    step: 1,
    stops: stopsOf(
      LIMIT_RANGES.concurrency.min,
      LIMIT_RANGES.concurrency.max,
      [1, 1.5, 2, 3, 4, 5, 6, 8],
    ).filter(Number.isInteger),
    hasNone: false,
    fieldUnit: 1,
    unit: 'at once',
  },
  perHost: {
    label: 'Per host',
    hint: 'Requests at once to the same server',
    ...LIMIT_RANGES.perHost,
    step: 1,
    stops: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256],
    hasNone: false,
    fieldUnit: 1,
    unit: 'at once',
  },
  ratePerSecPerHost: {
    label: 'Requests per second per host',
    hint: 'New requests per second to the same server',
    ...LIMIT_RANGES.ratePerSecPerHost,
    step: 0.1,
    stops: stopsOf(LIMIT_RANGES.ratePerSecPerHost.min, LIMIT_RANGES.ratePerSecPerHost.max, [1, 2, 3, 5, 7]),
    hasNone: true,
    fieldUnit: 1,
    unit: 'per second',
  },
  timeoutTotalMs: {
    label: 'Timeout',
    hint: 'Longest time for one attempt',
    ...LIMIT_RANGES.timeoutTotalMs,
    step: 1,
    stops: [
      100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 3000, 5000, 7000, 10_000, 15_000, 20_000,
      30_000, 45_000, 60_000, 90_000, 120_000, 180_000, 300_000, 600_000,
    ],
    hasNone: false,
    fieldUnit: 1000,
    unit: 's',
  },
};

/** @returns 0 at the left end of the track, 1 at the right. */
export function toFraction(scale: LimitScale, value: number | null): number {
  if (value === null) return 1;
  const clamped = clamp(value, scale.min, scale.max);
  return Math.log(clamped / scale.min) / Math.log(scale.max / scale.min);
}

/** How near a stop catches the thumb, as a share of the track. */
const SNAP = 0.008;

/** The value at a place on the track: the stop beside it, else two significant digits. */
export function fromFraction(scale: LimitScale, fraction: number): number | null {
  if (fraction >= 1) return scale.hasNone ? null : scale.max;
  if (fraction <= 0) return scale.min;
  const near = scale.stops.find((stop) => Math.abs(toFraction(scale, stop) - fraction) < SNAP);
  if (near !== undefined && near < scale.max) return near;
  const exact = scale.min * (scale.max / scale.min) ** fraction;
  const unit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return toAllowed(scale, Math.round(exact / unit) * unit);
}

/** A typed or filled value brought into range; the right end of an open track is `null`. */
export function toAllowed(scale: LimitScale, value: number): number | null {
  if (scale.hasNone && value >= scale.max) return null;
  const inRange = clamp(value, scale.min, scale.max);
  return scale.step < 1 ? Math.round(inRange / scale.step) / Math.round(1 / scale.step) : Math.round(inRange);
}

/** The stop `count` places up (or down, when negative) from `value`. */
export function nextStop(scale: LimitScale, value: number | null, count: number): number | null {
  const current = value ?? scale.max;
  const isUp = count > 0;
  const further = isUp
    ? scale.stops.filter((stop) => stop > current)
    : scale.stops.filter((stop) => stop < current).toReversed();
  const stop = further[Math.min(Math.abs(count), further.length) - 1] ?? current;
  return toAllowed(scale, stop);
}

/** The words a screen reader says, and a tooltip shows. */
export function describeLimit(name: LimitName, value: number | null): string {
  if (value === null) return 'no limit';
  if (name === 'timeoutTotalMs') return `${formatThreeDigits(value / 1000)} s`;
  if (name === 'ratePerSecPerHost') return `${value >= 10 ? formatCount(value) : value} per second`;
  return `${formatCount(value)} at once`;
}

/** Short enough for the fixed column beside the track. */
export function shortLimit(name: LimitName, value: number | null): string {
  if (value === null) return 'none';
  return name === 'timeoutTotalMs' ? String(value / 1000) : String(value);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
