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
  /** Share of the looked-at records that have {@link width} cells, 0 to 1. */
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
  const widths = records.map(widthOf);
  const bodyWidth = mostFrequent(records.length > 1 ? widths.slice(1) : widths);

  const columnCount = Math.max(...widths);
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
  const width = Math.max(hasHeader ? first.length : bodyWidth, urlIndex + 1);
  const columns = Array.from({ length: width }, (_, index) => {
    const name = hasHeader ? trimEdges(first[index] ?? '') : '';
    return name === '' ? `Column ${index + 1}` : name;
  });
  const evenCount = widths.filter((count) => count === bodyWidth).length;
  return { delimiter, width, urlIndex, hasHeader, columns, evenRatio: evenCount / widths.length };
}

export function isBlankRecord(cells: readonly string[]): boolean {
  return cells.every((cell) => trimEdges(cell) === '');
}

/** Empty cells at the end do not count: spreadsheets and hand-made lists leave delimiters there. */
function widthOf(cells: readonly string[]): number {
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

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 1;
}
