/** `gleaner compare BEFORE.gleaner AFTER.gleaner` */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DIFFERENT_KINDS } from '../../../shared/comparison.ts';
import type { ExportResult } from '../../../shared/export.ts';
import type { CompareCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import { ExitStatus } from '../exit-status.ts';
import { tableFormatOf } from '../export-arguments.ts';
import { interruptible } from '../interrupt.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

/** A person reads so many; the rest is for an export. */
const ROWS_SHOWN = 10;

/** Only reads the two run files; they may be open elsewhere. */
export async function compare(
  command: CompareCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const beforePath = path.resolve(context.folder, command.beforePath);
  const afterPath = path.resolve(context.folder, command.afterPath);
  const exportPaths = command.exportPaths.map((file) => path.resolve(context.folder, file));
  await checkExportPaths(exportPaths, [beforePath, afterPath]);

  const { handlers } = session;
  const comparisonId = randomUUID();
  const summary = await interruptible(
    context.interrupt,
    () => handlers['compare.open']({ comparisonId, beforePath, afterPath }),
    () => handlers['compare.close']({ comparisonId }),
  );
  const kinds = command.kinds ?? DIFFERENT_KINDS;
  const { rows, count } = await handlers['compare.read']({
    comparisonId,
    kinds,
    search: '',
    from: 0,
    count: ROWS_SHOWN,
  });
  const exported: ExportResult[] = [];
  for (const file of exportPaths) {
    const exportId = randomUUID();
    exported.push(
      await interruptible(
        context.interrupt,
        () =>
          handlers['compare.export']({
            comparisonId,
            exportId,
            path: file,
            format: tableFormatOf(file),
            kinds: command.kinds ?? [],
            search: '',
          }),
        () => handlers['compare.cancelExport']({ exportId }),
      ),
    );
  }
  reporter.compared({ summary, rows, count, exported });
  return ExitStatus.Ok;
}
