/**
 * Numbers as they are typed into a field: in the unit a person thinks in, checked against
 * the range of the option, with words for what is wrong. An empty field is a value of its
 * own ("as it was") where the field allows it.
 */
import { formatCount, formatDuration, formatThreeDigits } from '../../shared/format.ts';
import { LIMIT_RANGES, type Range } from '../../shared/options.ts';

export interface QuantityField {
  readonly label: string;
  /** In the option's own unit: milliseconds, bytes, requests. */
  readonly range: Range;
  /** What one typed unit is in the option's own: 1,000 for seconds. */
  readonly unitSize: number;
  /** Stands beside the field; empty for plain counts. */
  readonly unit: string;
  /** The option is a whole number of its own unit. */
  readonly isWhole: boolean;
}

export type ParsedQuantity =
  | { readonly isValid: true; readonly value: number }
  | { readonly isValid: false; readonly problem: string };

/** @returns The value in the option's own unit, or what is wrong with the text. */
export function parseQuantity(field: QuantityField, text: string): ParsedQuantity {
  const typed = text.trim().replace(',', '.');
  const number = /^(?:\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : Number.NaN;
  if (Number.isNaN(number)) return { isValid: false, problem: `A number ${rangeWords(field)}` };
  // Rounded, because 0.3 * 1,000 need not be 300.
  const value = Math.round(number * field.unitSize * 1000) / 1000;
  if (value < field.range.min || value > field.range.max)
    return { isValid: false, problem: `Must be ${rangeWords(field)}` };
  const isCount = field.isWhole && field.unitSize === 1;
  if (isCount && !Number.isInteger(value)) return { isValid: false, problem: 'Must be a whole number' };
  return { isValid: true, value: field.isWhole ? Math.round(value) : value };
}

/** The text that {@link parseQuantity} makes the same value of. */
export function quantityText(field: QuantityField, value: number): string {
  return String(Number((value / field.unitSize).toPrecision(12)));
}

/** `from 0.1 s to 10 min 00 s` */
function rangeWords(field: QuantityField): string {
  return `from ${quantityWords(field, field.range.min)} to ${quantityWords(field, field.range.max)}`;
}

function quantityWords(field: QuantityField, value: number): string {
  const amount = value / field.unitSize;
  if (field.unit === 'MB' && amount < 1) return `${formatCount(value / 1024)} KB`;
  const number = amount >= 1000 ? formatCount(amount) : String(Number(amount.toPrecision(3)));
  return field.unit === '' ? number : `${number} ${field.unit}`;
}

const seconds = { unitSize: 1000, unit: 's', isWhole: true } as const;
const count = { unitSize: 1, unit: '', isWhole: true } as const;

/** Every option that is typed as a number in a dialog. */
export const QUANTITIES = {
  timeoutTotalMs: { label: 'Timeout', range: LIMIT_RANGES.timeoutTotalMs, ...seconds },
  concurrency: { label: 'Concurrency', range: LIMIT_RANGES.concurrency, ...count },
  perHost: { label: 'Per host', range: LIMIT_RANGES.perHost, ...count },
  ratePerSecPerHost: {
    label: 'Requests per second per host',
    range: LIMIT_RANGES.ratePerSecPerHost,
    unitSize: 1,
    unit: '/s',
    isWhole: false,
  },
  retries: { label: 'Further attempts', range: LIMIT_RANGES.retries, ...count },
  retryDelayMs: { label: 'Wait', range: LIMIT_RANGES.retryDelayMs, ...seconds },
  maxBodyBytes: {
    label: 'Largest page',
    range: LIMIT_RANGES.maxBodyBytes,
    unitSize: 1024 * 1024,
    unit: 'MB',
    isWhole: true,
  },
  minSpeedBytesPerSec: {
    label: 'Minimum speed',
    range: LIMIT_RANGES.minSpeedBytesPerSec,
    unitSize: 1,
    unit: 'bytes/s',
    isWhole: true,
  },
  minSpeedWindowMs: { label: 'Measured over', range: LIMIT_RANGES.minSpeedWindowMs, ...seconds },
  failedPercent: {
    label: 'Share of failures',
    range: LIMIT_RANGES.failedRatio,
    unitSize: 0.01,
    unit: '%',
    isWhole: false,
  },
  hostAnswers: { label: 'Answers of one host', range: LIMIT_RANGES.autoPauseAnswers, ...count },
  runAnswers: { label: 'Answers over all hosts', range: LIMIT_RANGES.autoPauseAnswers, ...count },
} as const satisfies Record<string, QuantityField>;

export type QuantityName = keyof typeof QUANTITIES;

/** How a value of an option reads in a sentence: `30 s`, `10 MB`, `20`. */
export function describeQuantity(name: QuantityName, value: number): string {
  const field: QuantityField = QUANTITIES[name];
  if (field.unit === 's') return formatDuration(value);
  if (field.unit === '/s') return `${formatThreeDigits(value)}/s`;
  return quantityWords(field, value);
}
