/** How long a host's answers take, against how long they take when it is not pressed. */
import { LatencyMeter } from './answer-round.ts';
import * as rule from './rules.ts';

export class Slowness {
  /** Over as many rounds as it takes to say something. */
  readonly #meter = new LatencyMeter();
  #calmMs = Infinity;
  #typicalMs = 0;
  #slowRounds = 0;
  #calmUntilMs = 0;

  /** When it is not pressed; `Infinity` while that is not known. */
  get calmMs(): number {
    return this.#calmMs;
  }

  /** Of one answer, as of late; 0 before the first. */
  get typicalMs(): number {
    return this.#typicalMs;
  }

  /** Answers were slow, and it is not decided yet whether that is ours. */
  get isSuspected(): boolean {
    return this.#slowRounds > 0;
  }

  /** @param isNew Of a request that was sent at the present speed. */
  add(firstByteMs: number | null, isNew: boolean): void {
    if (this.#typicalMs === 0) this.#typicalMs = firstByteMs ?? 0;
    if (isNew && firstByteMs !== null) this.#meter.add(firstByteMs);
  }

  /** @returns What answers took of late, in milliseconds; `null` while too few came. */
  take(isDip: boolean): number | null {
    const isUnknown = this.#calmMs === Infinity;
    const needed = isDip ? rule.DIP_LATENCIES_MIN : isUnknown ? rule.FIRST_LATENCIES_MIN : rule.LATENCIES_MIN;
    if (this.#meter.count < needed) return null;
    this.#typicalMs = this.#meter.meanMs;
    this.#meter.restart();
    return this.#typicalMs;
  }

  /**
   * @param isAlone Hardly more than one request is in flight, which is no load.
   * @param isClosed The window is closed as far as helps.
   * @returns `slow`: nothing may grow. `too_slow`: for so long that it should be found out why.
   */
  judge(
    latencyMs: number,
    { nowMs, isAlone, isClosed }: { nowMs: number; isAlone: boolean; isClosed: () => boolean },
  ): 'fine' | 'slow' | 'too_slow' {
    if (latencyMs < this.#calmMs) this.#calmMs = latencyMs;
    if (latencyMs < this.#calmMs * rule.SLOW_FACTOR || nowMs < this.#calmUntilMs) {
      this.#slowRounds = 0;
      return 'fine';
    }
    if (isAlone) {
      this.#calmMs = latencyMs;
      return 'fine';
    }
    if (isClosed()) {
      // What is left of its slowness is the one that waits at the door.
      this.#slowRounds = 0;
      return 'fine';
    }
    return ++this.#slowRounds >= rule.SLOW_ROUNDS ? 'too_slow' : 'slow';
  }

  /** It is asked less for a moment. */
  startDip(): void {
    this.#slowRounds = 0;
    this.#meter.restart();
  }

  /** @param isOwnPace It is slow whatever we do: so that is how long its answers take. */
  endDip(latencyMs: number, isOwnPace: boolean, nowMs: number): void {
    if (isOwnPace) this.#calmMs = latencyMs;
    this.#calmUntilMs = nowMs + rule.AFTER_DIP_CALM_MS;
  }

  /** Requests that a host works on at once when it answers so many a second. */
  calmInFlight(goodPerSec: number): number {
    return (goodPerSec * this.#calmMs * rule.QUEUE_SHARE) / 1000;
  }

  /** More than this in flight at this rate means that answers take twice as long as they used to. */
  guard(ratePerSec: number): number {
    // Alone at first: beside another request the second one's time is that of a queue.
    if (this.#calmMs === Infinity) return 1;
    return rule.START_IN_FLIGHT + Math.ceil((rule.GUARD_FACTOR * ratePerSec * this.#calmMs) / 1000);
  }
}
