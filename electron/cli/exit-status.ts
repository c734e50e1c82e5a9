/** What the command line's exit status says. Scripts branch on it, so it never changes. */
import type { LedgerTotals } from '../../shared/progress.ts';
import { UsageError } from './usage-error.ts';

export const ExitStatus = {
  /** Every row is ok or skipped. */
  Ok: 0,
  /** Anything that has no status of its own; also a run that paused itself with rows left. */
  Error: 1,
  /** Wrong use of the command line. */
  Usage: 2,
  /** Finished, and some rows failed. */
  FailedRows: 3,
  /** Stopped by a signal; the run can be resumed. */
  Interrupted: 130,
} as const;

export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

export function exitStatusOfRun(totals: LedgerTotals): ExitStatus {
  // A run that paused itself, or was not begun: no script may take it for finished.
  if (totals.pending > 0) return ExitStatus.Error;
  return totals.failed > 0 ? ExitStatus.FailedRows : ExitStatus.Ok;
}

export function exitStatusOfError(error: unknown): ExitStatus {
  return error instanceof UsageError ? ExitStatus.Usage : ExitStatus.Error;
}
