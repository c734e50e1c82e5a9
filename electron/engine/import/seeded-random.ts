/** A small deterministic random generator for property tests: a failure can be repeated from its seed. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** Up to `maxLength` picks from `values`, joined. */
  text(values: readonly string[], maxLength: number): string {
    return Array.from({ length: this.below(maxLength + 1) }, () => this.pick(values)).join('');
  }

  /** Cuts `bytes` into pieces of 1 to `maxLength` bytes. */
  cut(bytes: Uint8Array, maxLength: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let from = 0; from < bytes.length;) {
      const length = 1 + this.below(maxLength);
      pieces.push(bytes.subarray(from, from + length));
      from += length;
    }
    return pieces;
  }
}
