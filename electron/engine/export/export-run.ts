/** The rows of a run file -> an export, on a connection of its own, so that views go on meanwhile. */
import type { ExportColumn, ExportOptions, ExportResult } from '../../../shared/export.ts';
import { openDatabase, sqliteError, type Database } from '../ledger/sqlite.ts';
import { chosenColumns, type SourceColumn } from './export-columns.ts';
import { ExportReader, toExportColumn } from './export-reader.ts';
import { exportTable, TABLE_WRITERS } from './export-table.ts';
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
  const { path, options, onProgress, signal } = request;
  const database = openDatabase(runPath);
  try {
    database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY');
    const reader = new ExportReader(database);
    try {
      const columns = columnsFor(reader.columns(), options);
      const rowsTotal = reader.count(options.rows);
      onProgress(0, rowsTotal);
      const { rows, bytes, remarks } = await exportTable({
        columns,
        blocks: readBlocks(reader, runPath, options, columns),
        path,
        openWriter: TABLE_WRITERS[options.format],
        onProgress: (rowsDone) => onProgress(rowsDone, rowsTotal),
        signal,
      });
      return { path, rows, bytes, remarks };
    } finally {
      reader.release();
    }
  } finally {
    database.close();
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
