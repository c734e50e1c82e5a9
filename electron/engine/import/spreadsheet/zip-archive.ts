/** The parts of a spreadsheet's archive, read as streams. Nothing is ever written under a name from it. */
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { guardExpansion } from '../expansion-guard.ts';
import { toReadError } from '../open-list.ts';

/** A spreadsheet has dozens of parts, one full of pictures some thousands. */
const ENTRIES_MAX = 20_000;

export class ZipArchive {
  readonly #file: ZipFile;
  readonly #fileName: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  #packedRead = 0;

  private constructor(file: ZipFile, fileName: string, entries: ReadonlyMap<string, Entry>) {
    this.#file = file;
    this.#fileName = fileName;
    this.#entries = entries;
  }

  /** @throws AppError `FILE_UNREADABLE` */
  static async open(path: string, fileName: string): Promise<ZipArchive> {
    const file = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
      throw damaged(fileName, error);
    });
    try {
      return new ZipArchive(file, fileName, await readEntries(file, fileName));
    } catch (error) {
      file.close();
      throw error instanceof AppError ? error : damaged(fileName, error);
    }
  }

  /** Of the archive: those of parts that were read to their end count in full. */
  get packedRead(): number {
    return this.#packedRead;
  }

  has(part: string): boolean {
    return this.#entries.has(keyOf(part));
  }

  /** Ends at once for a part that is not there. @throws AppError `FILE_UNREADABLE`, `LIST_TOO_LARGE` */
  async *read(part: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(keyOf(part));
    if (entry === undefined) return;
    if (entry.isEncrypted()) throw encrypted(this.#fileName);
    const before = this.#packedRead;
    let stream: Readable | null = null;
    try {
      stream = await this.#file.openReadStreamPromise(entry);
      let unpacked = 0;
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        unpacked += chunk.length;
        guardExpansion(entry.compressedSize, unpacked, this.#fileName);
        const share = entry.uncompressedSize === 0 ? 1 : Math.min(1, unpacked / entry.uncompressedSize);
        this.#packedRead = before + Math.round(entry.compressedSize * share);
        yield chunk;
      }
      this.#packedRead = before + entry.compressedSize;
    } catch (error) {
      throw error instanceof AppError ? error : damaged(this.#fileName, error);
    } finally {
      stream?.destroy();
    }
  }

  close(): void {
    this.#file.close();
  }
}

function readEntries(file: ZipFile, fileName: string): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    file.on('error', reject);
    file.on('end', () => resolve(entries));
    file.on('entry', (entry: Entry) => {
      const key = keyOf(entry.fileName);
      // Of two of one name the first counts, always.
      if (!entries.has(key)) entries.set(key, entry);
      if (entries.size > ENTRIES_MAX) reject(damaged(fileName, new Error('too many entries')));
      else file.readEntry();
    });
    file.readEntry();
  });
}

/** Excel does not tell upper from lower case in the names of parts. */
function keyOf(part: string): string {
  return part.toLowerCase();
}

function damaged(fileName: string, cause: unknown): AppError {
  // What the disk says has its own words.
  if (cause instanceof Error && 'syscall' in cause) return toReadError(cause, fileName);
  return new AppError(ErrorCode.FileUnreadable, `${fileName} is damaged or not complete.`, {
    advice: 'Get it again, or save it anew with the program that made it.',
    cause,
  });
}

function encrypted(fileName: string): AppError {
  return new AppError(ErrorCode.Unsupported, `${fileName} is protected with a password.`, {
    advice: 'Save it without one and open that.',
  });
}
