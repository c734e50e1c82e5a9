/** A {@link Clock} that stands still until a test moves it. For tests only. */
import type { Clock, Timer } from '../clock.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class VirtualClock implements Clock {
  #nowMs = 0;
  readonly #wallStartMs: number;
  readonly #timers = new Set<Waiting>();

  constructor(wallStartMs = Date.UTC(2030, 0, 1)) {
    this.#wallStartMs = wallStartMs;
  }

  /** Timers that have not fired and were not cancelled. */
  get timerCount(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#wallStartMs + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const waiting = { dueMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.add(waiting);
    return { cancel: () => void this.#timers.delete(waiting) };
  }

  /** Moves time on and fires what falls due on the way, in order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      let next: Waiting | null = null;
      for (const timer of this.#timers) {
        if (timer.dueMs <= untilMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
      }
      if (next === null) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = untilMs;
  }
}
