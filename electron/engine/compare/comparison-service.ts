/** One open comparison, wherever it is worked on: in this thread for the command line, in a worker for the window. */
import type { ComparisonPage, ComparisonSummary } from '../../../shared/comparison.ts';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportResult, TableFormat } from '../../../shared/export.ts';
import { collectClosedDatabases } from '../ledger/sqlite.ts';
import { Comparison, type ComparisonFilter } from './comparison.ts';
import { exportComparison } from './export-comparison.ts';

export interface ComparisonWork {
  readonly onProgress: (rowsDone: number, rowsTotal: number) => void;
  readonly signal: AbortSignal;
}

export interface ComparisonFiles {
  readonly beforePath: string;
  readonly afterPath: string;
}

export interface ComparisonExport extends ComparisonWork {
  readonly path: string;
  readonly format: TableFormat;
  readonly filter: ComparisonFilter;
}

/** Everything but `close` fails with `WRONG_STATE` before `open` has answered, and with what `Comparison` throws. */
export interface ComparisonService {
  open(files: ComparisonFiles, work: ComparisonWork): Promise<ComparisonSummary>;
  read(filter: ComparisonFilter, from: number, count: number): Promise<ComparisonPage>;
  export(request: ComparisonExport): Promise<ExportResult>;
  /** Idempotent. Never rejects. */
  close(): Promise<void>;
}

export class LocalComparison implements ComparisonService {
  #comparison: Comparison | null = null;

  async open(files: ComparisonFiles, { onProgress, signal }: ComparisonWork): Promise<ComparisonSummary> {
    this.#comparison?.close();
    this.#comparison = await Comparison.open({ ...files, onProgress, signal });
    return this.#comparison.summary;
  }

  async read(filter: ComparisonFilter, from: number, count: number): Promise<ComparisonPage> {
    const comparison = this.#opened();
    return { rows: comparison.read(filter, from, count), count: comparison.count(filter) };
  }

  async export(request: ComparisonExport): Promise<ExportResult> {
    return exportComparison(this.#opened(), request);
  }

  async close(): Promise<void> {
    if (this.#comparison === null) return;
    this.#comparison.close();
    this.#comparison = null;
    await collectClosedDatabases();
  }

  #opened(): Comparison {
    if (this.#comparison === null) throw new AppError(ErrorCode.WrongState, 'No comparison is open.');
    return this.#comparison;
  }
}
