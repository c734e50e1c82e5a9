/**
 * A WARC file that is appended to: every record is a gzip member of its own, so that each can be
 * read by itself. Synchronous; it belongs on a thread where nobody waits.
 */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { gzipSync, inflateRawSync } from 'node:zlib';

/** As Node writes it: no name, no comment, no extra field. */
const GZIP_HEADER_BYTES = 10;
/** CRC-32 and length. */
const GZIP_TRAILER_BYTES = 8;
/** A member that looks unfinished in so much may be whole in more. */
const FIRST_WINDOW_BYTES = 16 * 1024 * 1024;
/** The largest body that can be asked for, and what its head may add. */
const MEMBER_MAX_BYTES = 1.1 * 1024 ** 3;
/** How much a power cut may take away. */
const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

export interface WarcPlace {
  readonly place: number;
  readonly length: number;
}

export class WarcFile {
  readonly #descriptor: number;
  #size: number;
  #unsyncedBytes = 0;

  private constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
  }

  /**
   * Opens or makes the file. A record that was cut off at its end, as a process that was killed
   * leaves it, is taken away, so that what follows can be read.
   *
   * @param knownEnd What lies before is whole.
   * @throws What the file system throws.
   */
  static open(path: string, knownEnd: number): WarcFile {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    try {
      const { size } = fstatSync(descriptor);
      const end = size <= knownEnd ? size : endOfWholeMembers(descriptor, knownEnd, size);
      if (end < size) ftruncateSync(descriptor, end);
      return new WarcFile(descriptor, end);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Hands the members to the system in one go. @throws What the file system throws; nothing is added then. */
  append(members: readonly Uint8Array[]): readonly WarcPlace[] {
    let end = this.#size;
    const places = members.map(({ length }) => {
      const place = end;
      end += length;
      return { place, length };
    });
    const bytes = Buffer.concat(members);
    try {
      for (let written = 0; written < bytes.length;)
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#size + written);
    } catch (error) {
      // A half record would end the file for every reader.
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
    this.#size = end;
    this.#unsyncedBytes += bytes.length;
    if (this.#unsyncedBytes >= SYNC_EVERY_BYTES) this.#sync();
    return places;
  }

  close(): void {
    try {
      this.#sync();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #sync(): void {
    if (this.#unsyncedBytes > 0) fdatasyncSync(this.#descriptor);
    this.#unsyncedBytes = 0;
  }
}

/** @param isPacked The record's body is compressed already: trying again costs much and saves 3 %. */
export function memberOf(record: Uint8Array, isPacked: boolean): Buffer {
  return gzipSync(record, { level: isPacked ? 0 : 3 });
}

function endOfWholeMembers(descriptor: number, from: number, size: number): number {
  let end = from;
  while (end < size) {
    const length = memberLength(descriptor, end, size);
    if (length === null) break;
    end += length;
  }
  return end;
}

/** @returns `null` for what is no whole member. */
function memberLength(descriptor: number, place: number, size: number): number | null {
  for (let windowBytes = FIRST_WINDOW_BYTES; ; windowBytes *= 4) {
    const bytes = readAt(descriptor, place, Math.min(windowBytes, size - place));
    const isAll = place + bytes.length >= size;
    const isMember = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && bytes[3] === 0;
    if (!isMember) return null;
    const deflated = deflatedLength(bytes.subarray(GZIP_HEADER_BYTES));
    const length = deflated === null ? Infinity : GZIP_HEADER_BYTES + deflated + GZIP_TRAILER_BYTES;
    if (length <= bytes.length) return length;
    if (isAll || windowBytes > MEMBER_MAX_BYTES) return null;
  }
}

function deflatedLength(bytes: Uint8Array): number | null {
  try {
    // With `info`, zlib also gives its engine, which knows how much it has taken; the types do not say so.
    const { engine } = inflateRawSync(bytes, {
      info: true,
      maxOutputLength: MEMBER_MAX_BYTES,
    }) as unknown as { engine: { bytesWritten: number } };
    return engine.bytesWritten;
  } catch {
    return null;
  }
}

function readAt(descriptor: number, place: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, bytes, read, length - read, place + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}
