/** Imports a list, tells what came of it, and names the way out when a run stands in its place. */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ImportSummary } from '../../shared/list-import.ts';
import type { EngineRequests } from '../../shared/ipc/engine-api.ts';
import { ROWS_READ_MAX } from '../../shared/rows.ts';
import type { CliContext } from './context.ts';
import type { Reporter } from './reporter.ts';
import type { Session } from './session.ts';
import { commandText, shownPath } from './summary.ts';

const REJECTED_SHOWN = 5;

export type ImportInput = Omit<EngineRequests['import.run']['input'], 'importId' | 'runPath'> & {
  /** Absolute. */
  readonly runPath: string;
};

/** @throws {AppError} As `import.run` does. */
export async function importList(
  session: Session,
  reporter: Reporter,
  context: CliContext,
  input: ImportInput,
): Promise<ImportSummary> {
  const summary = await session.importList(input).catch((error: unknown) => {
    throw nameTheWayOut(error, input.runPath, context);
  });
  const dropped =
    summary.rejected === 0
      ? []
      : await session.handlers['draft.dropped']({ draftId: summary.draftId, from: 0, count: ROWS_READ_MAX });
  const firstRejected = dropped.filter(({ kind }) => kind === 'rejected').slice(0, REJECTED_SHOWN);
  reporter.imported({ summary, runPath: input.runPath, firstRejected });
  return summary;
}

/** @returns The failure to tell: of a run in the way, with the commands that help. */
export function nameTheWayOut(error: unknown, runPath: string, { folder, program }: CliContext): unknown {
  if (!(error instanceof AppError) || error.code !== ErrorCode.RunFileUnfinished) return error;
  const shown = shownPath(runPath, folder);
  return new AppError(error.code, `${shown} holds a run that is not finished.`, {
    cause: error,
    advice:
      `To go on with it: ${commandText(program, ['resume', shown])}\n` +
      'To start anew beside it: name another file with --run-file.',
  });
}
