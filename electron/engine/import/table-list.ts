/**
 * Records of a table -> list lines with their URL cell and the other columns' cells.
 *
 * The line of a record is its number in the file, header row included and blank rows
 * counted: the row number that a spreadsheet shows. It is not the line a text editor shows
 * when cells hold line ends. Records whose cells are all empty are passed over like blank
 * lines; so are records that begin with `#` and hold no web address (order numbers such as
 * `#1001` do, and are kept).
 *
 * No record is dropped for having the wrong number of cells: missing cells are empty, and
 * surplus cells go to the last column with their delimiter back in place, which also mends
 * a URL with a comma that was not quoted.
 */
import { isBlankRecord, type TableShape } from './table-shape.ts';
import { TableSplitter } from './table-splitter.ts';
import { parseUrlLine, trimEdges } from './url-line.ts';

/** `url` is the URL cell, `cells` the whole record for a report of what was dropped. */
export type OnTableLine = (
  line: number,
  url: string,
  extra: readonly string[] | null,
  cells: readonly string[],
  isTooLong: boolean,
) => void;

export class TableReader {
  readonly #shape: TableShape;
  readonly #onLine: OnTableLine;
  readonly #splitter: TableSplitter;
  #line = 0;
  #awaitsHeader: boolean;

  constructor(shape: TableShape, onLine: OnTableLine) {
    this.#shape = shape;
    this.#onLine = onLine;
    this.#awaitsHeader = shape.hasHeader;
    this.#splitter = new TableSplitter(shape.delimiter, (cells, isTooLong) =>
      this.#takeRecord(cells, isTooLong),
    );
  }

  push(text: string): void {
    this.#splitter.push(text);
  }

  end(): void {
    this.#splitter.end();
  }

  #takeRecord(record: readonly string[], isTooLong: boolean): void {
    this.#line++;
    if (isTooLong) {
      this.#onLine(this.#line, record[0] ?? '', null, record, true);
      return;
    }
    if (isBlankRecord(record)) return;
    if (this.#line === 1 && isSeparatorHint(record)) return;
    if (this.#awaitsHeader) {
      this.#awaitsHeader = false;
      return;
    }
    const { urlIndex, width, delimiter } = this.#shape;
    const cells = foldSurplus(record, width, delimiter);
    const url = cells[urlIndex] ?? '';
    if (trimEdges(record[0]!).startsWith('#') && !parseUrlLine(url).ok) return;

    let extra: string[] | null = null;
    if (width > 1) {
      extra = [];
      for (let index = 0; index < width; index++) if (index !== urlIndex) extra.push(cells[index] ?? '');
    }
    this.#onLine(this.#line, url, extra, record, false);
  }
}

/** @returns A record of at most `width` cells: surplus ones go to the last, with their delimiter back in place. */
export function foldSurplus(record: readonly string[], width: number, delimiter: string): readonly string[] {
  if (record.length <= width) return record;
  let end = record.length;
  while (end > width && trimEdges(record[end - 1]!) === '') end--;
  return [...record.slice(0, width - 1), record.slice(width - 1, end).join(delimiter)];
}

/** `sep=;` is what Excel wants in the first line of a file; it is not data. */
export function isSeparatorHint(cells: readonly string[]): boolean {
  return /^sep=/i.test(trimEdges(cells[0]!));
}
