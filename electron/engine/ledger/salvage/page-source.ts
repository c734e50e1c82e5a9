/**
 * Pages of a SQLite file that SQLite itself may refuse to open, as a reader would see them: with
 * what is committed in the write-ahead log beside it. Only ever reads; nothing here trusts a byte.
 *
 * Formats: sqlite.org/fileformat2.html
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { committedPages, logPageSize } from './wal.ts';

const MAGIC = 'SQLite format 3\0';
/** What SQLite takes for a new file, and so what a run file has. */
export const USUAL_PAGE_SIZE = 4096;
const BLOCK_LENGTH = 1024 * 1024;

export class PageSource {
  /** Bytes of a page. */
  readonly pageSize: number;
  /** Pages of the file and its log together. */
  readonly pageCount: number;
  /** Bytes of the file and its log together. */
  readonly byteLength: number;
  readonly #file: number;
  readonly #log: number | null;
  readonly #wholePages: number;
  /** Offset in the log, by page number. */
  readonly #inLog: ReadonlyMap<number, number>;
  #block = Buffer.alloc(0);
  #blockAt = 0;

  private constructor(file: number, log: number | null, pageSize: number) {
    this.#file = file;
    this.#log = log;
    this.pageSize = pageSize;
    this.#inLog = log === null ? new Map() : committedPages(log, pageSize);
    const fileLength = fstatSync(file).size;
    this.byteLength = fileLength + (log === null ? 0 : fstatSync(log).size);
    this.#wholePages = Math.floor(fileLength / pageSize);
    let pageCount = this.#wholePages;
    for (const number of this.#inLog.keys()) pageCount = Math.max(pageCount, number);
    this.pageCount = pageCount;
  }

  /**
   * @param pageSize `null`: what the file or its log says.
   * @throws What the file system throws.
   */
  static open(path: string, pageSize: number | null): PageSource {
    const file = openSync(path, 'r');
    const log = openIfThere(`${path}-wal`);
    return new PageSource(file, log, pageSize ?? statedPageSize(file, log));
  }

  /** @param number 1 for the first. @returns `null` when the page is not there, or not whole. */
  page(number: number): Buffer | null {
    const inLog = this.#inLog.get(number);
    if (inLog !== undefined && this.#log !== null) {
      const page = Buffer.alloc(this.pageSize);
      return readSync(this.#log, page, 0, this.pageSize, inLog) === this.pageSize ? page : null;
    }
    if (number < 1 || number > this.#wholePages) return null;
    const offset = (number - 1) * this.pageSize;
    if (offset < this.#blockAt || offset + this.pageSize > this.#blockAt + this.#block.length) {
      // A new one each time: pages that were given out are views of the old one.
      const block = Buffer.alloc(Math.max(BLOCK_LENGTH, this.pageSize));
      const length = readSync(this.#file, block, 0, block.length, offset);
      this.#block = block.subarray(0, length);
      this.#blockAt = offset;
    }
    const from = offset - this.#blockAt;
    const page = this.#block.subarray(from, from + this.pageSize);
    return page.length === this.pageSize ? page : null;
  }

  /**
   * Pages that hold nothing any more, though their old content still stands in them. Empty when
   * the list of them is not whole: then nothing that it says can be believed.
   */
  freePages(): ReadonlySet<number> {
    const none: ReadonlySet<number> = new Set();
    const head = this.page(1);
    if (head === null || head.toString('latin1', 0, MAGIC.length) !== MAGIC) return none;
    const isPage = (number: number): boolean => number >= 2 && number <= this.pageCount;
    const count = head.readUInt32BE(36);
    const free = new Set<number>();
    for (let trunk = head.readUInt32BE(32); trunk !== 0;) {
      const page = isPage(trunk) && !free.has(trunk) ? this.page(trunk) : null;
      if (page === null) return none;
      const leaves = page.readUInt32BE(4);
      if (leaves > this.pageSize / 4 - 2) return none;
      free.add(trunk);
      for (let index = 0; index < leaves; index++) {
        const leaf = page.readUInt32BE(8 + 4 * index);
        if (!isPage(leaf) || free.has(leaf)) return none;
        free.add(leaf);
      }
      trunk = page.readUInt32BE(0);
    }
    return free.size === count ? free : none;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== null) closeSync(this.#log);
  }
}

function statedPageSize(file: number, log: number | null): number {
  const head = Buffer.alloc(100);
  readSync(file, head, 0, head.length, 0);
  const stated = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  if (head.toString('latin1', 0, MAGIC.length) === MAGIC && isPageSize(stated)) return stated;
  return (log === null ? null : logPageSize(log)) ?? USUAL_PAGE_SIZE;
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
