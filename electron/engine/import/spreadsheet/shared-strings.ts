/**
 * The texts of a spreadsheet, which its cells refer to by number. Kept as UTF-8 in blocks; beyond
 * {@link MEMORY_BYTES} blocks go to a file, of which the last few that were used stay in memory:
 * cells ask for texts nearly in the order in which they were stored.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { spoolError, spoolPath } from '../spool-file.ts';

const BLOCK_BYTES = 1024 * 1024;
const MEMORY_BYTES = 32 * BLOCK_BYTES;
const CACHED_BLOCKS = 16;
/** Twenty sheets full of texts that are all different. */
const TEXTS_MAX = 20_000_000;

export interface SharedStringsOptions {
  readonly fileName: string;
  readonly spoolFolder: string;
  /** For tests: when to begin to write to the disk. */
  readonly memoryBytes?: number;
  readonly blockBytes?: number;
}

export class SharedStrings {
  readonly #options: Required<SharedStringsOptions>;
  /** Where each text begins, counted over all blocks; one more than there are texts. */
  #offsets = new Float64Array(1024);
  #count = 0;
  readonly #blocks: (Buffer | null)[] = [];
  #used = 0;
  #spool: { readonly path: string; readonly descriptor: number } | null = null;
  /** In the order of their use, the last one used last. */
  readonly #cache = new Map<number, Buffer>();

  constructor(options: SharedStringsOptions) {
    this.#options = { memoryBytes: MEMORY_BYTES, blockBytes: BLOCK_BYTES, ...options };
  }

  get count(): number {
    return this.#count;
  }

  /** @throws AppError `LIST_TOO_LARGE`, `DISK_FULL`, `FOLDER_READ_ONLY` */
  add(text: string): void {
    if (this.#count === TEXTS_MAX)
      throw new AppError(ErrorCode.ListTooLarge, `${this.#options.fileName} has too many different texts.`, {
        advice: 'Save the sheet with the addresses as CSV, and open that.',
      });
    if (this.#count + 1 === this.#offsets.length) {
      const larger = new Float64Array(this.#offsets.length * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) {
      const block = this.#lastBlock();
      const start = this.#used % this.#options.blockBytes;
      const copied = bytes.copy(block, start, at);
      this.#used += copied;
      at += copied;
    }
    this.#offsets[++this.#count] = this.#used;
  }

  /** @returns An empty text for a number that none has. @throws AppError `FILE_UNREADABLE` */
  at(index: number): string {
    if (!(index >= 0 && index < this.#count) || !Number.isInteger(index)) return '';
    const { blockBytes } = this.#options;
    const start = this.#offsets[index]!;
    const end = this.#offsets[index + 1]!;
    if (start === end) return '';
    const first = Math.floor(start / blockBytes);
    const last = Math.floor((end - 1) / blockBytes);
    if (first === last) {
      const from = start % blockBytes;
      return this.#block(first).toString('utf8', from, from + end - start);
    }
    const parts: Buffer[] = [];
    for (let block = first; block <= last; block++) {
      const from = block === first ? start % blockBytes : 0;
      const to = block === last ? ((end - 1) % blockBytes) + 1 : blockBytes;
      parts.push(this.#block(block).subarray(from, to));
    }
    return Buffer.concat(parts).toString('utf8');
  }

  close(): void {
    if (this.#spool === null) return;
    closeSync(this.#spool.descriptor);
    rmSync(this.#spool.path, { force: true });
    this.#spool = null;
  }

  #lastBlock(): Buffer {
    const { blockBytes, memoryBytes } = this.#options;
    const index = Math.floor(this.#used / blockBytes);
    const known = this.#blocks[index];
    if (known) return known;
    if (index * blockBytes >= memoryBytes) this.#write(index - 1);
    const block = Buffer.allocUnsafe(blockBytes);
    this.#blocks[index] = block;
    return block;
  }

  /** The block is full; it is only read from now on. */
  #write(index: number): void {
    const { blockBytes, spoolFolder } = this.#options;
    try {
      if (this.#spool === null) {
        const path = spoolPath(spoolFolder);
        this.#spool = { path, descriptor: openSync(path, 'wx+') };
      }
      const block = this.#blocks[index]!;
      writeSync(this.#spool.descriptor, block, 0, block.length, index * blockBytes);
      this.#blocks[index] = null;
    } catch (error) {
      throw spoolError(error, spoolFolder);
    }
  }

  #block(index: number): Buffer {
    const inMemory = this.#blocks[index] ?? this.#cache.get(index);
    if (inMemory !== undefined) return inMemory;
    const { blockBytes, spoolFolder } = this.#options;
    const block = Buffer.allocUnsafe(blockBytes);
    try {
      readSync(this.#spool!.descriptor, block, 0, blockBytes, index * blockBytes);
    } catch (error) {
      throw spoolError(error, spoolFolder);
    }
    if (this.#cache.size === CACHED_BLOCKS) this.#cache.delete(this.#cache.keys().next().value!);
    this.#cache.set(index, block);
    return block;
  }
}
