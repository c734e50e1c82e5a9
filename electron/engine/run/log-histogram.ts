/**
 * How times are distributed, in a few hundred counters however many there are.
 *
 * Buckets grow by 5 %, so a percentile is off by at most 2.5 %: enough to tell a slow name
 * server from a slow page, at a price that does not depend on the length of the list.
 */

const GROWTH = 1.05;
/** Everything below counts as this; clocks tell no less that means anything here. */
const SMALLEST_MS = 0.1;
const LOG_GROWTH = Math.log(GROWTH);

export class LogHistogram {
  /** As long as the largest value needs. */
  #counts = new Uint32Array(0);
  #count = 0;
  #minMs = Infinity;
  #maxMs = -Infinity;

  /** Values so far. */
  get count(): number {
    return this.#count;
  }

  /** @param valueMs Milliseconds, 0 or more. */
  add(valueMs: number): void {
    const bucket = valueMs <= SMALLEST_MS ? 0 : 1 + Math.floor(Math.log(valueMs / SMALLEST_MS) / LOG_GROWTH);
    if (bucket >= this.#counts.length) this.#grow(bucket);
    this.#counts[bucket]!++;
    this.#count++;
    if (valueMs < this.#minMs) this.#minMs = valueMs;
    if (valueMs > this.#maxMs) this.#maxMs = valueMs;
  }

  /**
   * @param ratio 0 to 1: 0.95 gives the time that 95 % of all values do not exceed.
   * @returns Milliseconds; 0 when there are no values.
   */
  percentile(ratio: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil(ratio * this.#count));
    let seen = 0;
    let bucket = 0;
    while ((seen += this.#counts[bucket]!) < rank) bucket++;
    const middleMs = bucket === 0 ? SMALLEST_MS : SMALLEST_MS * GROWTH ** (bucket - 0.5);
    return Math.min(this.#maxMs, Math.max(this.#minMs, middleMs));
  }

  #grow(bucket: number): void {
    // Some room beyond, so that a run that gets slower does not copy with each new record.
    const counts = new Uint32Array(bucket + 16);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
