/**
 * Text that becomes bytes piece by piece. One long string made of the same pieces costs four times
 * as much, because it has to be put together before it can be turned into bytes.
 */
const SIZE_FIRST = 256 * 1024;
/** One UTF-16 unit becomes three bytes at most. */
const BYTES_PER_UNIT = 3;

export class Utf8Text {
  #buffer = Buffer.allocUnsafe(SIZE_FIRST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(text: string): void {
    const needed = this.#length + text.length * BYTES_PER_UNIT;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** What was appended since the last call. It is overwritten by what is appended next. */
  view(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  /** As {@link view}, but for good. */
  take(): Buffer {
    return Buffer.from(this.view());
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
