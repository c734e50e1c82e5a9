/**
 * Result rows -> a CSV file: RFC 4180, UTF-8, CRLF, one record per row in the order given.
 *
 * The columns are a contract that scripts rely on: {@link RESULT_COLUMNS}, then the list's
 * own other columns. Rows are taken from an iterator and written in blocks, so memory does
 * not grow with their number, and the event loop runs between two blocks.
 */
import { stringify } from 'csv-stringify/sync';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ResultRow } from '../../../shared/rows.ts';
import { AtomicFile, type OpenForWriting } from './atomic-file.ts';

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

export interface ExportRow extends ResultRow {
  /** Cells of the list's other columns, or `null` when it has none. */
  readonly extra: readonly string[] | null;
}

export interface CsvExport {
  readonly rows: Iterable<ExportRow>;
  readonly otherColumns: readonly string[];
  readonly path: string;
  /** For spreadsheets: a byte order mark, and no cell that would run as a formula. */
  readonly excel: boolean;
  /** At most once per {@link PROGRESS_INTERVAL_MS}, and once at the end. */
  readonly onProgress?: (rowsDone: number) => void;
  readonly signal?: AbortSignal;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
  readonly openForWriting?: OpenForWriting;
}

export interface CsvExportResult {
  readonly rows: number;
  readonly bytes: number;
}

export const PROGRESS_INTERVAL_MS = 66;
/** About 100 KB: a few milliseconds between two turns of the event loop. */
const ROWS_PER_BLOCK = 500;
const BYTE_ORDER_MARK = '\ufeff';
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * Naming the record delimiter turns off the quoting of cells with a lone LF or CR, which
 * every reader but the strictest takes for the end of the record; so it is asked for.
 */
const CSV_DIALECT = { record_delimiter: '\r\n', quote_record_delimiter: true } as const;

type Cell = string | number | null;

/**
 * @throws AppError `FOLDER_READ_ONLY`, `FILE_UNWRITABLE`, `DISK_FULL` or `CANCELLED`; what the
 *   rows' iterator throws passes through. Whatever fails leaves no new file behind, and an
 *   older one under that name as it was.
 */
export async function exportCsv(options: CsvExport): Promise<CsvExportResult> {
  const { rows, otherColumns, path, excel, onProgress, signal, now = () => performance.now() } = options;
  const guard = excel ? guardFormula : (cell: Cell): Cell => cell;
  const file = await AtomicFile.create(path, options.openForWriting);
  try {
    let rowsDone = 0;
    let reportedAtMs = now();
    let block: Cell[][] = [[...RESULT_COLUMNS, ...otherColumns].map(guard)];
    const flush = async (): Promise<void> => {
      throwIfCancelled(signal);
      const mark = excel && file.bytesWritten === 0 ? BYTE_ORDER_MARK : '';
      const text = stringify(block, CSV_DIALECT);
      block = [];
      await file.write(Buffer.from(mark + text));
      if (now() - reportedAtMs < PROGRESS_INTERVAL_MS) return;
      reportedAtMs = now();
      onProgress?.(rowsDone);
    };

    for (const row of rows) {
      block.push(cellsOf(row, otherColumns.length).map(guard));
      rowsDone++;
      if (block.length >= ROWS_PER_BLOCK) await flush();
    }
    await flush();
    throwIfCancelled(signal);
    await file.commit();
    onProgress?.(rowsDone);
    return { rows: rowsDone, bytes: file.bytesWritten };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function cellsOf(row: ExportRow, otherCount: number): Cell[] {
  const cells: Cell[] = [
    row.line,
    row.url,
    row.outcome ?? 'pending',
    row.status,
    row.finalUrl,
    row.contentType,
    row.bytes,
    row.durationMs,
    row.attempts,
    row.error,
    row.title,
  ];
  // Every record has all columns, whatever the list's own record had.
  for (let index = 0; index < otherCount; index++) cells.push(row.extra?.[index] ?? '');
  return cells;
}

/** Our own numbers are left alone; text that a spreadsheet would compute gets an apostrophe in front. */
function guardFormula(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA_START.test(cell) ? `'${cell}` : cell;
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError(ErrorCode.Cancelled, 'The export was cancelled.');
}
