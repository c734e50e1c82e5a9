/** Finds out, from the first records of a table, where its URLs stand and whether it has a header row. */
import { isPlainlyUrl, parseUrlLine, trimEdges } from './url-line.ts';

export interface TableShape {
  readonly delimiter: string;
  /** Cells of an ordinary record. */
  readonly width: number;
  readonly urlIndex: number;
  readonly hasHeader: boolean;
  /** Names of all columns; `Column 3` where the table gives none. */
  readonly columns: readonly string[];
  /** Cells that most of the looked-at records have. */
  readonly usualWidth: number;
  /** Share of the looked-at records that have that many, 0 to 1. */
  readonly evenRatio: number;
}

const URL_COLUMN_NAMES = /^(?:urls?|uris?|links?|href|address|web ?(?:site|page|address)|page|domain|loc)$/i;

/**
 * @param records the first records of the table, blank ones left out.
 * @returns `null` when no column holds web addresses.
 */
export function detectShape(delimiter: string, records: readonly (readonly string[])[]): TableShape | null {
  const first = records[0];
  if (first === undefined) return null;
  const body = records.length > 1 ? records.slice(1) : records;
  const columnCount = Math.max(...records.map((cells) => cells.length));
  const plainUrls = countByColumn(body, columnCount, isPlainlyUrl);
  let urlIndex = plainUrls.findIndex((count) => count * 2 >= body.length);
  if (urlIndex === -1) urlIndex = plainUrls.findIndex((count) => count > 0);
  let isUrl = isPlainlyUrl;
  if (urlIndex === -1) {
    isUrl = (cell) => parseUrlLine(cell).ok && !URL_COLUMN_NAMES.test(trimEdges(cell));
    const urls = countByColumn(body, columnCount, isUrl);
    urlIndex = first.findIndex((name, index) => URL_COLUMN_NAMES.test(trimEdges(name)) && urls[index]! > 0);
    if (urlIndex === -1) urlIndex = urls.findIndex((count) => count * 2 > body.length);
  }
  if (urlIndex === -1) return null;

  const headerCell = trimEdges(first[urlIndex] ?? '');
  const hasHeader = records.length > 1 && headerCell !== '' && !isUrl(headerCell);
  const { usualWidth, evenRatio } = widthsOf(first, body);
  // A header of one name over records of several cells is a plain list of URLs with commas.
  const headedWidth = first.length === 1 ? 1 : Math.max(first.length, usualWidth);
  const width = Math.max(hasHeader ? headedWidth : usualWidth, urlIndex + 1);
  const columns = Array.from({ length: width }, (_, index) => {
    const name = hasHeader ? trimEdges(first[index] ?? '') : '';
    return name === '' ? `Column ${index + 1}` : name;
  });
  return { delimiter, width, urlIndex, hasHeader, columns, usualWidth, evenRatio };
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
