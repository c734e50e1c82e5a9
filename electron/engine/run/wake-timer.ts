/** One timer for the next time that matters; set again only when that changes. */
import type { Clock, Timer } from '../clock.ts';

export class WakeTimer {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  #timer: Timer | null = null;
  #dueMs = Infinity;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** @param dueMs Monotonic; `Infinity` for never. */
  set(dueMs: number, nowMs: number): void {
    if (dueMs === this.#dueMs) return;
    this.clear();
    if (dueMs === Infinity) return;
    this.#dueMs = dueMs;
    this.#timer = this.#clock.after(Math.ceil(dueMs - nowMs), () => {
      this.#timer = null;
      this.#dueMs = Infinity;
      this.#onDue();
    });
  }

  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueMs = Infinity;
  }
}
