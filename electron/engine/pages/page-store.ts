/**
 * Takes pages to be kept and tells where they are once they have been handed to the system.
 *
 * Pages that come while others are being written make the next batch: under load batches grow by
 * themselves, and nothing waits for a timer.
 */
import { toWriteError } from '../export/write-errors.ts';
import type { KeptPage, PageToKeep } from './kept-page.ts';

/** Writes batches, one at a time; in this thread or in another. */
export interface PageBackend {
  /** Rejects when none of them was written. */
  write(pages: readonly PageToKeep[]): Promise<readonly KeptPage[]>;
  /** Resolves when all is on the disk. Another batch opens it again. */
  close(): Promise<void>;
}

const BATCH_MAX_PAGES = 128;
const BATCH_MAX_BYTES = 8 * 1024 * 1024;

interface Waiting {
  readonly page: PageToKeep;
  readonly resolve: (kept: KeptPage) => void;
  readonly reject: (error: Error) => void;
}

export class PageStore {
  readonly #backend: PageBackend;
  readonly #path: string;
  #queue: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #wantsRest = false;

  /** @param path What to name when it cannot be written. */
  constructor(backend: PageBackend, path: string) {
    this.#backend = backend;
    this.#path = path;
  }

  /** Rejects with an AppError: `DISK_FULL`, `FOLDER_READ_ONLY`, `FILE_UNWRITABLE`. */
  keep(page: PageToKeep): Promise<KeptPage> {
    return new Promise<KeptPage>((resolve, reject) => {
      this.#queue.push({ page, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Writes what waits and puts all of it on the disk. Pages may come again afterwards. */
  async rest(): Promise<void> {
    this.#wantsRest = true;
    this.#writing ??= this.#writeAll();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) await this.#writeBatch(this.#nextBatch());
    if (this.#wantsRest) {
      this.#wantsRest = false;
      // What could not be put on the disk is what a power cut may take; everything else has been told.
      await this.#backend.close().catch(() => undefined);
      if (this.#queue.length > 0) return this.#writeAll();
    }
    this.#writing = null;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const kept = await this.#backend.write(batch.map(({ page }) => page));
      for (const [index, { resolve }] of batch.entries()) resolve(kept[index]!);
    } catch (error) {
      const told = toWriteError(error, this.#path);
      for (const { reject } of batch) reject(told);
    }
  }

  #nextBatch(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < BATCH_MAX_PAGES && bytes < BATCH_MAX_BYTES)
      bytes += this.#queue[count++]!.page.content.body.length;
    return this.#queue.splice(0, count);
  }
}
