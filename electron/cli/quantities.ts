/**
 * Reads the numbers, durations and sizes of the command line. Every refusal names the
 * option, what was given and what is allowed.
 */
import type { Range } from '../../shared/options.ts';
import { formatCount } from '../../shared/format.ts';
import { UsageError } from './usage-error.ts';

const DURATION_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZE_UNITS_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
};

/** @throws {UsageError} For anything but a plain whole number within `range`. */
export function parseWholeNumber(option: string, text: string, range: Range): number {
  const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  return within(option, text, value, range, 'a whole number', formatCount);
}

/** @throws {UsageError} For anything but a plain decimal number within `range`. */
export function parseDecimal(option: string, text: string, range: Range): number {
  const value = /^(?:\d+\.?\d*|\.\d+)$/u.test(text) ? Number(text) : Number.NaN;
  return within(option, text, value, range, 'a number', (number) => number.toLocaleString('en-US'));
}

/**
 * Reads `80%` or `0.8`.
 *
 * @returns 0 to 1.
 * @throws {UsageError}
 */
export function parseRatio(option: string, text: string, range: Range): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  return within(option, text, value, range, 'a share such as 80%', ratioText);
}

/**
 * Reads `500ms`, `1.5s`, `10s`, `2m` or `1h`. A number without a unit is refused: whether
 * 10 is seconds or milliseconds is not ours to guess.
 *
 * @returns Whole milliseconds.
 * @throws {UsageError}
 */
export function parseDurationMs(option: string, text: string, range: Range): number {
  const value = Math.round(scaled(text, DURATION_UNITS_MS));
  return within(option, text, value, range, 'a duration such as 500ms, 10s or 2m', durationText);
}

/**
 * Reads `10MB`, `512KB`, `1.5 GB` or plain bytes; units of 1,024.
 *
 * @returns Whole bytes.
 * @throws {UsageError}
 */
export function parseSizeBytes(option: string, text: string, range: Range): number {
  const value = Math.round(scaled(text, SIZE_UNITS_BYTES));
  return within(option, text, value, range, 'a size such as 512KB or 10MB', sizeText);
}

export function ratioText(ratio: number): string {
  return `${Math.round(ratio * 100)}%`;
}

export function durationText(durationMs: number): string {
  // A duration needs its unit, also where there is nothing to count.
  return durationMs === 0 ? '0ms' : unitText(durationMs, DURATION_UNITS_MS);
}

export function sizeText(bytes: number): string {
  return unitText(bytes, SIZE_UNITS_BYTES).toUpperCase();
}

/** @returns `NaN` for a text that is no number with one of the units. */
function scaled(text: string, units: Readonly<Record<string, number>>): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/iu.exec(text);
  const unit = (match?.[2] ?? '?').toLowerCase();
  return match !== null && Object.hasOwn(units, unit) ? Number(match[1]) * (units[unit] ?? 0) : Number.NaN;
}

/** The largest unit that gives a whole number: 600,000 ms is `10m`. */
function unitText(value: number, units: Readonly<Record<string, number>>): string {
  const [unit, factor] = Object.entries(units).findLast(([, one]) => value >= one && value % one === 0) ?? [
    '',
    1,
  ];
  return `${formatCount(value / factor)}${unit}`;
}

function within(
  option: string,
  text: string,
  value: number,
  range: Range,
  kind: string,
  show: (value: number) => string,
): number {
  if (value >= range.min && value <= range.max) return value;
  throw new UsageError(
    `--${option} must be ${kind}, from ${show(range.min)} to ${show(range.max)}, not "${text}".`,
  );
}
