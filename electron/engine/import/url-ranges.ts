/**
 * `https://shop.example/p/{001..120}` -> 120 addresses. In braces may stand a range of numbers
 * (`{1..5000}`, with a step `{0..100..10}`, padded when one end is: `{001..120}`), of letters
 * (`{a..e}`), or a list (`{en,de,fr}`); several in one address stand for all combinations.
 *
 * An address counts as one with ranges only when all of its braces are such: any other may be
 * the name of a page, or JSON in a query, and is left as it stands.
 */

/** The values of one pair of braces, counted before any of them is made. */
interface Part {
  readonly count: number;
  valueAt(index: number): string;
}

export interface UrlRanges {
  /** How many addresses there are; may be more than can be made. */
  readonly count: number;
  /** In order; the last braces change fastest. */
  addresses(): Generator<string>;
}

const NUMBERS = /^(\d{1,15})\.\.(\d{1,15})(?:\.\.(\d{1,15}))?$/;
const LETTERS = /^(?:([a-z])\.\.([a-z])|([A-Z])\.\.([A-Z]))$/;
/** What may stand in an address without being escaped, so that JSON and code are no lists. */
const LIST = /^[\p{L}\p{N}._~%+/=&-]*(?:,[\p{L}\p{N}._~%+/=&-]*)+$/u;
const BRACES = /\{([^{}]*)\}/g;
const PARTS_MAX = 16;

/** @returns `null` for a text that stands for itself. */
export function parseUrlRanges(text: string): UrlRanges | null {
  if (!text.includes('{')) return null;
  const literals: string[] = [];
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(BRACES)) {
    const part = parsePart(match[1]!);
    if (part === null || parts.length === PARTS_MAX) return null;
    literals.push(text.slice(end, match.index));
    parts.push(part);
    end = match.index + match[0].length;
  }
  literals.push(text.slice(end));
  if (parts.length === 0 || literals.some((literal) => /[{}]/.test(literal))) return null;
  return {
    count: parts.reduce((product, part) => product * part.count, 1),
    addresses: () => combinations(literals, parts),
  };
}

function parsePart(inside: string): Part | null {
  const numbers = NUMBERS.exec(inside);
  if (numbers !== null) return numberRange(numbers[1]!, numbers[2]!, numbers[3]);
  const letters = LETTERS.exec(inside);
  if (letters !== null) {
    const first = (letters[1] ?? letters[3])!.charCodeAt(0);
    const last = (letters[2] ?? letters[4])!.charCodeAt(0);
    const direction = Math.sign(last - first);
    return {
      count: Math.abs(last - first) + 1,
      valueAt: (index) => String.fromCharCode(first + index * direction),
    };
  }
  if (!LIST.test(inside)) return null;
  const values = inside.split(',');
  return { count: values.length, valueAt: (index) => values[index]! };
}

function numberRange(firstText: string, lastText: string, stepText: string | undefined): Part | null {
  const first = Number(firstText);
  const last = Number(lastText);
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) return null;
  const isPadded = [firstText, lastText].some((text) => text.length > 1 && text.startsWith('0'));
  const width = isPadded ? Math.max(firstText.length, lastText.length) : 0;
  const direction = last < first ? -step : step;
  return {
    count: Math.floor(Math.abs(last - first) / step) + 1,
    valueAt: (index) => String(first + index * direction).padStart(width, '0'),
  };
}

function* combinations(literals: readonly string[], parts: readonly Part[]): Generator<string> {
  const indexes = parts.map(() => 0);
  for (;;) {
    let address = literals[0]!;
    for (const [at, part] of parts.entries()) address += part.valueAt(indexes[at]!) + literals[at + 1]!;
    yield address;
    let at = parts.length - 1;
    while (at >= 0 && ++indexes[at]! === parts[at]!.count) indexes[at--] = 0;
    if (at < 0) return;
  }
}
