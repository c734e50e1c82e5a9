/** `gleaner retry F.gleaner`, or of an earlier export */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RetryCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import { changedOptions } from '../option-changes.ts';
import { openExport, openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import { endAsFound, type Session } from '../session.ts';
import { commandText, shownPath } from '../summary.ts';
import { UsageError } from '../usage-error.ts';

export async function retry(
  command: RetryCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const exportPaths = absolutePaths(command.exportPaths, context);
  const { path: runPath, totals, options } = await open(command, exportPaths, session, reporter, context);
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

async function open(
  { from, runPath: givenPath, isRunPathNamed }: RetryCommand,
  exportPaths: readonly string[],
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<RunSnapshot> {
  const runPath = path.resolve(context.folder, givenPath);
  if (from === null) {
    await checkExportPaths(exportPaths, [runPath]);
    return openRun(session, reporter, context, runPath);
  }
  const fromPath = path.resolve(context.folder, from);
  await checkExportPaths(exportPaths, [fromPath, runPath]);
  // More often than not it is the very run that was exported, with all of its attempts.
  if (!isRunPathNamed && existsSync(runPath)) {
    const shown = shownPath(runPath, context.folder);
    throw new UsageError(
      `${shown} is there already.`,
      `To retry that run: ${commandText(context.program, ['retry', shown])}\n` +
        'To make a new run out of the export: name its file with --run-file.',
    );
  }
  return openExport(session, reporter, context, { exportPath: fromPath, runPath });
}
