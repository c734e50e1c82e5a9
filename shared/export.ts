/** Exports: their formats, what can be chosen about them, and what is told when one is written. */
import { formatCountOf } from './format.ts';
import type { RowFilter } from './rows.ts';

/** Those that hold a table, or a column of one. */
export const TABLE_FORMATS = ['csv', 'csv-excel', 'xlsx', 'jsonl', 'parquet', 'sqlite', 'urls'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** `warc` holds the kept pages themselves. */
export const EXPORT_FORMATS = [...TABLE_FORMATS, 'warc'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportFormatInfo {
  readonly name: string;
  /** Endings that name the format; the first is the usual one. */
  readonly endings: readonly string[];
  /** False: what it holds is not ours to choose. */
  readonly hasColumns: boolean;
}

export const EXPORT_FORMAT_INFO: Readonly<Record<ExportFormat, ExportFormatInfo>> = {
  csv: { name: 'CSV', endings: ['.csv'], hasColumns: true },
  'csv-excel': { name: 'CSV for Excel', endings: ['.csv'], hasColumns: true },
  xlsx: { name: 'Excel workbook', endings: ['.xlsx'], hasColumns: true },
  jsonl: { name: 'JSON Lines', endings: ['.jsonl', '.ndjson'], hasColumns: true },
  parquet: { name: 'Parquet', endings: ['.parquet'], hasColumns: true },
  sqlite: { name: 'SQLite database', endings: ['.sqlite', '.db'], hasColumns: true },
  urls: { name: 'List of URLs', endings: ['.txt'], hasColumns: false },
  warc: { name: 'Kept pages (WARC)', endings: ['.warc.gz'], hasColumns: false },
};

/** Columns that every run has. Scripts rely on their names and their order. */
export const RESULT_COLUMNS = [
  'line',
  'url',
  'outcome',
  'status',
  'final_url',
  'content_type',
  'bytes',
  'duration_ms',
  'attempts',
  'error',
  'title',
] as const;
export type ResultColumnName = (typeof RESULT_COLUMNS)[number];

/** Rows come in the order of the list, however they are chosen. */
export type ExportRows =
  | { readonly kind: 'filter'; readonly filter: RowFilter }
  | { readonly kind: 'rows'; readonly rowIds: readonly number[] };

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly rows: ExportRows;
  /** Names of columns in the order to write them; `null` is all but the originals. */
  readonly columns: readonly string[] | null;
  /** Behind each extracted column that is written, the text as it stood on the page. */
  readonly hasOriginals: boolean;
}

export type ExportColumnKind = 'result' | 'list' | 'field' | 'original';

/** A column that can be exported. */
export interface ExportColumn {
  /** Unique, however it is written: `title_2` when the list or the recipe has one called `title` as well. */
  readonly name: string;
  readonly kind: ExportColumnKind;
}

/** Columns that the window chooses among, and the longest name of one; the command line has no such limit. */
export const EXPORT_COLUMNS_MAX = 2000;
export const EXPORT_NAME_MAX = 1000;

/** Something that a format could not take as it was. */
export interface ExportRemark {
  readonly code: 'cells_cut' | 'sheets' | 'not_numbers' | 'not_booleans' | 'not_kept';
  readonly count: number;
}

export interface ExportResult {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** Empty when everything is as it was. */
  readonly remarks: readonly ExportRemark[];
}

export interface ExportProgress {
  readonly exportId: string;
  readonly rowsDone: number;
  readonly rowsTotal: number;
}

/** Longest text that a cell of a workbook takes, in UTF-16 units. */
export const SHEET_CELL_MAX = 32_767;
/** Rows of a sheet, its heading included. */
export const SHEET_ROWS_MAX = 1_048_576;

/** What a remark means, as a sentence. */
export function exportRemarkWords({ code, count }: ExportRemark): string {
  switch (code) {
    case 'cells_cut':
      return `${formatCountOf(count, 'cell was', 'cells were')} cut to 32,767 characters, the most that Excel takes.`;
    case 'sheets':
      return `The rows are on ${formatCountOf(count, 'sheet')}: one takes 1,048,576 rows at most.`;
    case 'not_kept':
      return `${formatCountOf(count, 'row has no page that was kept and is', 'rows have no page that was kept and are')} not in the file.`;
    case 'not_numbers':
      return `${formatCountOf(count, 'value was no number and is', 'values were no numbers and are')} left empty.`;
    case 'not_booleans':
      return `${formatCountOf(count, 'value was', 'values were')} neither true nor false and ${count === 1 ? 'is' : 'are'} left empty.`;
  }
}
