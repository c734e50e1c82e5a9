/** `gleaner export F.gleaner --out F` */
import path from 'node:path';
import type { ExportOptions } from '../../../shared/export.ts';
import type { ExportCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import { ExitStatus } from '../exit-status.ts';
import { openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';
import { didYouMean } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

export async function exportRows(
  command: ExportCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  const absolute = (file: string | null) => (file === null ? null : path.resolve(context.folder, file));
  const outPath = absolute(command.outPath);
  const reportPath = absolute(command.reportPath);
  await checkExportPaths(
    [outPath, reportPath].filter((file) => file !== null),
    [runPath],
  );

  await openRun(session, reporter, context, runPath);
  if (reportPath !== null) await session.saveReport(null, reportPath);
  if (outPath === null || command.options === null) return ExitStatus.Ok;
  await checkColumns(command.options, session);
  const result = await session.exportTo(outPath, command.options);
  reporter.exported({ result, isWholeJob: true });
  return ExitStatus.Ok;
}

/** @throws {UsageError} For a name that is none. */
async function checkColumns(options: ExportOptions, session: Session): Promise<void> {
  if (options.columns === null) return;
  const available = (await session.handlers['export.columns']({})).map(({ name }) => name);
  const unknown = options.columns.find((name) => !available.includes(name));
  if (unknown === undefined) return;
  const guess = didYouMean(unknown, available);
  throw new UsageError(
    `There is no column "${unknown}".`,
    `${guess === '' ? '' : `${guess}\n`}The columns are ${available.join(', ')}.`,
  );
}
