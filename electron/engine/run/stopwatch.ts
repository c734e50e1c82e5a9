/** Time spent running: pauses do not count. */
import type { Clock } from '../clock.ts';

export class Stopwatch {
  readonly #clock: Clock;
  #beforeMs: number;
  #startedMs: number | null = null;

  /** @param beforeMs What earlier sessions have taken. */
  constructor(clock: Clock, beforeMs: number) {
    this.#clock = clock;
    this.#beforeMs = beforeMs;
  }

  get elapsedMs(): number {
    return this.#beforeMs + (this.#startedMs === null ? 0 : this.#clock.now() - this.#startedMs);
  }

  start(): void {
    this.#startedMs ??= this.#clock.now();
  }

  stop(): void {
    this.#beforeMs = this.elapsedMs;
    this.#startedMs = null;
  }
}
