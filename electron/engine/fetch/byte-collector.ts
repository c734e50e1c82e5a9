/**
 * Pieces of a body as they come, made into one at the end.
 *
 * Large pieces are held as they are and copied once. Small ones are copied into blocks, because
 * a body that comes byte by byte would otherwise be an object for every byte.
 */

const SMALL_BYTES = 1024;
const BLOCK_BYTES = 16 * 1024;

export class ByteCollector {
  readonly #pieces: Buffer[] = [];
  #block: Buffer | null = null;
  #blockUsed = 0;
  #bytes = 0;

  push(piece: Buffer): void {
    this.#bytes += piece.length;
    if (piece.length >= SMALL_BYTES) {
      this.#closeBlock();
      this.#pieces.push(piece);
      return;
    }
    if (this.#block === null || this.#block.length - this.#blockUsed < piece.length) {
      this.#closeBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#blockUsed = 0;
    }
    piece.copy(this.#block, this.#blockUsed);
    this.#blockUsed += piece.length;
  }

  /** All of it, in memory of its own: a view of a piece would hold whatever the piece is cut from. */
  whole(): Buffer {
    this.#closeBlock();
    const whole = Buffer.allocUnsafeSlow(this.#bytes);
    let offset = 0;
    for (const piece of this.#pieces) {
      piece.copy(whole, offset);
      offset += piece.length;
    }
    return whole;
  }

  #closeBlock(): void {
    if (this.#block === null || this.#blockUsed === 0) return;
    this.#pieces.push(this.#block.subarray(0, this.#blockUsed));
    // What is left of it takes the next small ones.
    this.#block = this.#block.subarray(this.#blockUsed);
    this.#blockUsed = 0;
  }
}
