/** What a host did over a short while, in a handful of numbers. */

/** How long answers take: the geometric mean, which a few slow pages do not move. */
export class LatencyMeter {
  count = 0;
  #sumOfLogs = 0;

  add(latencyMs: number): void {
    this.count++;
    this.#sumOfLogs += Math.log(Math.max(0.1, latencyMs));
  }

  get meanMs(): number {
    return this.count === 0 ? 0 : Math.exp(this.#sumOfLogs / this.count);
  }

  restart(): void {
    this.count = 0;
    this.#sumOfLogs = 0;
  }
}

const METER_MS = 30_000;

/** Events per second over the last half a minute to a minute. */
export class MinuteMeter {
  #startedMs: number;
  #count = 0;
  #before: { readonly count: number; readonly lengthMs: number } = { count: 0, lengthMs: 0 };

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  add(nowMs: number): void {
    if (nowMs - this.#startedMs >= METER_MS) {
      this.#before = { count: this.#count, lengthMs: nowMs - this.#startedMs };
      this.#startedMs = nowMs;
      this.#count = 0;
    }
    this.#count++;
  }

  perSec(nowMs: number): number {
    const lengthMs = this.#before.lengthMs + nowMs - this.#startedMs;
    return ((this.#before.count + this.#count) * 1000) / Math.max(1, lengthMs);
  }
}

/** How many requests are usually in flight, and how much that varies: over the last twenty or so. */
export class Crowd {
  #mean = 0;
  #variance = 0;

  add(inFlight: number): void {
    const difference = inFlight - this.#mean;
    this.#mean += CROWD_SHARE * difference;
    this.#variance = (1 - CROWD_SHARE) * (this.#variance + CROWD_SHARE * difference * difference);
  }

  get mean(): number {
    return this.#mean;
  }

  isUnusual(inFlight: number): boolean {
    return inFlight > this.#mean + Math.max(1, Math.sqrt(this.#variance));
  }
}

const CROWD_SHARE = 0.05;

/** Rounds shorter than this say too little about a rate. */
const ROUND_MIN_MS = 500;
const ROUND_MIN_ANSWERS = 4;

export class AnswerRound {
  startedMs: number;
  starts = 0;
  /** Answers that were no failure. */
  good = 0;
  /** The scheduler had a row and found no place. */
  wasFull = false;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
  }

  restart(nowMs: number): void {
    this.startedMs = nowMs;
    this.starts = 0;
    this.good = 0;
    this.wasFull = false;
  }

  /** @param typicalLatencyMs A round is at least as long as one answer takes. */
  isOver(nowMs: number, typicalLatencyMs: number): boolean {
    return (
      this.good >= ROUND_MIN_ANSWERS && nowMs - this.startedMs >= Math.max(ROUND_MIN_MS, typicalLatencyMs)
    );
  }
}
