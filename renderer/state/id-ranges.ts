/**
 * A set of row ids, kept as ranges: rows that follow each other in the list cost two
 * numbers however many they are. Values, not objects that change, so that a store can
 * tell by identity whether anything is different.
 */
export class IdRanges {
  static readonly EMPTY = new IdRanges([]);

  /** `[first, last, first, last, ...]`, rising, with gaps between. */
  readonly #bounds: readonly number[];
  readonly size: number;

  private constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    let size = 0;
    for (let at = 0; at < bounds.length; at += 2) size += (bounds[at + 1] ?? 0) - (bounds[at] ?? 0) + 1;
    this.size = size;
  }

  /** In any order, repeats allowed. */
  static of(ids: Iterable<number>): IdRanges {
    const sorted = Float64Array.from(ids).toSorted();
    const bounds: number[] = [];
    for (const id of sorted) {
      const last = bounds.at(-1);
      if (last !== undefined && id <= last + 1) bounds[bounds.length - 1] = Math.max(id, last);
      else bounds.push(id, id);
    }
    return new IdRanges(bounds);
  }

  has(id: number): boolean {
    const at = this.#firstEndingAtOrAfter(id);
    const first = this.#bounds[at];
    return first !== undefined && first <= id;
  }

  with(ids: Iterable<number>): IdRanges {
    return this.#joined(IdRanges.of(ids));
  }

  without(id: number): IdRanges {
    if (!this.has(id)) return this;
    const at = this.#firstEndingAtOrAfter(id);
    const first = this.#bounds[at] ?? id;
    const last = this.#bounds[at + 1] ?? id;
    const pieces = [...(first < id ? [first, id - 1] : []), ...(id < last ? [id + 1, last] : [])];
    return new IdRanges(this.#bounds.toSpliced(at, 2, ...pieces));
  }

  /** Rising. */
  toArray(): number[] {
    const ids: number[] = [];
    for (let at = 0; at < this.#bounds.length; at += 2) {
      const last = this.#bounds[at + 1] ?? -1;
      for (let id = this.#bounds[at] ?? 0; id <= last; id += 1) ids.push(id);
    }
    return ids;
  }

  #joined(other: IdRanges): IdRanges {
    if (other.size === 0) return this;
    if (this.size === 0) return other;
    const ranges: [first: number, last: number][] = [];
    for (const bounds of [this.#bounds, other.#bounds]) {
      for (let at = 0; at < bounds.length; at += 2) ranges.push([bounds[at] ?? 0, bounds[at + 1] ?? 0]);
    }
    const joined: number[] = [];
    for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
      const before = joined.at(-1);
      if (before !== undefined && first <= before + 1) joined[joined.length - 1] = Math.max(before, last);
      else joined.push(first, last);
    }
    return new IdRanges(joined);
  }

  /** Place in the bounds of the first range that does not end before `id`. */
  #firstEndingAtOrAfter(id: number): number {
    let low = 0;
    let high = this.#bounds.length / 2;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bounds[middle * 2 + 1] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low * 2;
  }
}
