/**
 * A file that appears under its name complete or not at all. It is written beside its place
 * under a temporary name, flushed to the disk, and renamed; whoever opens the name meanwhile
 * sees the old file, or none.
 */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toWriteError } from './write-errors.ts';

/** The part of a `FileHandle` that is used. Injected in tests that need a disk to fail. */
export interface WritableHandle {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenForWriting = (temporaryPath: string) => Promise<WritableHandle>;

export class AtomicFile {
  readonly #path: string;
  readonly #temporaryPath: string;
  readonly #handle: WritableHandle;
  #isClosed = false;
  #bytesWritten = 0;

  private constructor(path: string, temporaryPath: string, handle: WritableHandle) {
    this.#path = path;
    this.#temporaryPath = temporaryPath;
    this.#handle = handle;
  }

  /** @throws AppError as {@link toWriteError}; so do all methods but {@link discard}. */
  static async create(path: string, openForWriting: OpenForWriting = openNew): Promise<AtomicFile> {
    // In the same folder, because a rename between disks is a copy and not atomic.
    const name = `.${basename(path)}.${randomBytes(4).toString('hex')}.part`;
    const temporaryPath = join(dirname(path), name);
    return guarded(
      path,
      async () => new AtomicFile(path, temporaryPath, await openForWriting(temporaryPath)),
    );
  }

  get path(): string {
    return this.#path;
  }

  /** Where it is until {@link commit}; for writers that open files themselves. */
  get temporaryPath(): string {
    return this.#temporaryPath;
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Resolves when the bytes are handed over, so that a slow disk slows the writer down. */
  async write(bytes: Uint8Array): Promise<void> {
    await guarded(this.#path, async () => {
      let offset = 0;
      while (offset < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, offset, bytes.length - offset);
        offset += bytesWritten;
      }
    });
    this.#bytesWritten += bytes.length;
  }

  /** Makes the file appear under its name. */
  async commit(): Promise<void> {
    await guarded(this.#path, async () => {
      await this.#handle.sync();
      await this.#close();
      await rename(this.#temporaryPath, this.#path);
    });
  }

  /** Removes what was written. Does nothing after {@link commit}; never throws. */
  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await rm(this.#temporaryPath, { force: true }).catch(() => {});
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle.close();
  }
}

async function openNew(temporaryPath: string): Promise<WritableHandle> {
  return open(temporaryPath, 'wx');
}

async function guarded<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toWriteError(error, path);
  }
}
