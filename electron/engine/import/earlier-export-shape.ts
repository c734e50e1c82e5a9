/** Finds out whether a table is an earlier export of Gleaner, and where its columns stand. */
import { RESULT_COLUMNS, type ResultColumnName } from '../../../shared/export.ts';
import { isSeparatorHint } from './table-list.ts';
import { isBlankRecord } from './table-shape.ts';
import { TableSplitter } from './table-splitter.ts';
import { trimEdges } from './url-line.ts';

export type ResultColumn = ResultColumnName;

export interface EarlierExportShape {
  readonly delimiter: string;
  /** Index by column; those that the table has not got are absent. */
  readonly columns: ReadonlyMap<ResultColumn, number>;
  /** Columns that are not ours, as they stand in the table. */
  readonly others: readonly { readonly index: number; readonly name: string }[];
  readonly width: number;
  /**
   * An apostrophe before `=`, `+`, `-` or `@` was put there for spreadsheets. Not so in a file
   * that is as we write it for programs: there it belongs to the text.
   */
  readonly isGuarded: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const NEEDED = ['url', 'outcome'] as const;
/** A table of somebody else may have an outcome for each URL, but hardly one of these as well. */
const TELLING = ['error', 'attempts', 'final_url'] as const;
const OUR_HEADER = RESULT_COLUMNS.join(',');
const GUARDED = /^'(?=[=+\-@\t\r])/;

/** @param sample the beginning of the file, without a byte order mark. @returns `null` for any other table. */
export function detectEarlierExport(
  sample: string,
  hasByteOrderMark: boolean,
  isWhole: boolean,
): EarlierExportShape | null {
  for (const delimiter of DELIMITERS) {
    const header = firstRecord(delimiter, sample, isWhole);
    if (header === null) continue;
    const names = header.map((cell) => trimEdges(cell).replace(GUARDED, ''));
    const columns = new Map<ResultColumn, number>();
    const others: { index: number; name: string }[] = [];
    for (const [index, name] of names.entries()) {
      const column = RESULT_COLUMNS.find((one) => one === name.toLowerCase());
      // The list may have had columns of these names itself; ours stand before them.
      if (column === undefined || columns.has(column))
        others.push({ index, name: name === '' ? `Column ${index + 1}` : name });
      else columns.set(column, index);
    }
    if (!NEEDED.every((name) => columns.has(name)) || !TELLING.some((name) => columns.has(name))) continue;
    const isAsWritten = !hasByteOrderMark && sample.startsWith(OUR_HEADER) && /^[^\r\n]*\r\n/.test(sample);
    return { delimiter, columns, others, width: names.length, isGuarded: !isAsWritten };
  }
  return null;
}

/** Takes the guard for spreadsheets off a cell. */
export function withoutGuard(cell: string): string {
  return cell.replace(GUARDED, '');
}

function firstRecord(delimiter: string, sample: string, isWhole: boolean): readonly string[] | null {
  let first: readonly string[] | null = null;
  const splitter = new TableSplitter(delimiter, (cells) => {
    if (first === null && !isBlankRecord(cells) && !isSeparatorHint(cells)) first = cells;
  });
  splitter.push(sample);
  if (isWhole) splitter.end();
  return first;
}
