/**
 * Numbers and prices as people write them, to plain decimals: `1.299,00 €`, `$1,299.00`,
 * `1'299.–`, `from 12.99`, `１２９９円`, `١٢٩٩`.
 *
 * What `1.299` is cannot be seen from it. It is decided in this order:
 * 1. A value for machines (JSON, `content="…"`) has a decimal point: 1.299.
 * 2. A price in a currency that is known has as many decimals as the currency, so three digits
 *    are thousands: 1299 for euros, 1.299 for Kuwaiti dinars.
 * 3. The language of the page says which sign is its decimal one: 1299 in German, 1.299 in English.
 * 4. Otherwise three digits after one sign are thousands in a price, and in a number a point is
 *    decimal and a comma is not.
 * Nobody groups after a lone 0 or after four digits and more: `0.299` and `12345.678` are decimals.
 */
import { currencyIn, decimalsOf, MONEY } from './currency.ts';
import { withPlainDigits } from './digits.ts';

export interface NumberHint {
  readonly isMachine: boolean;
  readonly isPrice: boolean;
  /** Of the page; `null` when it does not say. */
  readonly language: string | null;
  /** Of the page, as a code; asked for only when it decides. */
  readonly currency: () => string | null;
}

/** Digits, with what may stand between groups of them. */
const TOKEN = /\d+(?:[.,'’`´_٫٬\u00a0\u2009\u202f ](?=\d)\d+)*/g;
/** A longer one is no number that anybody means. */
const DIGITS_MAX = 40;
/** Between the two ends of a range, the first of which counts. */
const RANGE = /^\s*(?:[-–—~]|to|bis|à|a|до|–)\s*$/i;
/** What makes ten thousands or more out of the digits before: not read, rather than read wrongly. */
const MULTIPLIER = /^\s?(?:[万萬億亿만억]|[kKM](?![\p{L}\d])|Mio|Mrd|Tsd|lakh|crore|million|thousand)/u;

/** @returns A plain decimal such as `1299.00` or `-5`; `null` when there is none, or not a clear one. */
export function numberIn(text: string, hint: NumberHint): string | null {
  const plain = withPlainDigits(text).trim();
  if (hint.isMachine && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i.test(plain))
    return machineNumber(plain);
  const token = chosenToken(plain, hint.isPrice);
  if (token === null) return null;
  const { index } = token;
  const after = plain.slice(index + token[0].length);
  if (MULTIPLIER.test(after)) return null;
  const value = valueOf(token[0], after, { ...hint, currency: () => currencyIn(text) ?? hint.currency() });
  if (value === null) return null;
  return isNegative(plain.slice(0, index), after) && Number(value) !== 0 ? `-${value}` : value;
}

function end(token: RegExpExecArray): number {
  return token.index + token[0].length;
}

/** The one beside the money, or the first. */
function chosenToken(text: string, isPrice: boolean): RegExpExecArray | null {
  const tokens = [...text.slice(0, 2000).matchAll(TOKEN)];
  if (!isPrice || tokens.length < 2) return tokens[0] ?? null;
  const priced = tokens.findIndex(
    (token) =>
      isMoney(text.slice(Math.max(0, token.index - 5), token.index).trimEnd(), 'end') ||
      isMoney(text.slice(end(token), end(token) + 6).replace(/^[\s.,–—-]+/, ''), 'start'),
  );
  if (priced <= 0) return tokens[0] ?? null;
  const before = tokens[priced - 1];
  const chosen = tokens[priced];
  if (before === undefined || chosen === undefined) return tokens[0] ?? null;
  return RANGE.test(text.slice(end(before), chosen.index)) ? before : chosen;
}

function isMoney(text: string, at: 'start' | 'end'): boolean {
  const word =
    at === 'start'
      ? /^(?:\p{Sc}|[\p{L}]{1,4}\$?)/u.exec(text)?.[0]
      : /(?:\p{Sc}|[\p{L}]{1,4}\.?)$/u.exec(text)?.[0];
  return word !== undefined && (MONEY.test(word) || currencyIn(word) !== null);
}

function valueOf(token: string, after: string, hint: NumberHint): string | null {
  if (token.replace(/\D/g, '').length > DIGITS_MAX) return null;
  // "12 €99", as in French shops.
  const cents =
    hint.isPrice && /^\d+$/.test(token) ? /^ ?\p{Sc} ?(\d{2})(?!\d|[.,])/u.exec(after)?.[1] : undefined;
  if (cents !== undefined) return plainDecimal(token, cents);
  const certain = withoutGroups(token);
  if (certain === null) return null;
  const points = certain.match(/[.,]/g) ?? [];
  const last = points.at(-1);
  if (last === undefined) return plainDecimal(certain, '');
  const [head = '', tail = ''] = splitAtLast(certain, last);
  const wasGrouped = certain !== token || new Set(points).size > 1;
  if (new Set(points).size > 1) {
    // Two signs: the last one is decimal, and stands there once.
    const other = last === '.' ? ',' : '.';
    if (head.includes(last) || !isGrouped(head, other)) return null;
    return plainDecimal(head.replaceAll(other, ''), tail);
  }
  if (points.length > 1)
    return isGrouped(certain, last) ? plainDecimal(certain.replaceAll(last, ''), '') : null;
  if (tail.length !== 3 || wasGrouped || head.length > 3 || /^0+$/.test(head))
    return plainDecimal(head, tail);
  return isDecimalSign(last, hint) ? plainDecimal(head, tail) : plainDecimal(head + tail, '');
}

/** Spaces, apostrophes and their like group, and nothing else; `null` when they do not group as numbers do. */
function withoutGroups(token: string): string | null {
  const text = token.replaceAll('٬', "'").replaceAll('٫', '.');
  const isArabicDecimal = token.includes('٫');
  const grouping = /['’`´_\u00a0\u2009\u202f ]/g;
  if (!grouping.test(text)) return isArabicDecimal ? forcedDecimal(text) : text;
  const [whole = '', ...rest] = text.split(/(?=[.,])/);
  const groups = whole.split(grouping);
  const areGroups = groups.every((group, index) => (index === 0 ? group.length <= 3 : group.length === 3));
  if (areGroups && !rest.join('').match(grouping)) return groups.join('') + rest.join('');
  // "2 12.99": two numbers, of which the first counts.
  return text.split(grouping)[0] ?? null;
}

/** An Arabic decimal sign is never a group, even before three digits. */
function forcedDecimal(text: string): string {
  const [head = '', tail = ''] = splitAtLast(text, '.');
  return tail.length === 3 ? `${head}.${tail}0` : text;
}

/** `1.299.000`, and `12,34,567` as in India. */
function isGrouped(text: string, sign: string): boolean {
  const [first = '', ...rest] = text.split(sign);
  const last = rest.at(-1);
  if (last === undefined) return true;
  if (first.length === 0 || first.length > 3 || last.length !== 3) return false;
  const middle = rest.slice(0, -1);
  return (
    middle.every(({ length }) => length === 3) ||
    (sign === ',' && first.length < 3 && middle.every(({ length }) => length === 2))
  );
}

function isDecimalSign(sign: string, { isMachine, isPrice, language, currency }: NumberHint): boolean {
  if (isMachine) return sign === '.';
  const code = isPrice ? currency() : null;
  if (code !== null) return decimalsOf(code) === 3;
  const decimal = language === null ? null : decimalSignOf(language);
  if (decimal !== null) return sign === decimal;
  return !isPrice && sign === '.';
}

const signs = new Map<string, string | null>();

/** @returns `null` for a language that is none. */
export function decimalSignOf(language: string): string | null {
  let sign = signs.get(language);
  if (sign === undefined) {
    try {
      const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(1.5);
      sign = parts.find(({ type }) => type === 'decimal')?.value ?? null;
    } catch {
      sign = null;
    }
    // Languages come from strangers: the memory of them must not grow.
    if (signs.size < 500) signs.set(language, sign);
  }
  return sign;
}

function isNegative(before: string, after: string): boolean {
  // A minus belongs to the number or to the money before it; in "10-20" it is neither.
  if (/(?:^|[\s(])[-−–]\s?(?:\p{Sc}|[A-Z]{1,3})?\s?$/u.test(before)) return true;
  return /\(\s*(?:\p{Sc}|[A-Z]{3})?\s?$/u.test(before) && /^\s?(?:\p{Sc}|[A-Z]{3})?\s*\)/u.test(after);
}

function splitAtLast(text: string, sign: string): readonly [string, string] {
  const at = text.lastIndexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}

function plainDecimal(whole: string, decimals: string): string {
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  return decimals === '' ? digits : `${digits}.${decimals}`;
}

function machineNumber(text: string): string | null {
  if (!/e/i.test(text)) {
    const [whole = '', decimals = ''] = text.replace(/^[+-]/, '').split('.');
    if (whole.length + decimals.length > DIGITS_MAX) return null;
    const value = plainDecimal(whole, decimals);
    return text.startsWith('-') && Number(value) !== 0 ? `-${value}` : value;
  }
  const number = Number(text);
  // Beyond these `String` would write an exponent again.
  return Number.isFinite(number) && (number === 0 || (Math.abs(number) >= 1e-6 && Math.abs(number) < 1e21))
    ? String(number)
    : null;
}
