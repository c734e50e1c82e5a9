/** How many rows a second a run settles, and how much that jumps about: slices of the recent past. */

const SLICES = 8;
const SLICE_MIN_MS = 1000;
const WINDOW_MAX_MS = 600_000;
/** Two-sided 80 % of a normal distribution. */
const Z_80 = 1.28;
/** More are thinned out: they are looked at once a second. */
const SAMPLES_MAX = 400;

export class RateSpread {
  #samples: { readonly atMs: number; readonly settled: number }[] = [];

  add(atMs: number, settled: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && atMs - last.atMs < SLICE_MIN_MS / 2) return;
    this.#samples.push({ atMs, settled });
    const from = this.#samples.findIndex(
      (sample) => sample.atMs >= atMs - Math.min(WINDOW_MAX_MS, Math.max(20_000, atMs / 2)),
    );
    if (from > 0) this.#samples.splice(0, from);
    if (this.#samples.length > SAMPLES_MAX)
      this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
  }

  get meanPerSec(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || first === last) return 0;
    return ((last.settled - first.settled) * 1000) / (last.atMs - first.atMs);
  }

  /** Of the mean, at 80 %; 1 while too little is known. */
  get relativeError(): number {
    const rates = this.#sliceRates();
    if (rates.length < 3) return 1;
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    if (mean <= 0) return 1;
    const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
    return Math.min(1, (Z_80 * Math.sqrt(variance / rates.length)) / mean);
  }

  #sliceRates(): number[] {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return [];
    const sliceMs = Math.max(SLICE_MIN_MS, (last.atMs - first.atMs) / SLICES);
    const rates: number[] = [];
    let start = first;
    for (const sample of this.#samples) {
      if (sample.atMs - start.atMs < sliceMs * 0.99) continue;
      rates.push((sample.settled - start.settled) / (sample.atMs - start.atMs));
      start = sample;
    }
    return rates;
  }
}
