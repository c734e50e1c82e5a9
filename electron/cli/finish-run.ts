/** What run, resume, retry and demo have in common after the fetching: exports, summary, exit status. */
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { RunTotals } from '../../shared/progress.ts';
import type { ExportResult } from '../../shared/run.ts';
import type { CliContext } from './context.ts';
import { ExitStatus, exitStatusOfRun } from './exit-status.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import { InterruptedError } from './interrupt.ts';
import type { NextStep, Reporter } from './reporter.ts';
import type { RunEnd, Session } from './session.ts';
import { shownPath } from './summary.ts';

export interface FinishInput {
  readonly end: RunEnd;
  /** Absolute. */
  readonly runPath: string;
  /** Absolute. An interrupted run is not exported. */
  readonly exportPaths: readonly string[];
  readonly nextSteps: (totals: RunTotals, isInterrupted: boolean) => readonly NextStep[];
}

/**
 * Exports come before the summary because `finished` is the last line of `--json`. An
 * export that fails does not take the summary with it: the run itself is done.
 */
export async function finishRun(
  session: Session,
  reporter: Reporter,
  { end, runPath, exportPaths, nextSteps }: FinishInput,
): Promise<ExitStatus> {
  const exported: ExportResult[] = [];
  let status: ExitStatus = end.isInterrupted ? ExitStatus.Interrupted : exitStatusOfRun(end.totals);
  for (const file of end.isInterrupted ? [] : exportPaths) {
    try {
      const format = exportFormatOf(file);
      const result = await session.exportTo(file, { format, only: 'all', excel: false });
      exported.push(result);
      reporter.exported({ result, isWholeJob: false });
    } catch (error) {
      if (error instanceof InterruptedError) {
        status = ExitStatus.Interrupted;
        break;
      }
      reporter.failed(AppError.toWire(error));
      status = ExitStatus.Error;
    }
  }
  reporter.finished({ ...end, runPath, exported, next: nextSteps(end.totals, end.isInterrupted) });
  return status;
}

/** The steps for a run whose hosts are still there. */
export function stepsFor(runPath: string, { folder }: CliContext): FinishInput['nextSteps'] {
  const shown = shownPath(runPath, folder);
  return (totals, isInterrupted) => {
    if (isInterrupted || totals.pending > 0) return [{ purpose: 'To go on', words: ['resume', shown] }];
    return totals.failed > 0 ? [{ purpose: 'To retry what failed', words: ['retry', shown] }] : [];
  };
}

export function absolutePaths(files: readonly string[], { folder }: CliContext): readonly string[] {
  return files.map((file) => path.resolve(folder, file));
}
