/** How a list is read: what was found out about it, and what somebody chose instead. */

/** By their WHATWG names. `TextDecoder` of both runtimes has all of them. */
export const LIST_ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Western (Windows-1252)',
  'iso-8859-15': 'Western (ISO 8859-15)',
  'windows-1250': 'Central European (Windows-1250)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  'iso-8859-5': 'Cyrillic (ISO 8859-5)',
  'windows-1253': 'Greek (Windows-1253)',
  'iso-8859-7': 'Greek (ISO 8859-7)',
  'windows-1254': 'Turkish (Windows-1254)',
  'windows-1255': 'Hebrew (Windows-1255)',
  'windows-1256': 'Arabic (Windows-1256)',
  'windows-1257': 'Baltic (Windows-1257)',
  'windows-1258': 'Vietnamese (Windows-1258)',
  gb18030: 'Chinese (GB18030)',
  big5: 'Chinese, traditional (Big5)',
  shift_jis: 'Japanese (Shift JIS)',
  'euc-jp': 'Japanese (EUC-JP)',
  'euc-kr': 'Korean (EUC-KR)',
} as const;
export type ListEncoding = keyof typeof LIST_ENCODINGS;
// Object.keys forgets the literal keys.
export const LIST_ENCODING_NAMES = Object.keys(LIST_ENCODINGS) as readonly ListEncoding[];

export const LIST_DELIMITERS = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as const;
export type ListDelimiter = keyof typeof LIST_DELIMITERS;
export const LIST_DELIMITER_NAMES = Object.keys(LIST_DELIMITERS) as readonly ListDelimiter[];

/** For one file of a list. `null`: as it is found out. */
export interface SourceChoices {
  /** `text`: one URL a line, whatever commas there are. */
  readonly format: 'text' | 'table' | null;
  readonly encoding: ListEncoding | null;
  readonly delimiter: ListDelimiter | null;
  readonly hasHeader: boolean | null;
  /** Its place, counted from 0, or its name. */
  readonly urlColumn: number | string | null;
  /** Of a spreadsheet: its name. */
  readonly sheet: string | null;
}

export const FOUND_OUT: SourceChoices = {
  format: null,
  encoding: null,
  delimiter: null,
  hasHeader: null,
  urlColumn: null,
  sheet: null,
};

/**
 * Which lines are one row. Two addresses that are the same but for their fragment always are,
 * unless `isOn` is false. What is sent is the address of the first line, untouched.
 */
export interface MergeRules {
  /** False: every line becomes a row. */
  readonly isOn: boolean;
  /** `/a/` and `/a` */
  readonly ignoresTrailingSlash: boolean;
  /** Parameters such as `utm_source` and `gclid`, which tell where a visitor came from. */
  readonly ignoresTracking: boolean;
  /** `/Shop` and `/shop`: of the path only. */
  readonly ignoresLetterCase: boolean;
}

export const DEFAULT_MERGE_RULES: MergeRules = {
  isOn: true,
  ignoresTrailingSlash: false,
  ignoresTracking: false,
  ignoresLetterCase: false,
};

export interface ListChoices {
  /** By the order of the files; files without an entry are read as they are found to be. */
  readonly sources: readonly SourceChoices[];
  readonly merge: MergeRules;
  /** `https://x/p/{1..100}` stands for 100 addresses. `null`: only in what was typed or pasted. */
  readonly expandsRanges: boolean | null;
}

export const DEFAULT_CHOICES: ListChoices = {
  sources: [],
  merge: DEFAULT_MERGE_RULES,
  expandsRanges: null,
};

/** Most addresses that the ranges of one list may stand for. */
export const EXPANDED_MAX = 10_000_000;
/** Most files that can be read as one list. */
export const LIST_FILES_MAX = 100;
