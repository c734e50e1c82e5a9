/**
 * Blocks of rows -> one file of any format, under its name complete or not at all. Rows are taken
 * from an iterator and handed on block by block, so memory does not grow with their number, and
 * the event loop runs between two blocks.
 */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportRemark, TableFormat } from '../../../shared/export.ts';
import { AtomicFile, type OpenForWriting } from './atomic-file.ts';
import { csvWriter, excelCsvWriter } from './csv-writer.ts';
import { jsonlWriter } from './jsonl-writer.ts';
import { parquetWriter } from './parquet-writer.ts';
import { sqliteWriter } from './sqlite-writer.ts';
import type { Cell, OpenTableWriter, TableColumn } from './table-writer.ts';
import { urlListWriter } from './url-list-writer.ts';
import { xlsxWriter } from './xlsx/xlsx-writer.ts';

export const TABLE_WRITERS: Readonly<Record<TableFormat, OpenTableWriter>> = {
  csv: csvWriter,
  'csv-excel': excelCsvWriter,
  xlsx: xlsxWriter,
  jsonl: jsonlWriter,
  parquet: parquetWriter,
  sqlite: sqliteWriter,
  urls: urlListWriter,
};

export interface TableExport {
  readonly columns: readonly TableColumn[];
  /** Cells in the order of {@link columns}, as many in every row. */
  readonly blocks: Iterable<readonly (readonly Cell[])[]>;
  readonly path: string;
  readonly openWriter: OpenTableWriter;
  /** At most once per {@link PROGRESS_INTERVAL_MS}, and once at the end. */
  readonly onProgress?: (rowsDone: number) => void;
  readonly signal?: AbortSignal;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
  readonly openForWriting?: OpenForWriting;
}

export interface TableExportResult {
  readonly rows: number;
  readonly bytes: number;
  readonly remarks: readonly ExportRemark[];
}

export const PROGRESS_INTERVAL_MS = 66;

/**
 * @throws AppError `FOLDER_READ_ONLY`, `FILE_UNWRITABLE`, `DISK_FULL`, `UNSUPPORTED` or
 *   `CANCELLED`; what the rows' iterator throws passes through. Whatever fails leaves no new file
 *   behind, and an older one under that name as it was.
 */
export async function exportTable(options: TableExport): Promise<TableExportResult> {
  const { columns, blocks, path, openWriter, onProgress, signal, now = () => performance.now() } = options;
  const file = await AtomicFile.create(path, options.openForWriting);
  try {
    const { rows, remarks } = await fill(file);
    throwIfCancelled(signal);
    await file.commit();
    onProgress?.(rows);
    return { rows, bytes: (await stat(path)).size, remarks };
  } catch (error) {
    await file.discard();
    throw error;
  }

  async function fill(target: AtomicFile): Promise<Omit<TableExportResult, 'bytes'>> {
    const writer = openWriter(target, columns);
    try {
      let rows = 0;
      let reportedAtMs = now();
      for (const block of blocks) {
        throwIfCancelled(signal);
        await writer.write(block);
        rows += block.length;
        // Not every writer waits for the disk; a cancel must be heard all the same.
        await setImmediate();
        if (now() - reportedAtMs < PROGRESS_INTERVAL_MS) continue;
        reportedAtMs = now();
        onProgress?.(rows);
      }
      throwIfCancelled(signal);
      await writer.end();
      return { rows, remarks: writer.remarks() };
    } finally {
      await writer.dispose();
    }
  }
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError(ErrorCode.Cancelled, 'The export was cancelled.');
}
