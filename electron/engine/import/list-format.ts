/**
 * Decides what a list is from its name and its first bytes: lines of text, a table, or
 * something that cannot be read as either.
 *
 * A comma may belong to a URL, so commas alone do not make a table of a plain list. The
 * rules, in order: a name ending in .csv or .tsv is a table when a column of it holds web
 * addresses; otherwise the text is a table when its records are even, a column holds web
 * addresses, and something says that the commas are not part of them: a tab, a header row,
 * something in front of the URL, or white space in another column.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import {
  FOUND_OUT,
  LIST_DELIMITER_NAMES,
  type ListDelimiter,
  type SourceChoices,
} from '../../../shared/list-choices.ts';
import { encodingByZeros } from './encoding/detect-encoding.ts';
import { detectShape, isBlankRecord, type TableShape } from './table-shape.ts';
import { isSeparatorHint } from './table-list.ts';
import { TableSplitter } from './table-splitter.ts';
import { trimEdges } from './url-line.ts';

export type ListFormat =
  | { readonly kind: 'text' }
  /** `records`: the first ones behind the header row. */
  | { readonly kind: 'table'; readonly shape: TableShape; readonly records: Records };

/** First bytes that are looked at before reading begins. */
export const SNIFF_LENGTH = 64 * 1024;

/** A tab first: where two are as even as each other, commas stand within cells and tabs do not. */
const DELIMITERS: readonly ListDelimiter[] = ['\t', ...LIST_DELIMITER_NAMES.filter((name) => name !== '\t')];
const RECORDS_LOOKED_AT = 100;
const MIN_EVEN_RATIO = 0.8;
const SAVE_AS_CSV = 'Open it in its program, save it as CSV or as text, and open that.';

/**
 * @param sample the beginning of the list; @param isWhole whether that is all of it.
 * @throws AppError `LIST_NO_COLUMN` when a column was chosen that is not there.
 */
export function detectFormat(
  fileName: string,
  sample: string,
  isWhole: boolean,
  choices: SourceChoices = FOUND_OUT,
): ListFormat {
  if (choices.format === 'text') return { kind: 'text' };
  if (isTableForced(choices)) return forcedTable(sample, isWhole, choices);
  const isNamedTable = /\.(?:csv|tsv|tab)(?:\.gz)?$/i.test(fileName);
  let best: { readonly shape: TableShape; readonly records: Records } | null = null;
  for (const delimiter of DELIMITERS) {
    const records = firstRecords(delimiter, sample, isWhole);
    const shape = detectShape(delimiter, records, choices);
    // A title line with a comma over a plain list is no header row.
    if (shape === null || shape.usualWidth < 2) continue;
    if (best === null || shape.evenRatio > best.shape.evenRatio) best = { shape, records };
  }
  if (best !== null && (isNamedTable || isTable(best.shape, best.records))) return tableOf(best);
  if (!isNamedTable) return { kind: 'text' };
  const records = firstRecords(',', sample, isWhole);
  const shape = detectShape(',', records, choices);
  return shape === null ? { kind: 'text' } : tableOf({ shape, records });
}

/** Whoever names a column, a separator or a header row says that there is a table. */
function isTableForced({ format, delimiter, urlColumn, hasHeader }: SourceChoices): boolean {
  return format === 'table' || delimiter !== null || urlColumn !== null || hasHeader !== null;
}

function forcedTable(sample: string, isWhole: boolean, choices: SourceChoices): ListFormat {
  const delimiter = choices.delimiter ?? mostEvenDelimiter(sample, isWhole);
  const records = firstRecords(delimiter, sample, isWhole);
  const shape =
    detectShape(delimiter, records, choices) ?? detectShape(delimiter, records, { ...choices, urlColumn: 0 });
  return shape === null ? { kind: 'text' } : tableOf({ shape, records });
}

function mostEvenDelimiter(sample: string, isWhole: boolean): ListDelimiter {
  let best: { readonly delimiter: ListDelimiter; readonly evenRatio: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const records = firstRecords(delimiter, sample, isWhole);
    const shape = detectShape(delimiter, records, { hasHeader: null, urlColumn: 0 });
    if (shape === null || shape.usualWidth < 2 || shape.evenRatio <= (best?.evenRatio ?? 0)) continue;
    best = { delimiter, evenRatio: shape.evenRatio };
  }
  return best?.delimiter ?? ',';
}

function tableOf({ shape, records }: { shape: TableShape; records: Records }): ListFormat {
  return { kind: 'table', shape, records: shape.hasHeader ? records.slice(1) : records };
}

/** @throws AppError `UNSUPPORTED` for files that hold no text, with what to do instead. */
export function refuseBinary(fileName: string, head: Uint8Array): void {
  const what = binaryKind(head);
  if (what === null) return;
  throw new AppError(
    ErrorCode.Unsupported,
    `${fileName} is ${what}; Gleaner reads text, CSV, TSV, XLSX and sitemaps.`,
    { advice: SAVE_AS_CSV },
  );
}

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

export function isDatabase(head: Uint8Array): boolean {
  return (
    Buffer.from(head.buffer, head.byteOffset, Math.min(16, head.byteLength)).toString('latin1') === SQLITE
  );
}

const SQLITE = 'SQLite format 3\0';

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

type Records = readonly (readonly string[])[];

function isTable(shape: TableShape, records: Records): boolean {
  if (shape.evenRatio < MIN_EVEN_RATIO) return false;
  if (shape.delimiter === '\t' || shape.hasHeader || shape.urlIndex > 0) return true;
  return records.some((cells) => cells.some((cell, index) => index !== shape.urlIndex && /\s/.test(cell)));
}

/** Complete records only; blank ones, comments and a separator hint are left out. */
function firstRecords(delimiter: string, sample: string, isWhole: boolean): Records {
  const records: (readonly string[])[] = [];
  const splitter = new TableSplitter(delimiter, (cells, isTooLong) => {
    if (isTooLong || isBlankRecord(cells) || isSeparatorHint(cells)) return;
    if (!trimEdges(cells[0]!).startsWith('#')) records.push(cells);
  });
  // A short beginning is enough, and a piece of a record at its end would look uneven.
  splitter.push(sample);
  if (isWhole) splitter.end();
  return records.slice(0, RECORDS_LOOKED_AT);
}

const SIGNATURES: readonly (readonly [signature: string, what: string])[] = [
  [SQLITE, 'a database'],
  ['PK\u0003\u0004', 'an archive'],
  ['%PDF-', 'a PDF document'],
  ['\u0089PNG', 'a picture'],
  ['GIF8', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel or Word document'],
  ['7z\u00bc\u00af', 'an archive'],
  ['Rar!', 'an archive'],
  ['\u007fELF', 'a program'],
  ['\u001f\u008b', 'compressed twice'],
];

function binaryKind(head: Uint8Array): string | null {
  const latin1 = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  for (const [signature, what] of SIGNATURES) if (latin1.startsWith(signature)) return what;
  const isUtf16 = latin1.startsWith('\u00ff\u00fe') || latin1.startsWith('\u00fe\u00ff');
  if (isUtf16 || encodingByZeros(head) !== null) return null;
  // One stray NUL is a bad line and reported as such; many are another kind of file.
  let nulCount = 0;
  for (const byte of head) if (byte === 0) nulCount++;
  return nulCount >= 8 && nulCount > head.length / 100 ? 'not a text file' : null;
}
