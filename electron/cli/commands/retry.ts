/** `gleaner retry F.gleaner` */
import path from 'node:path';
import type { RetryCommand } from '../arguments.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import { changedOptions } from '../option-changes.ts';
import type { Reporter } from '../reporter.ts';
import { endAsFound, type Session } from '../session.ts';

export async function retry(
  command: RetryCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [runPath]);

  const { totals, options } = await session.handlers['run.open']({ path: runPath });
  const end = await session.fetch(async (handlers) => {
    const { requeued } = await handlers['run.retryFailed']({
      selection: command.codes === null ? { kind: 'all' } : { kind: 'codes', codes: command.codes },
      options: changedOptions(options, command.options),
    });
    // A run to which nothing was added is not set going, and has no end to wait for.
    return requeued === 0 ? 0 : totals.pending + requeued;
  });
  if (end === null) {
    const which = command.codes === null ? '' : ` with ${command.codes.join(' or ')}`;
    reporter.notice({
      code: 'nothing_to_retry',
      message: `No row failed${which}: nothing to retry.`,
      advice: '',
    });
  }
  return finishRun(session, reporter, {
    end: end ?? endAsFound(totals),
    runPath,
    exportPaths,
    nextSteps: stepsFor(runPath, context),
  });
}
