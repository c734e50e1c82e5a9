/** Rates over the last few seconds from running counts. Flat memory: samples older than the window go. */
export const RATE_WINDOW_MS = 3000;

interface Sample {
  readonly atMs: number;
  readonly settled: number;
  readonly failedAttempts: number;
}

export class RateMeter {
  #samples: Sample[] = [];

  reset(): void {
    this.#samples = [];
  }

  /** Records the counts at `atMs` (monotonic) and returns what they grew by per second. */
  update(
    atMs: number,
    settled: number,
    failedAttempts: number,
  ): { ratePerSec: number; failedPerSec: number } {
    this.#samples = this.#samples.filter((sample) => atMs - sample.atMs <= RATE_WINDOW_MS);
    this.#samples.push({ atMs, settled, failedAttempts });
    const first = this.#samples[0]!;
    const seconds = (atMs - first.atMs) / 1000;
    if (seconds <= 0) return { ratePerSec: 0, failedPerSec: 0 };
    return {
      ratePerSec: (settled - first.settled) / seconds,
      failedPerSec: (failedAttempts - first.failedAttempts) / seconds,
    };
  }
}
