/**
 * Reads along at the beginning of each answer, before undici's parser does.
 *
 * A client must take any number of 1xx answers before the real one, also a `100 Continue`
 * that it never asked for (RFC 9110, 15.2). undici hangs up at that one, and at no other,
 * so it is made a `103 Early Hints`, which means as little to us. Nor does undici limit a
 * status line: an endless one would be read until time is up.
 */

/** Where the status stands in `HTTP/1.1 200 OK`. */
const STATUS_INDEX = 9;
const STATUS_END = STATUS_INDEX + 3;
const CR = 13;
const LF = 10;
const ZERO = 48;
const THREE = 51;

export class InterimAnswers {
  /** Bytes of the present answer that came before it was known to be the real one. */
  #bytes = 0;
  #isOpen = false;
  /** Bytes of the status line so far, up to the end of the status. */
  #index = 0;
  #isSkipping = false;
  #lineBytes = 0;
  #status = 0;

  /** Whether any byte of the answer has come. */
  get hasBegun(): boolean {
    return this.#bytes > 0;
  }

  /** A request is sent: what comes from here on is its answer. */
  expect(): void {
    this.#bytes = 0;
    this.#isOpen = true;
    this.#index = 0;
    this.#isSkipping = false;
  }

  /** The headers of the real answer are through. */
  close(): void {
    this.#isOpen = false;
  }

  /**
   * Looks at the next bytes, and changes them where they hold a `100`.
   *
   * @returns Bytes that came before these without completing the headers; 0 once they are complete.
   */
  read(chunk: Buffer): number {
    if (!this.#isOpen) return 0;
    const bytesBefore = this.#bytes;
    this.#bytes += chunk.length;
    let index = 0;
    while (index < chunk.length && this.#index !== STATUS_END) {
      index = this.#isSkipping ? this.#skipHead(chunk, index) : this.#readStatusLine(chunk, index);
    }
    return bytesBefore;
  }

  /** @returns Where to go on reading. */
  #readStatusLine(chunk: Buffer, index: number): number {
    const byte = chunk[index]!;
    // Empty lines before an answer are allowed, and skipped by the parser as well.
    if (this.#index === 0 && (byte === CR || byte === LF)) return index + 1;
    if (this.#index >= STATUS_INDEX) this.#status = this.#status * 10 + byte - ZERO;
    else this.#status = 0;
    this.#index++;
    if (this.#index === STATUS_END && isInterim(this.#status)) {
      if (this.#status === 100) chunk[index] = THREE;
      this.#index = 0;
      this.#isSkipping = true;
      this.#lineBytes = 1;
    }
    return index + 1;
  }

  /** Up to and with the empty line. @returns Where to go on reading. */
  #skipHead(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index++) {
      const byte = chunk[index]!;
      if (byte === LF) {
        if (this.#lineBytes === 0) {
          this.#isSkipping = false;
          return index + 1;
        }
        this.#lineBytes = 0;
      } else if (byte !== CR) this.#lineBytes++;
    }
    return chunk.length;
  }
}

function isInterim(status: number): boolean {
  return status >= 100 && status < 200;
}
