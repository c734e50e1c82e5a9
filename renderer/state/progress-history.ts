/** Rows settled over wall-clock time: never more than {@link MAX_POINTS}, thinned out as a run grows long. */

export const MAX_POINTS = 400;

export class ProgressHistory {
  #atMs: number[] = [];
  #settled: number[] = [];
  #everyMs = 500;

  get atMs(): readonly number[] {
    return this.#atMs;
  }

  get settled(): readonly number[] {
    return this.#settled;
  }

  add(atMs: number, settled: number): void {
    const lastMs = this.#atMs.at(-1);
    // A clock that was set back must not disorder the axis.
    if (lastMs !== undefined && atMs < lastMs + this.#everyMs) return;
    this.#atMs.push(atMs);
    this.#settled.push(settled);
    if (this.#atMs.length <= MAX_POINTS) return;
    this.#atMs = this.#atMs.filter((_, index) => index % 2 === 0);
    this.#settled = this.#settled.filter((_, index) => index % 2 === 0);
    this.#everyMs *= 2;
  }

  clear(): void {
    this.#atMs = [];
    this.#settled = [];
    this.#everyMs = 500;
  }
}
