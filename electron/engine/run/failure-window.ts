/** The last answers of a host, or of a run, and how many of them were failures. A byte each. */
import { OUTCOME_CODES, outcomeNumber, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { FailureAlarm } from '../../../shared/progress.ts';

/** Stands for an answer that is no failure. */
const GOOD = 255;

export class FailureWindow {
  readonly #codes: Uint8Array;
  #count = 0;
  #next = 0;
  #failed = 0;

  /** @param size How many answers are looked at. */
  constructor(size: number) {
    this.#codes = new Uint8Array(size);
  }

  get size(): number {
    return this.#codes.length;
  }

  /** @param code `null`: an answer that is no failure. */
  add(code: OutcomeCode | null): void {
    if (this.#count === this.#codes.length) {
      if (this.#codes[this.#next] !== GOOD) this.#failed--;
    } else this.#count++;
    this.#codes[this.#next] = code === null ? GOOD : (outcomeNumber(code) ?? GOOD);
    if (code !== null) this.#failed++;
    this.#next = (this.#next + 1) % this.#codes.length;
  }

  /** @returns `null` while fewer answers have come than are looked at, or too few of them failed. */
  alarm(failedRatio: number): FailureAlarm | null {
    const answers = this.#codes.length;
    if (this.#count < answers || this.#failed < failedRatio * answers) return null;
    return { code: this.#mostFrequent(), failedAnswers: this.#failed, answers };
  }

  clear(): void {
    this.#count = 0;
    this.#next = 0;
    this.#failed = 0;
  }

  #mostFrequent(): OutcomeCode {
    const counts = new Uint32Array(256);
    for (const number of this.#codes) if (number !== GOOD) counts[number]!++;
    // Called with at least one failure in the window, so there is one.
    return OUTCOME_CODES[counts.indexOf(Math.max(...counts))]!;
  }
}
