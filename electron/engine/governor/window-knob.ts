/** How many requests may be in flight at a host at once, and whether that is what it limits. */
import { Crowd } from './answer-round.ts';
import * as rule from './rules.ts';

export class WindowKnob {
  readonly #crowd = new Crowd();
  #max = Infinity;
  #probeAtMs = Infinity;
  #holdMs: number = rule.HOLD_MIN_MS;
  #shrinks = 0;
  #wasCrowded = false;
  /** It refused a request that was alone: whatever it counts, it is not how many there are at once. */
  #isNoLimit = false;
  /** In flight when it answered, at most. */
  #mostGood = 0;

  /** `Infinity` while no limit is known. */
  get max(): number {
    return this.#max;
  }

  /** Requests in flight of late, on average. */
  get usual(): number {
    return this.#crowd.mean;
  }

  add(inFlight: number): void {
    this.#crowd.add(inFlight);
    if (inFlight > this.#mostGood) this.#mostGood = inFlight;
  }

  /** It refuses only when unusually many are in flight, or still does so at the window that was found. */
  isRefusedFor(inFlight: number, isFirst: boolean): boolean {
    if (inFlight < 2 || this.#isNoLimit) return false;
    if (this.#max !== Infinity)
      return inFlight >= this.#max - 1 && ++this.#shrinks <= rule.WINDOW_SHRINKS_MAX;
    const wasCrowded = this.#wasCrowded;
    this.#wasCrowded = this.#crowd.isUnusual(inFlight);
    return !isFirst && this.#wasCrowded && wasCrowded;
  }

  /** At another rate, but with as many in flight as the time before, which is about the most that went well. */
  isRefusedAgain(inFlight: number, before: number): boolean {
    if (this.#isNoLimit || inFlight < rule.WINDOW_SEEN_MIN) return false;
    return Math.abs(inFlight - before) <= 1 && inFlight >= this.#mostGood - 2;
  }

  refusedAlone(): void {
    this.#isNoLimit = true;
  }

  close(inFlight: number, nowMs: number): void {
    if (this.#max !== Infinity) this.#holdMs = Math.min(rule.HOLD_MAX_MS, this.#holdMs * 2);
    this.#max = Math.max(1, Math.floor(inFlight));
    this.#probeAtMs = nowMs + this.#holdMs;
  }

  /** Because answers were slow: trying for more costs no refusal, and may be done soon. */
  closeForSlowness(inFlight: number, nowMs: number): void {
    this.close(inFlight, nowMs);
    this.#probeAtMs = nowMs + rule.SLOW_HOLD_MS;
    this.#holdMs = rule.HOLD_MIN_MS;
  }

  /** For a moment, to see what comes of it. @returns What to give to {@link restore}. */
  dip(): number {
    const before = this.#max;
    this.#max = Math.max(1, Math.floor(Math.min(this.#max, this.#crowd.mean) * rule.DIP_SHARE));
    return before;
  }

  restore(max: number): void {
    this.#max = max;
  }

  open(): void {
    this.#max = Infinity;
  }

  /** It was full, and answers are healthy: now and then one more is tried. */
  probe(nowMs: number): void {
    if (this.#max === Infinity || nowMs < this.#probeAtMs) return;
    this.#shrinks = 0;
    this.#max += Math.max(1, Math.floor(this.#max * rule.WINDOW_STEP_SHARE));
    this.#probeAtMs = nowMs + rule.WINDOW_STEP_MS;
  }
}
