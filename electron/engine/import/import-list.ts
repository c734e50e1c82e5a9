/**
 * Reads a list, of one file or several, into a {@link DraftWriter}: every line that is neither
 * blank nor a comment becomes a row, is merged into an earlier row, or is rejected with a reason.
 *
 * Memory is flat: nothing of the list is held but the piece being read and the duplicate
 * table.
 */
import { tmpdir } from 'node:os';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_CHOICES, type ListChoices } from '../../../shared/list-choices.ts';
import type { SourceInspection } from '../../../shared/list-import.ts';
import type { DraftWriter } from './draft-writer.ts';
import { ImportTally, type ImportedList as TalliedList } from './import-tally.ts';
import type { ListReader } from './list-reader.ts';
import { openList, type OpenedList } from './open-list.ts';
import { openReader } from './open-reader.ts';
import { Pace } from './pace.ts';

export interface ImportListOptions {
  /** Opened one after the other, in this order. */
  readonly files: readonly (() => Promise<OpenedList>)[];
  readonly writer: DraftWriter;
  readonly choices?: ListChoices;
  /** Whether it was typed or pasted, rather than written by a program. */
  readonly isTyped?: boolean;
  /** Where what does not fit into memory goes. */
  readonly spoolFolder?: string;
  /** When the beginning of a file has been looked at. */
  readonly onInspected?: (index: number, inspection: SourceInspection) => void;
  /**
   * At most once per `PROGRESS_INTERVAL_MS` and once at the end.
   * `bytesRead` counts bytes of the files, compressed ones where they are compressed.
   */
  readonly onProgress?: (bytesRead: number, lines: number) => void;
  readonly signal?: AbortSignal;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

export type ImportedList = TalliedList & { readonly sources: readonly SourceInspection[] };

/** A sitemap index names at most 50,000; more files than this at once are no list any more. */
const FILES_MAX = 2000;

/**
 * @throws AppError `LIST_EMPTY`, `LIST_NO_VALID_URL`, `LIST_NO_COLUMN`, `LIST_TOO_LARGE`,
 *   `FILE_UNREADABLE`, `UNSUPPORTED` (nothing that is read as a list) or `CANCELLED`; what the
 *   writer throws passes through. The writer may have been given rows by then: discarding them
 *   is the caller's task.
 */
export async function importList(options: ImportListOptions): Promise<ImportedList> {
  const {
    choices = DEFAULT_CHOICES,
    onInspected,
    onProgress,
    signal,
    now = () => performance.now(),
  } = options;
  const tally = new ImportTally(options.writer, {
    merge: choices.merge,
    expandsRanges: choices.expandsRanges ?? options.isTyped ?? false,
  });
  const inspections: SourceInspection[] = [];
  const files = [...options.files];
  let bytesBefore = 0;
  let reader: ListReader | null = null;
  const report = (): void => onProgress?.(bytesBefore + (reader?.bytesRead ?? 0), tally.lines);
  const pace = new Pace({ onProgress: report, signal, now });
  try {
    // Files may be added while it goes on.
    for (let index = 0; index < files.length; index++) {
      const list = await files[index]!();
      reader = await openReader(list, choices.sources[index], pace, options.spoolFolder ?? tmpdir());
      const { inspection } = reader;
      inspections.push(inspection);
      onInspected?.(index, inspection);
      const hasSeveral = files.length > 1 || inspection.kind === 'sitemap_index';
      tally.begin(hasSeveral ? inspection.name : null, reader.urlColumn, reader.otherColumns);
      const more = await reader.read(tally, pace);
      await tally.drain(pace);
      for (const path of more.slice(0, FILES_MAX - files.length)) files.push(() => openList(path));
      bytesBefore += reader.bytesRead;
      await reader.close();
      reader = null;
    }
    const imported = tally.finish();
    report();
    return { ...imported, sources: inspections };
  } catch (error) {
    if (signal?.aborted)
      throw new AppError(ErrorCode.Cancelled, 'The import was cancelled.', { cause: error });
    throw error;
  } finally {
    await reader?.close();
  }
}
