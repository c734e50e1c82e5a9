/** `gleaner export F.gleaner --out F` */
import path from 'node:path';
import type { ExportCommand } from '../arguments.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import { ExitStatus } from '../exit-status.ts';
import { exportFormatOf } from '../../engine/export/export-format.ts';
import { openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

export async function exportRows(
  command: ExportCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  const outPath = path.resolve(context.folder, command.outPath);
  await checkExportPaths([outPath], [runPath]);

  await openRun(session, reporter, context, runPath);
  const format = exportFormatOf(outPath);
  const result = await session.exportTo(outPath, { format, only: command.only, excel: command.isExcel });
  reporter.exported({ result, isWholeJob: true });
  return ExitStatus.Ok;
}
