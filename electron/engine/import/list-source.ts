/**
 * The bytes of a list, as an import needs them: the beginning can be looked at first, gzip
 * is taken off, a read that waits for more can be cancelled, and errors of reading are told
 * apart from errors of keeping what was read.
 */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { guardExpansion } from './expansion-guard.ts';
import { isGzip } from './list-format.ts';
import { toReadError } from './open-list.ts';

export interface ListHead {
  readonly bytes: Uint8Array;
  /** True when the list has no more bytes than these. */
  readonly isWhole: boolean;
}

export class ListSource {
  readonly #stream: AsyncIterable<Uint8Array>;
  readonly #fileName: string;
  readonly #signal: AbortSignal | undefined;
  #iterator: AsyncIterator<Uint8Array>;
  #head: Uint8Array = new Uint8Array(0);
  #isWaiting = false;
  #isEnded = false;
  #bytesRead = 0;
  #isCompressed = false;

  constructor(stream: AsyncIterable<Uint8Array>, fileName: string, signal: AbortSignal | undefined) {
    this.#stream = stream;
    this.#fileName = fileName;
    this.#signal = signal;
    this.#iterator = this.#counted(stream);
  }

  /** Bytes taken from the stream so far, before decompression. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Known once something was looked at. */
  get isCompressed(): boolean {
    return this.#isCompressed;
  }

  /** Reads at least `length` bytes unless the list is shorter; {@link chunks} will give them again. */
  async peek(length: number): Promise<ListHead> {
    await this.#fill(length);
    if (isGzip(this.#head) && !this.#isCompressed) {
      this.#isCompressed = true;
      const gunzip = createGunzip();
      // The callback does nothing because a failure also ends the iteration of `gunzip`.
      pipeline(Readable.from(this.#compressed(this.#head, this.#iterator)), gunzip, () => {});
      this.#iterator = this.#guarded(gunzip);
      this.#head = new Uint8Array(0);
      this.#isEnded = false;
      await this.#fill(length);
    }
    return { bytes: this.#head, isWhole: this.#isEnded };
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const head = this.#head;
    this.#head = new Uint8Array(0);
    if (head.length > 0) yield head;
    for (let chunk = await this.#next(); chunk !== null; chunk = await this.#next()) yield chunk;
  }

  /** Gives the stream up. Waits for that unless a read hangs, as standard input may for ever. */
  async close(): Promise<void> {
    // Returning the iterator does not reach a file that was never read from, or a read that hangs.
    if (this.#stream instanceof Readable) this.#stream.destroy();
    const closing = this.#iterator.return?.().catch(() => {});
    if (!this.#isWaiting) await closing;
  }

  async #fill(length: number): Promise<void> {
    const parts = [this.#head];
    let total = this.#head.length;
    while (total < length) {
      const chunk = await this.#next();
      if (chunk === null) break;
      parts.push(chunk);
      total += chunk.length;
    }
    this.#head = Buffer.concat(parts);
  }

  /** @returns `null` at the end. @throws the signal's reason, or an `AppError` when reading fails. */
  async #next(): Promise<Uint8Array | null> {
    if (this.#isEnded) return null;
    this.#signal?.throwIfAborted();
    this.#isWaiting = true;
    const pending = this.#iterator.next();
    const result = await untilAborted(pending, this.#signal).catch((error: unknown) => {
      if (this.#signal?.aborted) throw error;
      this.#isWaiting = false;
      throw toReadError(error, this.#fileName);
    });
    this.#isWaiting = false;
    if (result.done !== true) return result.value;
    this.#isEnded = true;
    return null;
  }

  async *#counted(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  async *#guarded(unpacked: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unpackedBytes = 0;
    for await (const chunk of unpacked) {
      unpackedBytes += chunk.length;
      guardExpansion(this.#bytesRead, unpackedBytes, this.#fileName);
      yield chunk;
    }
  }

  async *#compressed(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  }
}

/** Settles as `pending` does, or rejects with the signal's reason as soon as it is aborted. */
function untilAborted<T>(pending: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return pending;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      // Nobody waits for the read any more, so its own failure must not count as unhandled.
      pending.catch(() => {});
      reject(signal.reason);
    };
    // A stream may cause the abort from inside its own `next()`, before anybody listens.
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
