/** `gleaner again F.gleaner` */
import path from 'node:path';
import type { AgainCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import { changedOptions } from '../option-changes.ts';
import { openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import { endAsFound, type Session } from '../session.ts';

export async function again(
  command: AgainCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const givenPath = path.resolve(context.folder, command.runPath);
  const newPath = command.newRunPath === null ? null : path.resolve(context.folder, command.newRunPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, newPath === null ? [givenPath] : [givenPath, newPath]);

  const before = await openRun(session, reporter, context, givenPath);
  let started = before;
  const end = await session.fetch(async (handlers) => {
    started = await handlers['run.again']({
      path: before.path,
      runPath: newPath,
      replaceUnfinished: false,
      options: changedOptions(before.options, command.options),
    });
    return started.totals.rows;
  });
  return finishRun(session, reporter, {
    end: end ?? endAsFound(started.totals),
    runPath: started.path,
    exportPaths,
    nextSteps: stepsFor(started.path, context),
  });
}
