/** `gleaner run LIST|-` */
import path from 'node:path';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { RunCommand } from '../arguments.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, stepsFor } from '../finish-run.ts';
import { importList } from '../import-list.ts';
import { changedOptions } from '../option-changes.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

export async function run(
  command: RunCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const isStandardInput = command.listPath === '-';
  const listPath = isStandardInput ? '-' : path.resolve(context.folder, command.listPath);
  const runPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [listPath, runPath]);

  const summary = await importList(session, reporter, context, {
    listPath,
    name: isStandardInput ? 'Standard input' : path.basename(listPath),
    folder: path.dirname(runPath),
    removeListAfter: false,
    runPath,
    replaceUnfinished: false,
  });
  const options = { ...DEFAULT_OPTIONS, ...changedOptions(DEFAULT_OPTIONS, command.options) };
  const end = await session.start(summary, options);
  return finishRun(session, reporter, { end, runPath, exportPaths, nextSteps: stepsFor(runPath, context) });
}
