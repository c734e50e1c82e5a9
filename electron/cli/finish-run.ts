/** What run, resume, retry and demo have in common after the fetching: exports, summary, exit status. */
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { ExportResult } from '../../shared/export.ts';
import type { CliContext } from './context.ts';
import { ExitStatus, exitStatusOfRun } from './exit-status.ts';
import { wholeExport } from './export-arguments.ts';
import { readHostTimes, type HostTimes } from './host-times.ts';
import { InterruptedError } from './interrupt.ts';
import type { RunPause } from './pause-text.ts';
import type { NextStep, Reporter } from './reporter.ts';
import type { RunEnd, Session } from './session.ts';
import { shownPath } from './summary.ts';

export interface FinishInput {
  readonly end: RunEnd;
  /** Absolute. */
  readonly runPath: string;
  /** Absolute. Only a run that ended is exported. */
  readonly exportPaths: readonly string[];
  readonly nextSteps: (end: RunEnd) => readonly NextStep[];
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
  if (end.pause !== null) reporter.paused(end.pause);
  const hasEnded = !end.isInterrupted && end.pause === null;
  for (const file of hasEnded ? exportPaths : []) {
    try {
      const result = await session.exportTo(file, wholeExport(file));
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
  if (end.phases !== null) {
    const wantsHosts = reporter.wantsHostTimes && status !== ExitStatus.Interrupted;
    const hosts = wantsHosts ? await hostTimes(session, reporter) : [];
    reporter.times({ phases: end.phases, hosts });
  }
  reporter.finished({ ...end, runPath, exported, next: nextSteps(end) });
  return status;
}

/** Times that cannot be read do not take the summary with them either. */
async function hostTimes(session: Session, reporter: Reporter): Promise<readonly HostTimes[]> {
  try {
    return await readHostTimes(session.handlers);
  } catch (error) {
    const { code, message, advice } = AppError.toWire(error);
    reporter.notice({ code, message: `The times per host could not be read: ${message}`, advice });
    return [];
  }
}

/** The steps for a run whose hosts are still there. */
export function stepsFor(runPath: string, { folder }: CliContext): FinishInput['nextSteps'] {
  const shown = shownPath(runPath, folder);
  return ({ totals, pause }) => {
    const goOn: NextStep = { purpose: 'To go on', words: ['resume', shown] };
    if (pause !== null) {
      return [
        goOn,
        { purpose: 'To go on and not pause', words: [...goOn.words, ...overrulingOptions(pause)] },
      ];
    }
    if (totals.pending > 0) return [goOn];
    const steps: NextStep[] = [];
    if (totals.failed > 0) steps.push({ purpose: 'To retry what failed', words: ['retry', shown] });
    if ((totals.failures['blocked.soft'] ?? 0) > 0) {
      const words = ['retry', shown, '--only', 'blocked.soft', '--no-soft-block'];
      steps.push({ purpose: 'To take the pages that look blocked as they come', words });
    }
    return steps;
  };
}

/** What keeps the same from pausing the run again. */
function overrulingOptions({ reason, hosts }: RunPause): string[] {
  const options: string[] = [];
  if (reason !== null || hosts.some(({ cause }) => cause === 'failures')) options.push('--no-auto-pause');
  if (hosts.some(({ cause }) => cause === 'soft_block')) options.push('--no-soft-block');
  return options;
}

export function absolutePaths(files: readonly string[], { folder }: CliContext): readonly string[] {
  return files.map((file) => path.resolve(folder, file));
}
