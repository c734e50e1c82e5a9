/**
 * Exact duplicate check over the URLs of one import, in flat memory: 12 bytes per slot and
 * no strings. A `Map` of 1,000,000 URLs would hold the strings as well, some 150 MB.
 *
 * The table keeps a 64-bit hash and the row id; when a hash agrees the URL itself is asked
 * for and compared, so a collision can never merge two different URLs.
 */

/** Writes two 32-bit halves of a hash of `key` into `halves`. Injected in tests to force collisions. */
export type HashKey = (key: string, halves: Uint32Array) => void;

export interface SeenUrlsOptions {
  /** The key (URL without fragment) of a row that was claimed before. */
  readonly keyOf: (rowId: number) => string;
  readonly hash?: HashKey;
}

const INITIAL_SLOTS = 1 << 12;
/** Above this share of used slots the probes get long. */
const MAX_LOAD_RATIO = 0.7;
const EMPTY = -1;

export class SeenUrls {
  readonly #keyOf: (rowId: number) => string;
  readonly #hash: HashKey;
  readonly #halves = new Uint32Array(2);
  #low = new Uint32Array(INITIAL_SLOTS);
  #high = new Uint32Array(INITIAL_SLOTS);
  #rowIds = new Int32Array(INITIAL_SLOTS).fill(EMPTY);
  #used = 0;

  constructor(options: SeenUrlsOptions) {
    this.#keyOf = options.keyOf;
    this.#hash = options.hash ?? hashKey;
  }

  /** Bytes held by the table. */
  get byteLength(): number {
    return this.#low.byteLength + this.#high.byteLength + this.#rowIds.byteLength;
  }

  /** @returns the row that claimed `key` before, or `rowId` itself, which has it from now on. */
  claim(key: string, rowId: number): number {
    if (this.#used >= this.#rowIds.length * MAX_LOAD_RATIO) this.#grow();
    this.#hash(key, this.#halves);
    const low = this.#halves[0]!;
    const high = this.#halves[1]!;
    const mask = this.#rowIds.length - 1;
    let slot = low & mask;
    for (;;) {
      const other = this.#rowIds[slot]!;
      if (other === EMPTY) break;
      if (this.#low[slot] === low && this.#high[slot] === high && this.#keyOf(other) === key) return other;
      slot = (slot + 1) & mask;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#rowIds[slot] = rowId;
    this.#used++;
    return rowId;
  }

  #grow(): void {
    const low = this.#low;
    const high = this.#high;
    const rowIds = this.#rowIds;
    const slots = rowIds.length * 2;
    const mask = slots - 1;
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#rowIds = new Int32Array(slots).fill(EMPTY);
    for (let from = 0; from < rowIds.length; from++) {
      const rowId = rowIds[from]!;
      if (rowId === EMPTY) continue;
      let slot = low[from]! & mask;
      while (this.#rowIds[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#low[slot] = low[from]!;
      this.#high[slot] = high[from]!;
      this.#rowIds[slot] = rowId;
    }
  }
}

/** Two multiplicative lanes that are mixed into each other at the end. Not for secrets. */
export function hashKey(key: string, halves: Uint32Array): void {
  let a = 0x2545f491 ^ key.length;
  let b = 0x4f6cdd1d;
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d) ^ b;
  b = Math.imul(b ^ (b >>> 13), 0x846ca68b) ^ a;
  halves[0] = a ^ (a >>> 15);
  halves[1] = b ^ (b >>> 16);
}
