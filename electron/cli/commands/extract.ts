/** `gleaner extract F.gleaner [--recipe R.json]` */
import path from 'node:path';
import type { ExtractCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import { ExitStatus } from '../exit-status.ts';
import { wholeExport } from '../export-arguments.ts';
import { absolutePaths } from '../finish-run.ts';
import { openRun } from '../open-run.ts';
import { readRecipeFile } from '../recipe-file.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

export async function extract(
  command: ExtractCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const recipe =
    command.recipePath === null ? null : await readRecipeFile(command.recipePath, context.folder);
  const runPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [runPath]);

  await openRun(session, reporter, context, runPath);
  if (recipe !== null) await session.handlers['run.setRecipe']({ recipe });
  reporter.extracted(await session.extract());
  for (const file of exportPaths) {
    reporter.exported({ result: await session.exportTo(file, wholeExport(file)), isWholeJob: true });
  }
  return ExitStatus.Ok;
}
