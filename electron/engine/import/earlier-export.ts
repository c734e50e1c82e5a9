/**
 * An earlier CSV export of Gleaner -> a run file in which every row has the outcome that it
 * had, so that its failed rows can be asked again when the run file itself is gone.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import type { ImportProgress } from '../../../shared/list-import.ts';
import { Draft } from '../ledger/draft.ts';
import { detectEncoding } from './encoding/detect-encoding.ts';
import { EarlierExportReader } from './earlier-export-reader.ts';
import { detectEarlierExport } from './earlier-export-shape.ts';
import { refuseBinary, SNIFF_LENGTH } from './list-format.ts';
import { readPieces } from './list-pieces.ts';
import { ListSource } from './list-source.ts';
import { openList } from './open-list.ts';
import { Pace } from './pace.ts';
import { assertReplaceable, placeOf } from './run-file-place.ts';
import { ListDecoder } from './text-decoder.ts';

export type EarlierExportRequest = EngineRequests['run.openExport']['input'];

/**
 * @returns The path of the run file.
 * @throws AppError `EXPORT_FOREIGN` when the first bytes are no export of ours, `CANCELLED`, and
 *   as the `import.run` request. Whatever fails leaves no file behind.
 */
export async function importEarlierExport(
  request: EarlierExportRequest,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<string> {
  assertReplaceable(request);
  const list = await openList(request.exportPath);
  const source = new ListSource(list.stream, list.fileName, signal);
  let draft: Draft | null = null;
  try {
    const head = await source.peek(SNIFF_LENGTH);
    refuseBinary(list.fileName, head.bytes);
    const detected = detectEncoding(head.bytes, head.isWhole);
    const sample = new ListDecoder(detected).write(head.bytes);
    const shape = detectEarlierExport(sample, detected.bomLength > 0, head.isWhole);
    if (shape === null) throw foreignExport(list.fileName);

    draft = new Draft(randomUUID(), request.folder);
    const reader = new EarlierExportReader(shape, draft, list.changedAtMs);
    const report = (): void =>
      onProgress({
        importId: request.importId,
        bytesRead: source.bytesRead,
        bytesTotal: list.sizeBytes,
        lines: reader.lines,
      });
    const pace = new Pace({ onProgress: report, signal, now: () => performance.now() });
    await readPieces({ source, decoder: new ListDecoder(detected), reader, pace });
    report();
    reader.finish();
    draft.finish(basename(list.fileName));
    const path = placeOf(request, list.fileName);
    draft.moveTo(path);
    return path;
  } catch (error) {
    draft?.discard();
    if (signal.aborted) throw new AppError(ErrorCode.Cancelled, 'Opening was cancelled.', { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

function foreignExport(fileName: string): AppError {
  return new AppError(ErrorCode.ExportForeign, `${fileName} is not an export of Gleaner.`, {
    advice:
      'It needs the columns "url" and "outcome", and one of "error", "attempts" or "final_url". To fetch its addresses, open it as a list.',
  });
}
