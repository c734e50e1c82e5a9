/** What got through between two refusals, which is what the limit of a rate is measured by. */
import * as rule from './rules.ts';

export class RefusalCycle {
  /** Answers that were no failure. */
  good = 0;
  #startedMs: number;
  /** Time in it in which nothing could be sent. */
  #parkedMs = 0;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  start(nowMs: number, parkedMs = 0): void {
    this.good = 0;
    this.#startedMs = nowMs;
    this.#parkedMs = parkedMs;
  }

  /** There was nothing to ask: that time says nothing about what the host lets through. */
  leaveOut(idleMs: number): void {
    this.#startedMs += idleMs;
  }

  lengthMs(nowMs: number): number {
    return nowMs - this.#startedMs;
  }

  perSec(nowMs: number): number {
    return (this.good * 1000) / Math.max(1, this.lengthMs(nowMs));
  }

  get hasEnough(): boolean {
    return this.good >= rule.CYCLE_ANSWERS_MIN;
  }

  /** What the host let us save up during the pause is not known: it counts only in a cycle that was long beside it. */
  isLong(nowMs: number): boolean {
    return this.lengthMs(nowMs) - this.#parkedMs >= rule.CYCLE_PARKS * this.#parkedMs;
  }
}

/** Notices a host that says no as often however slowly it is asked: it would say so to anybody, about some of its pages. */
export class VainCuts {
  /** In a row, and the rate at the last of them. */
  #count = 0;
  #refusedAtPerSec = 0;

  /** @returns Whether slowing down once more would be for nothing. */
  refused(perSec: number, goodSince: number): boolean {
    const isSlower = perSec < this.#refusedAtPerSec * rule.CLEARLY_SLOWER_SHARE;
    const isOften = goodSince > 0 && goodSince < rule.OFTEN_ANSWERS;
    this.#count = isSlower && isOften ? this.#count + 1 : 0;
    this.#refusedAtPerSec = perSec;
    return this.#count >= rule.VAIN_CUTS;
  }

  forget(): void {
    this.#count = 0;
  }
}
