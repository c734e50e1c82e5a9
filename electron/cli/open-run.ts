/** Opens what a command goes on with: a run file, or an earlier export made into one. */
import path from 'node:path';
import { formatCountOf } from '../../shared/format.ts';
import type { RunSnapshot, SalvageReport } from '../../shared/run.ts';
import type { CliContext } from './context.ts';
import { nameTheWayOut } from './import-list.ts';
import type { Notice, Reporter } from './reporter.ts';
import type { Session } from './session.ts';
import { shownPath } from './summary.ts';

/**
 * @param runPath Absolute.
 * @returns Its `path` is another one than `runPath` when the file is damaged: what could be read is there.
 * @throws {AppError} As `run.open` does.
 */
export async function openRun(
  session: Session,
  reporter: Reporter,
  context: CliContext,
  runPath: string,
): Promise<RunSnapshot> {
  const run = await session.handlers['run.open']({ path: runPath });
  if (run.salvage !== null) reporter.notice(salvageNotice(run.path, run.salvage, context));
  return run;
}

/**
 * Both paths are absolute; `runPath` is where the run file goes.
 *
 * @throws {AppError} As `run.openExport` does.
 * @throws {InterruptedError} Then nothing of it is left.
 */
export async function openExport(
  session: Session,
  reporter: Reporter,
  context: CliContext,
  { exportPath, runPath }: { readonly exportPath: string; readonly runPath: string },
): Promise<RunSnapshot> {
  const run = await session
    .openExport({ exportPath, folder: path.dirname(runPath), runPath, replaceUnfinished: false })
    .catch((error: unknown) => {
      throw nameTheWayOut(error, runPath, context);
    });
  const { lines, rows, merged, rejected } = run.totals;
  const { count: hosts } = await session.handlers['hosts.read']({ search: '', from: 0, count: 1 });
  reporter.imported({
    summary: {
      name: path.basename(exportPath),
      lines,
      rows,
      merged,
      rejected,
      hosts,
      urlColumn: null,
      sources: [],
      expanded: { lines: 0, addresses: 0 },
      unexpanded: 0,
      notices: [],
    },
    runPath: run.path,
    firstRejected: [],
  });
  return run;
}

function salvageNotice(newPath: string, salvage: SalvageReport, { folder }: CliContext): Notice {
  const { fromPath, rows, rowsLost, settled, settledLost } = salvage;
  const lost = [
    ...(rowsLost > 0 ? [`${formatCountOf(rowsLost, 'row')} could not be read (counted as rejected)`] : []),
    ...(settledLost > 0 ? [`${formatCountOf(settledLost, 'outcome')} could not (pending again)`] : []),
  ];
  return {
    code: 'salvaged',
    message:
      `${shownPath(fromPath, folder)} is damaged. What could be read is in ${shownPath(newPath, folder)}: ` +
      `${[`${formatCountOf(rows, 'row')} with ${formatCountOf(settled, 'outcome')}`, ...lost].join('; ')}.`,
    advice: 'The damaged file was left as it was; this command works on the new one.',
  };
}
