/** `gleaner resume F.gleaner` */
import path from 'node:path';
import type { ResumeCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import { changedOptions } from '../option-changes.ts';
import { openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import { endAsFound, type Session } from '../session.ts';

export async function resume(
  command: ResumeCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const givenPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [givenPath]);

  const { path: runPath, totals, options } = await openRun(session, reporter, context, givenPath);
  const end = await session.fetch(async (handlers) => {
    if (totals.pending > 0) {
      await handlers['run.resume']({ options: changedOptions(options, command.options) });
    }
    return totals.pending;
  });
  if (end === null) {
    reporter.notice({
      code: 'nothing_to_resume',
      message: 'This run is finished: no row is left.',
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
