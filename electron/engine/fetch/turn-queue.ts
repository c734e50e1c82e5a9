/**
 * Spreads what is heavy over turns of the event loop.
 *
 * Opening or closing a connection takes the loop 0.1 to 0.3 ms. When a thousand time out
 * together, a thousand are closed and a thousand opened, and done in one turn that kept
 * every timer and every answer waiting for half a second.
 */

/** What one turn may spend. What follows from a task, as events of sockets, takes about as long again. */
const SLICE_MS = 4;
/** Finished tasks that are kept in front before the list is moved up. */
const FINISHED_MAX = 1024;

export class TurnQueue {
  readonly #now: () => number;
  #tasks: (() => void)[] = [];
  #next = 0;
  #isArmed = false;

  /** @param now Monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Runs `task` in a later turn, after those that were added before; never synchronously. */
  add(task: () => void): void {
    this.#tasks.push(task);
    if (!this.#isArmed) this.#arm();
  }

  #arm(): void {
    this.#isArmed = true;
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    const untilMs = this.#now() + SLICE_MS;
    try {
      do this.#tasks[this.#next++]!();
      while (this.#next < this.#tasks.length && this.#now() < untilMs);
    } finally {
      // Also when a task throws, which concerns no other.
      this.#moveUp();
      this.#isArmed = false;
      if (this.#tasks.length > 0) this.#arm();
    }
  };

  #moveUp(): void {
    if (this.#next < this.#tasks.length && this.#next < FINISHED_MAX) return;
    this.#tasks = this.#tasks.slice(this.#next);
    this.#next = 0;
  }
}
