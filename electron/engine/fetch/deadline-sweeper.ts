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
  /** Instead of {@link timeOut}: time passed in which nothing ran on this computer. */
  fallAsleep(): void;
}

/** How late a time-out may be noticed. */
export const SWEEP_INTERVAL_MS = 25;
/** Later than this, something held up the loop, and answers may lie unread. */
const LATE_MS = 100;
/** Longer than this, the computer slept, or this process was stopped. */
export const ASLEEP_MS = 5000;

export class DeadlineSweeper {
  readonly #clock: Clock;
  readonly #onAsleep: () => void;
  readonly #swept: Swept[] = [];
  #timer: Timer | null = null;
  #dueMs = 0;
  #dueWallMs = 0;

  /** @param onAsleep The computer slept; called before what was in flight ends. */
  constructor(clock: Clock, onAsleep: () => void = () => undefined) {
    this.#clock = clock;
    this.#onAsleep = onAsleep;
  }

  add(one: Swept): void {
    one.sweepIndex = this.#swept.length;
    this.#swept.push(one);
    if (this.#timer === null) this.#arm();
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

  #arm(): void {
    this.#dueMs = this.#clock.now() + SWEEP_INTERVAL_MS;
    this.#dueWallMs = this.#clock.wallNow() + SWEEP_INTERVAL_MS;
    this.#timer = this.#clock.after(SWEEP_INTERVAL_MS, () => this.#wake());
  }

  #wake(): void {
    // The monotonic clock stands still while some systems sleep, and the other one can be set.
    const lateMs = Math.max(this.#clock.now() - this.#dueMs, this.#clock.wallNow() - this.#dueWallMs);
    if (lateMs < LATE_MS) this.#sweep();
    // What has arrived meanwhile is read first: timers come before sockets in a turn of the loop.
    else this.#timer = this.#clock.after(0, () => (lateMs < ASLEEP_MS ? this.#sweep() : this.#endAll()));
  }

  #sweep(): void {
    this.#timer = null;
    const nowMs = this.#clock.now();
    // Backwards, because timing out removes, and removing fills the gap from the end.
    for (let index = this.#swept.length - 1; index >= 0; index--) {
      const one = this.#swept[index];
      if (one !== undefined && one.deadlineMs <= nowMs) one.timeOut();
    }
    this.#armAgain();
  }

  /** Nobody knows what became of the connections: other computers did not sleep. */
  #endAll(): void {
    this.#timer = null;
    const swept = this.#swept.slice();
    this.#onAsleep();
    for (const one of swept) one.fallAsleep();
    this.#armAgain();
  }

  #armAgain(): void {
    if (this.#timer === null && this.#swept.length > 0) this.#arm();
  }
}
