/** Finds out, from the first records of a table, where its URLs stand and whether it has a header row. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ListDelimiter, SourceChoices } from '../../../shared/list-choices.ts';
import type { SourceInspection } from '../../../shared/list-import.ts';
import { isPlainlyUrl, parseUrlLine, trimEdges } from './url-line.ts';

export interface TableShape {
  readonly delimiter: ListDelimiter;
  /** Cells of an ordinary record. */
  readonly width: number;
  readonly urlIndex: number;
  readonly urlIndexBy: Exclude<SourceInspection['urlColumnBy'], null>;
  readonly hasHeader: boolean;
  /** Names of all columns; `Column 3` where the table gives none. */
  readonly columns: readonly string[];
  /** Cells that most of the looked-at records have. */
  readonly usualWidth: number;
  /** Share of the looked-at records that have that many, 0 to 1. */
  readonly evenRatio: number;
}

const URL_COLUMN_NAMES = /^(?:urls?|uris?|links?|href|address|web ?(?:site|page|address)|page|domain|loc)$/i;

/** What somebody said about a table; `null`: as it is found out. */
export type ShapeChoices = Pick<SourceChoices, 'hasHeader' | 'urlColumn'>;
const NOTHING_CHOSEN: ShapeChoices = { hasHeader: null, urlColumn: null };

/**
 * @param records the first records of the table, blank ones left out.
 * @returns `null` when no column holds web addresses and none was chosen.
 * @throws AppError `LIST_NO_COLUMN`
 */
export function detectShape(
  delimiter: ListDelimiter,
  records: readonly (readonly string[])[],
  choices: ShapeChoices = NOTHING_CHOSEN,
): TableShape | null {
  const first = records[0];
  if (first === undefined) return null;
  const body = records.length > 1 && choices.hasHeader !== false ? records.slice(1) : records;
  const columnCount = records.reduce((most, cells) => Math.max(most, cells.length), 0);
  const found =
    choices.urlColumn === null
      ? findUrlColumn(first, body, columnCount)
      : chosenColumn(choices.urlColumn, first, columnCount);
  if (found === null) return null;
  const { urlIndex, isUrl } = found;

  const headerCell = trimEdges(first[urlIndex] ?? '');
  const looksHeaded = records.length > 1 && headerCell !== '' && !isUrl(headerCell);
  const hasHeader = choices.hasHeader ?? (typeof choices.urlColumn === 'string' || looksHeaded);
  const { usualWidth, evenRatio } = widthsOf(first, body);
  // A header of one name over records of several cells is a plain list of URLs with commas.
  const headedWidth = first.length === 1 ? 1 : Math.max(first.length, usualWidth);
  const width = Math.max(hasHeader ? headedWidth : usualWidth, urlIndex + 1);
  const columns = Array.from({ length: width }, (_, index) => {
    const name = hasHeader ? trimEdges(first[index] ?? '') : '';
    return name === '' ? `Column ${index + 1}` : name;
  });
  return {
    delimiter,
    width,
    urlIndex,
    urlIndexBy: found.by,
    hasHeader,
    columns,
    usualWidth,
    evenRatio,
  };
}

interface FoundColumn {
  readonly urlIndex: number;
  readonly by: TableShape['urlIndexBy'];
  /** What counts as an address in this table. */
  readonly isUrl: (cell: string) => boolean;
}

function findUrlColumn(
  first: readonly string[],
  body: readonly (readonly string[])[],
  columnCount: number,
): FoundColumn | null {
  const plainUrls = countByColumn(body, columnCount, isPlainlyUrl);
  let urlIndex = plainUrls.findIndex((count) => count * 2 >= body.length);
  if (urlIndex === -1) urlIndex = plainUrls.findIndex((count) => count > 0);
  if (urlIndex !== -1) return { urlIndex, by: 'addresses', isUrl: isPlainlyUrl };

  const urls = countByColumn(body, columnCount, isBareUrl);
  urlIndex = first.findIndex((name, index) => URL_COLUMN_NAMES.test(trimEdges(name)) && urls[index]! > 0);
  if (urlIndex !== -1) return { urlIndex, by: 'name', isUrl: isBareUrl };
  urlIndex = urls.findIndex((count) => count * 2 > body.length);
  return urlIndex === -1 ? null : { urlIndex, by: 'addresses', isUrl: isBareUrl };
}

/** An address that may lack its scheme. */
function isBareUrl(cell: string): boolean {
  return parseUrlLine(cell).ok && !URL_COLUMN_NAMES.test(trimEdges(cell));
}

function chosenColumn(column: number | string, first: readonly string[], columnCount: number): FoundColumn {
  const urlIndex =
    typeof column === 'number' ? column : first.findIndex((name) => nameKey(name) === nameKey(column));
  if (urlIndex >= 0 && urlIndex < columnCount) return { urlIndex, by: 'choice', isUrl: isBareUrl };
  if (typeof column === 'number')
    throw noColumn(`The table has no column ${column + 1}.`, `It has ${columnCount}.`);
  const names = first.slice(0, NAMES_SHOWN).map((name) => `“${trimEdges(name).slice(0, NAME_LENGTH)}”`);
  throw noColumn(`The table has no column “${column}”.`, `Its first row has ${names.join(', ')}.`);
}

function nameKey(name: string): string {
  return trimEdges(name).toLowerCase();
}

const NAMES_SHOWN = 12;
const NAME_LENGTH = 40;

function noColumn(message: string, advice: string): AppError {
  return new AppError(ErrorCode.ListNoColumn, message, { advice });
}

export function isBlankRecord(cells: readonly string[]): boolean {
  return cells.every((cell) => trimEdges(cell) === '');
}

/**
 * Spreadsheets write all cells of every record; hand-made lists leave the empty ones at the
 * end away, or leave delimiters there. Whichever way of counting is the more even one is right.
 */
function widthsOf(first: readonly string[], body: readonly (readonly string[])[]) {
  const written = mostFrequent(body.map((cells) => cells.length));
  const filled = mostFrequent(body.map(filledWidth));
  const best = filled.count > written.count ? filled : written;
  // The header has a say in it: with `url;price` over `a;12,5` the comma is as even as the semicolon.
  const headerCount = first.length === best.value ? 1 : 0;
  return { usualWidth: best.value, evenRatio: (best.count + headerCount) / (body.length + 1) };
}

function filledWidth(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 1 && trimEdges(cells[width - 1]!) === '') width--;
  return width;
}

function countByColumn(
  records: readonly (readonly string[])[],
  columnCount: number,
  matches: (cell: string) => boolean,
): readonly number[] {
  return Array.from(
    { length: columnCount },
    (_, index) => records.filter((cells) => cells[index] !== undefined && matches(cells[index])).length,
  );
}

function mostFrequent(values: readonly number[]): { readonly value: number; readonly count: number } {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = { value: 1, count: 0 };
  for (const [value, count] of counts) if (count > best.count) best = { value, count };
  return best;
}
