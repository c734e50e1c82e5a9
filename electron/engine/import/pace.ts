/**
 * Lets the event loop run while a list is read, so that progress and cancelling work and the
 * engine goes on with everything else, however the list comes in.
 */
import { setImmediate } from 'node:timers/promises';

export interface PaceOptions {
  /** At most once per {@link PROGRESS_INTERVAL_MS}. */
  readonly onProgress: () => void;
  readonly signal: AbortSignal | undefined;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
}

export const PROGRESS_INTERVAL_MS = 66;

export class Pace {
  readonly signal: AbortSignal | undefined;
  readonly #onProgress: () => void;
  readonly #now: () => number;
  #reportedAtMs: number;

  constructor({ onProgress, signal, now }: PaceOptions) {
    this.signal = signal;
    this.#onProgress = onProgress;
    this.#now = now;
    this.#reportedAtMs = now();
  }

  /** Call it every few milliseconds of work. @throws The signal's reason. */
  async rest(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    const nowMs = this.#now();
    if (nowMs - this.#reportedAtMs < PROGRESS_INTERVAL_MS) return;
    this.#reportedAtMs = nowMs;
    this.#onProgress();
  }
}
