/** Decides whether something that keeps crashing is started once more. */
export class CrashBudget {
  readonly #maxCrashes: number;
  readonly #windowMs: number;
  #crashTimesMs: readonly number[] = [];

  /** Gives up at the `maxCrashes`th crash within `windowMs`. */
  constructor(maxCrashes: number, windowMs: number) {
    this.#maxCrashes = maxCrashes;
    this.#windowMs = windowMs;
  }

  /** Records a crash. @returns False when it is not to be started again. */
  admit(nowMs: number): boolean {
    const recent = this.#crashTimesMs.filter((timeMs) => nowMs - timeMs < this.#windowMs);
    this.#crashTimesMs = [...recent, nowMs];
    return this.#crashTimesMs.length < this.#maxCrashes;
  }
}
