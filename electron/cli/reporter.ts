/** What a command tells while it works. Two kinds listen: a person's terminal and a script's JSON. */
import type { WireError } from '../../shared/errors.ts';
import type { DroppedLine, ImportProgress, ImportSummary } from '../../shared/list-import.ts';
import type { ProgressBatch, RunTotals } from '../../shared/progress.ts';
import type { ExportProgress, ExportResult } from '../../shared/run.ts';

export interface ImportReport {
  readonly summary: ImportSummary;
  readonly runPath: string;
  /** The first few, so that a typing mistake in the list is seen before the run is over. */
  readonly firstRejected: readonly DroppedLine[];
}

export interface Notice {
  /** Stable, for scripts: an outcome code, or a word of the command line's own. */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

export interface FinishReport {
  readonly totals: RunTotals;
  /** Of this command's fetching, import and exports not counted. */
  readonly elapsedMs: number;
  /** Rows that this command settled. */
  readonly settledRows: number;
  readonly isInterrupted: boolean;
  readonly runPath: string;
  readonly exported: readonly ExportResult[];
  /** What to type next, with a word on why; empty when there is nothing left to do. */
  readonly next: readonly NextStep[];
}

export interface ExportReport {
  readonly result: ExportResult;
  /** True for `gleaner export`; the summary of a run names its exports itself. */
  readonly isWholeJob: boolean;
}

export interface NextStep {
  readonly purpose: string;
  /** Arguments after `gleaner`. */
  readonly words: readonly string[];
}

export interface Reporter {
  importing(progress: ImportProgress): void;
  imported(report: ImportReport): void;
  progress(batch: ProgressBatch): void;
  notice(notice: Notice): void;
  exporting(progress: ExportProgress): void;
  exported(report: ExportReport): void;
  /** Always the last thing told about a run. */
  finished(report: FinishReport): void;
  failed(error: WireError): void;
}
