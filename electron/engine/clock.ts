/** Time and chance as parameters, so that a run can be played in virtual time and repeated from a seed. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Wall-clock epoch milliseconds, for what people and servers see. */
  wallNow(): number;
  after(delayMs: number, callback: () => void): Timer;
}

/** Uniform in 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Longest delay that setTimeout takes; longer ones would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_DELAY_MS));
    return { cancel: () => clearTimeout(timer) };
  },
};
