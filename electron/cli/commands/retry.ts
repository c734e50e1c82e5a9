/** `gleaner retry F.gleaner` */
import path from 'node:path';
import type { RunTotals } from '../../../shared/progress.ts';
import type { RetryCommand } from '../arguments.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import type { Reporter } from '../reporter.ts';
import type { RunEnd, Session } from '../session.ts';

export async function retry(
  command: RetryCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [runPath]);

  const { totals } = await session.handlers['run.open']({ path: runPath });
  let end: RunEnd = { totals, elapsedMs: 0, isInterrupted: false };
  if (hasSomethingToRetry(totals, command)) {
    end = await session.fetch((handlers) =>
      handlers['run.retryFailed']({ codes: command.codes, options: command.options }),
    );
  } else {
    const which = command.codes === null ? '' : ` with ${command.codes.join(' or ')}`;
    reporter.notice({
      code: 'nothing_to_retry',
      message: `No row failed${which}: nothing to retry.`,
      advice: '',
    });
  }
  return finishRun(session, reporter, { end, runPath, exportPaths, nextSteps: stepsFor(runPath, context) });
}

/** Asked before, because a run to which nothing was added has no end to wait for. */
function hasSomethingToRetry({ failed, failures, skipped }: RunTotals, { codes }: RetryCommand): boolean {
  if (codes === null) return failed > 0;
  return codes.some((code) => (code.startsWith('skipped.') ? skipped > 0 : (failures[code] ?? 0) > 0));
}
