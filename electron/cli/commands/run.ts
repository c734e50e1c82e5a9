/** `gleaner run LIST|- ...` */
import path from 'node:path';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { RunCommand } from '../command.ts';
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
  const listPaths = command.listPaths.map((one) => (one === '-' ? '-' : path.resolve(context.folder, one)));
  const runPath = path.resolve(context.folder, command.runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  const reportPath = command.reportPath === null ? null : path.resolve(context.folder, command.reportPath);
  const written = reportPath === null ? exportPaths : [...exportPaths, reportPath];
  await checkExportPaths(written, [...listPaths, runPath]);

  const summary = await importList(session, reporter, context, {
    listPaths,
    choices: command.choices,
    name: nameOf(listPaths),
    folder: path.dirname(runPath),
    removeListAfter: false,
    runPath,
    replaceUnfinished: false,
  });
  if (reportPath !== null) await session.saveReport(summary.draftId, reportPath);
  const options = { ...DEFAULT_OPTIONS, ...changedOptions(DEFAULT_OPTIONS, command.options) };
  const end = await session.start(summary, options);
  return finishRun(session, reporter, { end, runPath, exportPaths, nextSteps: stepsFor(runPath, context) });
}

function nameOf(listPaths: readonly string[]): string {
  const first = listPaths[0]!;
  const name = first === '-' ? 'Standard input' : path.basename(first);
  return listPaths.length === 1 ? name : `${name} and ${listPaths.length - 1} more`;
}
