/**
 * Reads a list from its bytes into a {@link DraftWriter}: every line that is neither blank
 * nor a comment becomes a row, is merged into an earlier row, or is rejected with a reason.
 *
 * Memory is flat: nothing of the list is held but the piece being read and the duplicate
 * table. Pieces are cut small and the event loop runs between them, so that progress and
 * cancelling work however the bytes arrive.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { DraftWriter } from './draft-writer.ts';
import { ImportTally, type ImportedList } from './import-tally.ts';
import { detectFormat, refuseBinary, SNIFF_LENGTH } from './list-format.ts';
import { ListSource } from './list-source.ts';
import { TableReader } from './table-list.ts';
import type { TableShape } from './table-shape.ts';
import { detectEncoding, ListDecoder } from './text-decoder.ts';
import { TextLineSplitter } from './text-list.ts';
import { trimEdges } from './url-line.ts';

export interface ImportListOptions {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Its ending helps to tell a table from text; it also stands in messages. */
  readonly fileName: string;
  readonly writer: DraftWriter;
  /**
   * At most once per {@link PROGRESS_INTERVAL_MS} and once at the end.
   * `bytesRead` counts bytes of the file, compressed ones where it is compressed.
   */
  readonly onProgress?: (bytesRead: number, lines: number) => void;
  readonly signal?: AbortSignal;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

export type { ImportedList };

export const PROGRESS_INTERVAL_MS = 66;
const PIECE_LENGTH = 64 * 1024;

/**
 * @throws AppError `LIST_EMPTY`, `LIST_NO_VALID_URL`, `FILE_UNREADABLE`, `UNSUPPORTED` (not
 *   a text file) or `CANCELLED`; what the writer throws passes through. The writer may have
 *   been given rows by then: discarding them is the caller's task.
 */
export async function importList(options: ImportListOptions): Promise<ImportedList> {
  const { fileName, onProgress, signal, now = () => performance.now() } = options;
  const source = new ListSource(options.stream, fileName, signal);
  try {
    const head = await source.peek(SNIFF_LENGTH);
    refuseBinary(fileName, head.bytes);
    const detected = detectEncoding(head.bytes, head.isWhole);
    const sampleDecoder = new ListDecoder(detected);
    const sample = sampleDecoder.write(head.bytes) + (head.isWhole ? sampleDecoder.end() : '');
    const format = detectFormat(fileName, sample, head.isWhole);

    const decoder = new ListDecoder(detected);
    const tally = new ImportTally(options.writer);
    const reader = format.kind === 'text' ? readText(tally) : readTable(tally, format.shape);
    let reportedAtMs = now();
    for await (const chunk of source.chunks()) {
      for (let from = 0; from < chunk.length; from += PIECE_LENGTH) {
        reader.push(decoder.write(chunk.subarray(from, from + PIECE_LENGTH)));
        await setImmediate();
        signal?.throwIfAborted();
        if (now() - reportedAtMs < PROGRESS_INTERVAL_MS) continue;
        reportedAtMs = now();
        onProgress?.(source.bytesRead, tally.lines);
      }
    }
    reader.push(decoder.end());
    reader.end();
    onProgress?.(source.bytesRead, tally.lines);
    return tally.finish();
  } catch (error) {
    if (signal?.aborted)
      throw new AppError(ErrorCode.Cancelled, 'The import was cancelled.', { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

type ListReader = Pick<TextLineSplitter, 'push' | 'end'>;

function readText(tally: ImportTally): ListReader {
  tally.setColumns(null, []);
  return new TextLineSplitter((line, text, isTooLong) => {
    if (isTooLong) tally.reject(line, text, 'too_long');
    else tally.take(line, text, null, () => text);
  });
}

function readTable(tally: ImportTally, shape: TableShape): ListReader {
  const otherColumns = shape.columns.filter((_, index) => index !== shape.urlIndex);
  tally.setColumns(shape.columns[shape.urlIndex]!, otherColumns);
  return new TableReader(shape, (line, url, extra, cells, isTooLong) => {
    if (isTooLong) tally.reject(line, url, 'too_long');
    else if (trimEdges(url) === '') tally.reject(line, cells.join(shape.delimiter), 'no_url_column_value');
    else tally.take(line, url, extra, () => cells.join(shape.delimiter));
  });
}
