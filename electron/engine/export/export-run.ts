/** The rows of a run file -> an export, on a connection of its own, so that views go on meanwhile. */
import type { ExportColumn, ExportOptions, ExportResult, TableFormat } from '../../../shared/export.ts';
import { openDatabase, sqliteError, type Database } from '../ledger/sqlite.ts';
import { chosenColumns, type SourceColumn } from './export-columns.ts';
import { ExportReader, toExportColumn } from './export-reader.ts';
import { exportTable, TABLE_WRITERS } from './export-table.ts';
import { exportWarc } from './warc-export.ts';
import { PageReader } from '../pages/page-reader.ts';
import type { Cell } from './table-writer.ts';

export interface RowExport {
  /** Where the export goes. */
  readonly path: string;
  readonly options: ExportOptions;
  readonly onProgress: (rowsDone: number, rowsTotal: number) => void;
  readonly signal: AbortSignal;
}

/**
 * While the run goes on, the export has its rows as they were at one moment.
 *
 * @throws AppError as `exportTable`, and `VALIDATION_FAILED` for columns that are none. What goes
 *   wrong while reading is told of the run file, not of the export.
 */
export async function exportRun(runPath: string, request: RowExport): Promise<ExportResult> {
  const database = openDatabase(runPath);
  try {
    database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY');
    const reader = new ExportReader(database);
    try {
      return request.options.format === 'warc'
        ? await exportPages(reader, new PageReader(database, runPath), request)
        : await exportRows(reader, runPath, { ...request, format: request.options.format });
    } finally {
      reader.release();
    }
  } finally {
    database.close();
  }
}

async function exportRows(
  reader: ExportReader,
  runPath: string,
  { path, options, onProgress, signal, format }: RowExport & { readonly format: TableFormat },
): Promise<ExportResult> {
  const columns = columnsFor(reader.columns(), options);
  const rowsTotal = reader.count(options.rows);
  onProgress(0, rowsTotal);
  const { rows, bytes, remarks } = await exportTable({
    columns,
    blocks: readBlocks(reader, runPath, options, columns),
    path,
    openWriter: TABLE_WRITERS[format],
    onProgress: (rowsDone) => onProgress(rowsDone, rowsTotal),
    signal,
  });
  return { path, rows, bytes, remarks };
}

async function exportPages(
  reader: ExportReader,
  pages: PageReader,
  { path, options, onProgress, signal }: RowExport,
): Promise<ExportResult> {
  const rowsTotal = reader.count(options.rows);
  onProgress(0, rowsTotal);
  try {
    const { rows, missing, bytes } = await exportWarc({
      pages,
      rowIds: reader.rowIds(options.rows),
      path,
      nowMs: Date.now(),
      onProgress: (rowsDone) => onProgress(rowsDone, rowsTotal),
      signal,
    });
    return { path, rows, bytes, remarks: missing === 0 ? [] : [{ code: 'not_kept', count: missing }] };
  } finally {
    pages.close();
  }
}

export function availableColumnsOf(database: Database): readonly ExportColumn[] {
  const reader = new ExportReader(database);
  try {
    return reader.columns().map(toExportColumn);
  } finally {
    reader.release();
  }
}

function columnsFor(available: readonly SourceColumn[], options: ExportOptions): readonly SourceColumn[] {
  return options.format === 'urls'
    ? chosenColumns(available, { columns: ['url'], hasOriginals: false })
    : chosenColumns(available, options);
}

function* readBlocks(
  reader: ExportReader,
  runPath: string,
  options: ExportOptions,
  columns: readonly SourceColumn[],
): Generator<Cell[][]> {
  try {
    yield* reader.blocks(options.rows, columns);
  } catch (error) {
    throw sqliteError(error, runPath);
  }
}
