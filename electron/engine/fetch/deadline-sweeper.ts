/**
 * Ends exchanges whose time is up.
 *
 * One timer walks over what is in flight; a timer for each request, re-armed with every
 * piece of its body, costs more than the walk, and undici's own are only exact to half a
 * second.
 */
import type { Clock, Timer } from '../clock.ts';

export interface Swept {
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
  /** Kept by the sweeper; -1 outside. */
  sweepIndex: number;
  timeOut(): void;
}

/** How late a time-out may be noticed. */
export const SWEEP_INTERVAL_MS = 25;

export class DeadlineSweeper {
  readonly #clock: Clock;
  readonly #swept: Swept[] = [];
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(one: Swept): void {
    one.sweepIndex = this.#swept.length;
    this.#swept.push(one);
    this.#arm();
  }

  remove(one: Swept): void {
    const index = one.sweepIndex;
    if (index === -1) return;
    one.sweepIndex = -1;
    const last = this.#swept.pop()!;
    if (last === one) return;
    this.#swept[index] = last;
    last.sweepIndex = index;
  }

  #sweep(): void {
    this.#timer = null;
    const nowMs = this.#clock.now();
    // Backwards, because timing out removes, and removing fills the gap from the end.
    for (let index = this.#swept.length - 1; index >= 0; index--) {
      const one = this.#swept[index];
      if (one !== undefined && one.deadlineMs <= nowMs) one.timeOut();
    }
    if (this.#swept.length > 0) this.#arm();
  }

  #arm(): void {
    if (this.#timer === null) this.#timer = this.#clock.after(SWEEP_INTERVAL_MS, () => this.#sweep());
  }
}
