/** What a command tells while it works. Two kinds listen: a person's terminal and a script's JSON. */
import type { ComparedRow, ComparisonProgress, ComparisonSummary } from '../../shared/comparison.ts';
import type { WireError } from '../../shared/errors.ts';
import type { DroppedLine, ImportProgress, ImportSummary } from '../../shared/list-import.ts';
import type { PhaseSummary, ProgressBatch, RobotsFigures, RunTotals } from '../../shared/progress.ts';
import type { ExportProgress, ExportResult } from '../../shared/export.ts';
import type { ExtractionProgress, ExtractionResult, FoundProductData } from '../../shared/recipe-work.ts';
import type { HostTimes } from './host-times.ts';
import type { RunPause } from './pause-text.ts';

export interface ImportReport {
  readonly summary: Pick<
    ImportSummary,
    | 'name'
    | 'lines'
    | 'rows'
    | 'merged'
    | 'rejected'
    | 'hosts'
    | 'urlColumn'
    | 'sources'
    | 'expanded'
    | 'unexpanded'
    | 'notices'
  >;
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
  /** Set when the run paused itself; it was told before. */
  readonly pause: RunPause | null;
  /** `null` when this command fetched nothing. */
  readonly phases: PhaseSummary | null;
  /** Absent when robots.txt was not looked at. */
  readonly robots?: RobotsFigures | null;
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

export interface TimesReport {
  readonly phases: PhaseSummary;
  /** Empty unless {@link Reporter.wantsHostTimes}. */
  readonly hosts: readonly HostTimes[];
}

export interface NextStep {
  readonly purpose: string;
  /** Arguments after `gleaner`. */
  readonly words: readonly string[];
}

/** What a comparison of two runs found. */
export interface ComparisonReport {
  readonly summary: ComparisonSummary;
  /** The first few of what was asked for. */
  readonly rows: readonly ComparedRow[];
  /** How many there are of them. */
  readonly count: number;
  readonly exported: readonly ExportResult[];
}

export interface Reporter {
  /** Whether it is worth reading the times of every host for it. */
  readonly wantsHostTimes: boolean;
  importing(progress: ImportProgress): void;
  imported(report: ImportReport): void;
  progress(batch: ProgressBatch): void;
  notice(notice: Notice): void;
  /** The run paused itself. */
  paused(pause: RunPause): void;
  exporting(progress: ExportProgress): void;
  exported(report: ExportReport): void;
  comparing(progress: ComparisonProgress): void;
  compared(report: ComparisonReport): void;
  extracting(progress: ExtractionProgress): void;
  /** Columns were taken out of kept pages. */
  extracted(result: ExtractionResult): void;
  /** Columns were looked for. */
  proposed(found: FoundProductData): void;
  /** How long things took; of a run that fetched something. */
  times(report: TimesReport): void;
  /** Always the last thing told about a run. */
  finished(report: FinishReport): void;
  failed(error: WireError): void;
}
