/** What the command line's exit status says. Scripts branch on it, so it never changes. */
import type { LedgerTotals } from '../../shared/progress.ts';
import { UsageError } from './usage-error.ts';

export const ExitStatus = {
  /** Every row is ok or skipped. */
  Ok: 0,
  /** Anything that has no status of its own. */
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
  if (totals.failed > 0) return ExitStatus.FailedRows;
  // A run that ended by itself has nothing pending; if it has, no script may take it for done.
  return totals.pending > 0 ? ExitStatus.Error : ExitStatus.Ok;
}

export function exitStatusOfError(error: unknown): ExitStatus {
  return error instanceof UsageError ? ExitStatus.Usage : ExitStatus.Error;
}
