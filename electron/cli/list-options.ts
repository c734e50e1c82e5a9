/** The options that say how a list is read. */
import {
  DEFAULT_CHOICES,
  DEFAULT_MERGE_RULES,
  FOUND_OUT,
  LIST_ENCODING_NAMES,
  type ListChoices,
  type ListDelimiter,
  type ListEncoding,
  type MergeRules,
  type SourceChoices,
} from '../../shared/list-choices.ts';
import type { GivenOptions } from './given-options.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

const DELIMITERS: Readonly<Record<string, ListDelimiter>> = {
  comma: ',',
  ',': ',',
  semicolon: ';',
  ';': ';',
  tab: '\t',
  '\t': '\t',
  '\\t': '\t',
  bar: '|',
  '|': '|',
};
const MERGED: Readonly<Record<string, Partial<MergeRules>>> = {
  slash: { ignoresTrailingSlash: true },
  tracking: { ignoresTracking: true },
  case: { ignoresLetterCase: true },
};

/** What is named holds for each of the `count` lists. @throws {UsageError} */
export function parseListChoices(given: GivenOptions, count: number): ListChoices {
  const source: SourceChoices = {
    ...FOUND_OUT,
    ...delimiterOf(given.one('delimiter')),
    encoding: encodingOf(given.one('encoding')),
    hasHeader: given.has('no-header') ? false : null,
    urlColumn: columnOf(given.one('column')),
    sheet: given.one('sheet') ?? null,
  };
  return {
    ...DEFAULT_CHOICES,
    sources: Array.from({ length: count }, () => source),
    merge: mergeOf(given.one('merge'), given.has('keep-duplicates')),
    expandsRanges: given.has('ranges'),
  };
}

function delimiterOf(text: string | undefined): Pick<SourceChoices, 'delimiter' | 'format'> {
  if (text === undefined) return { delimiter: null, format: null };
  const name = text.toLowerCase();
  if (name === 'none') return { delimiter: null, format: 'text' };
  const delimiter = Object.hasOwn(DELIMITERS, name) ? DELIMITERS[name] : undefined;
  if (delimiter === undefined)
    throw new UsageError(`--delimiter must be comma, semicolon, tab, bar or none, not "${text}".`);
  return { delimiter, format: 'table' };
}

function encodingOf(text: string | undefined): ListEncoding | null {
  if (text === undefined) return null;
  const name = text.toLowerCase();
  const known = LIST_ENCODING_NAMES.find((one) => one === name) ?? byLabel(name);
  if (known !== undefined) return known;
  throw new UsageError(
    `Gleaner does not read the encoding "${text}".`,
    didYouMean(name, LIST_ENCODING_NAMES) || `It reads ${LIST_ENCODING_NAMES.join(', ')}.`,
  );
}

/** Encodings have other names, too: latin1, sjis, cp1251, gbk. */
function byLabel(label: string): ListEncoding | undefined {
  try {
    const name = new TextDecoder(label).encoding;
    return name === 'gbk' ? 'gb18030' : LIST_ENCODING_NAMES.find((one) => one === name);
  } catch {
    return undefined;
  }
}

/** A number is a place, from 1, as a spreadsheet counts. */
function columnOf(text: string | undefined): number | string | null {
  if (text === undefined) return null;
  if (text.trim() === '') throw new UsageError('--column needs the name of a column, or its number.');
  const place = /^\d{1,5}$/u.test(text) ? Number(text) : null;
  if (place === 0) throw new UsageError('--column counts from 1.');
  return place === null ? text : place - 1;
}

function mergeOf(text: string | undefined, keepsDuplicates: boolean): MergeRules {
  if (text === undefined) return { ...DEFAULT_MERGE_RULES, isOn: !keepsDuplicates };
  if (keepsDuplicates) throw new UsageError('--merge and --keep-duplicates exclude each other.');
  return text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .reduce((rules, word) => {
      if (!Object.hasOwn(MERGED, word))
        throw new UsageError(`--merge takes slash, tracking and case, not "${word}".`);
      return { ...rules, ...MERGED[word] };
    }, DEFAULT_MERGE_RULES);
}
