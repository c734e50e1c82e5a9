/** Repeatable randomness for the demo shop: everything about a page follows from seed and page number. */

/** What a number is drawn for, so that draws for one page do not depend on each other. */
export const Draw = {
  Behaviour: 1,
  Language: 2,
  Charset: 3,
  Size: 4,
  Content: 5,
  Delay: 6,
  Gzip: 7,
} as const;

/** @returns A well-mixed whole number, 0 to 2^32 - 1. */
export function hash32(seed: number, page: number, draw: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(page + 1, 0xc2b2ae35) ^ (draw << 24);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** @returns A fraction, 0 inclusive to 1 exclusive. */
export function fraction(seed: number, page: number, draw: number): number {
  return hash32(seed, page, draw) / 0x1_0000_0000;
}

/** A stream of numbers from one hash: cheap, and good enough to vary texts. */
export class RandomStream {
  #state: number;

  constructor(start: number) {
    this.#state = start | 0;
  }

  /** @returns A whole number, 0 inclusive to `below` exclusive. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  }
}
