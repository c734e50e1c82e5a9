/**
 * Kept pages of chosen rows as one WARC file: of each the newest record, copied as it stands, or a
 * `resource` record for a page that was kept as a file.
 */
import { DEFAULT_USER_AGENT } from '../../../shared/options.ts';
import type { PageReader } from '../pages/page-reader.ts';
import { memberOf } from '../pages/warc-file.ts';
import { resourceRecord, warcInfoRecord } from '../pages/warc-record.ts';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { AtomicFile, type OpenForWriting } from './atomic-file.ts';

/** Handed to the disk together. */
const PIECE_BYTES = 1024 * 1024;

export interface WarcExport {
  readonly pages: PageReader;
  /** In the order in which they are to stand in the file. */
  readonly rowIds: Iterable<number>;
  readonly path: string;
  readonly nowMs: number;
  readonly onProgress: (rowsDone: number) => void;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly openForWriting?: OpenForWriting;
}

export interface WarcExportResult {
  /** Pages written. */
  readonly rows: number;
  /** Rows whose page is not kept, or not there any more. */
  readonly missing: number;
  readonly bytes: number;
}

/** @throws AppError `CANCELLED`, and as {@link AtomicFile}; then nothing stands at `path` that did not before. */
export async function exportWarc({
  pages,
  rowIds,
  path,
  nowMs,
  onProgress,
  signal,
  openForWriting,
}: WarcExport): Promise<WarcExportResult> {
  const file = await AtomicFile.create(path, openForWriting);
  try {
    const info = warcInfoRecord({ fileName: basename(path), software: DEFAULT_USER_AGENT, nowMs });
    let waiting: Uint8Array[] = [memberOf(info, false)];
    let waitingBytes = 0;
    let rows = 0;
    let missing = 0;
    const flush = async (): Promise<void> => {
      const piece = Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
      await file.write(piece);
      onProgress(rows + missing);
      // Who wants to cancel must be heard.
      await setImmediate();
      if (signal.aborted) throw new AppError(ErrorCode.Cancelled, 'The export was cancelled.');
    };
    for (const rowId of rowIds) {
      const member = memberFor(pages, rowId, nowMs);
      if (member === null) missing++;
      else {
        rows++;
        waiting.push(member);
        waitingBytes += member.length;
      }
      if (waitingBytes >= PIECE_BYTES) await flush();
    }
    await flush();
    await file.commit();
    return { rows, missing, bytes: file.bytesWritten };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function memberFor(pages: PageReader, rowId: number, nowMs: number): Uint8Array | null {
  const stored = pages.stored(rowId);
  if (stored === null) return null;
  if (stored.kind === 'member') return isGzip(stored.member) ? stored.member : null;
  const { url, contentType, body } = stored;
  return memberOf(
    resourceRecord({ url, contentType, body, arrivedAtMs: stored.startedAtMs ?? nowMs }),
    false,
  );
}

/** What stands where a record should be is not passed on as one. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}
