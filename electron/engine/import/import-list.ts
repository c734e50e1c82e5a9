/**
 * Reads a list from its bytes into a {@link DraftWriter}: every line that is neither blank
 * nor a comment becomes a row, is merged into an earlier row, or is rejected with a reason.
 *
 * Memory is flat: nothing of the list is held but the piece being read and the duplicate
 * table.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { DraftWriter } from './draft-writer.ts';
import { ImportTally, type ImportedList } from './import-tally.ts';
import { detectFormat, refuseBinary, SNIFF_LENGTH } from './list-format.ts';
import { readPieces, type PieceReader } from './list-pieces.ts';
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
   * At most once per `PROGRESS_INTERVAL_MS` and once at the end.
   * `bytesRead` counts bytes of the file, compressed ones where it is compressed.
   */
  readonly onProgress?: (bytesRead: number, lines: number) => void;
  readonly signal?: AbortSignal;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

export type { ImportedList };

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
    await readPieces({
      source,
      decoder,
      reader,
      onProgress: (bytesRead) => onProgress?.(bytesRead, tally.lines),
      signal,
      now,
    });
    return tally.finish();
  } catch (error) {
    if (signal?.aborted)
      throw new AppError(ErrorCode.Cancelled, 'The import was cancelled.', { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

function readText(tally: ImportTally): PieceReader {
  tally.setColumns(null, []);
  return new TextLineSplitter((line, text, isTooLong) => {
    if (isTooLong) tally.reject(line, text, 'too_long');
    else tally.take(line, text, null, () => text);
  });
}

function readTable(tally: ImportTally, shape: TableShape): PieceReader {
  const otherColumns = shape.columns.filter((_, index) => index !== shape.urlIndex);
  tally.setColumns(shape.columns[shape.urlIndex]!, otherColumns);
  return new TableReader(shape, (line, url, extra, cells, isTooLong) => {
    if (isTooLong) tally.reject(line, url, 'too_long');
    else if (trimEdges(url) === '') tally.reject(line, cells.join(shape.delimiter), 'no_url_column_value');
    else tally.take(line, url, extra, () => cells.join(shape.delimiter));
  });
}
