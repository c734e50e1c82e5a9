/** A run as it is opened and listed. */
import type { RunOptions } from './options.ts';
import type { RunState, RunTotals } from './progress.ts';

export interface RunSnapshot {
  readonly runId: string;
  /** `products.txt` */
  readonly name: string;
  /** Absolute path of the run file. */
  readonly path: string;
  readonly state: RunState;
  readonly options: RunOptions;
  readonly totals: RunTotals;
  /** Milliseconds spent running so far, all sessions together. */
  readonly elapsedMs: number;
  /** 0 for the first round, +1 for each Retry failed. */
  readonly round: number;
  /** Set when the file was damaged and this run is what could be read of it. */
  readonly salvage: SalvageReport | null;
  /** Run file of the run that this one repeats, while it is there. */
  readonly earlierPath: string | null;
}

/** What could be read of a damaged run file. The damaged file itself is left as it was. */
export interface SalvageReport {
  /** The damaged file. */
  readonly fromPath: string;
  readonly rows: number;
  /** Rows whose address could not be read; they count as rejected lines. */
  readonly rowsLost: number;
  readonly settled: number;
  /** Rows that were settled, as far as can be told, and are pending again. */
  readonly settledLost: number;
}

export interface RecentRun {
  readonly path: string;
  readonly name: string;
  /** Epoch milliseconds of the last change. */
  readonly changedAtMs: number;
  readonly rows: number;
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
}
