/**
 * What a host's refusals (429, 503) say about its limit.
 *
 * Nearly always that is a rate: between two moments at which it had nothing left, a token bucket
 * and a sliding or fixed window all let through exactly what they allow, however large their
 * burst. So the rate of what got through between two refusals is the limit, and we stay a little
 * below it. When it refuses only while unusually many requests are in flight, that is a window.
 */
import type { Random } from '../clock.ts';
import { backoffMs } from './backoff.ts';
import type { HostAnswer } from './governor.ts';
import type { HostStanding } from './host-standing.ts';
import { VainCuts } from './refusal-cycle.ts';
import * as rule from './rules.ts';

export class Refusals {
  readonly #host: HostStanding;
  readonly #random: Random;
  #hasRefused = false;
  /** It said no before there were many: what gets through at a moment is what it allows. */
  #isBurstless = false;
  /** What got through before a refusal that was taken for one of a window. */
  #windowGuessPerSec: number | null = null;
  /** The same, whatever it was taken for, and how many were in flight then. */
  #cyclePerSec: number | null = null;
  #refusedInFlight = 0;
  readonly #vainCuts = new VainCuts();

  constructor(host: HostStanding, random: Random) {
    this.#host = host;
    this.#random = random;
  }

  /** There was one at least. */
  get any(): boolean {
    return this.#hasRefused;
  }

  /** It refuses what comes sooner than its gap: nothing may be made up for. */
  get isBurstless(): boolean {
    return this.#isBurstless;
  }

  /** @returns How long nothing may be sent, in milliseconds. */
  add(answer: HostAnswer, nowMs: number): number {
    const host = this.#host;
    const askedMs = answer.retryAfterMs ?? 0;
    // Sent before we knew.
    if (host.isOld(answer)) return askedMs;
    if (host.refusesByItself && !host.isHalfOpen) return this.#byItself(askedMs, nowMs);
    if (host.refusalsInARow === 0) this.#learn(answer, nowMs);
    else this.#alone(nowMs);
    host.refusalsInARow++;
    host.reason = answer.retryAfterMs === null ? 'refused' : 'retry_after';
    host.halfOpen(nowMs);
    const parkMs = Math.max(askedMs, backoffMs(this.#random, rule.REFUSED_BACKOFF_MS, host.refusalsInARow));
    host.cycle.start(nowMs, parkMs);
    return parkMs;
  }

  #learn(answer: HostAnswer, nowMs: number): void {
    const { rate, cycle, quota, window } = this.#host;
    const isFirst = !this.#hasRefused;
    const isLimitNamed = answer.retryAfterMs !== null || quota.isNamed(nowMs);
    this.#hasRefused = true;
    if (this.#vainCuts.refused(rate.perSec, cycle.good)) {
      // It stays as it is: slowed down three times already, and not slower for nothing.
      this.#host.refusesByItself = true;
      rate.settle(nowMs);
      return;
    }
    this.#windowGuessPerSec = null;
    if (!isLimitNamed && window.isRefusedFor(answer.inFlight, isFirst)) {
      this.#windowGuessPerSec = cycle.perSec(nowMs);
      this.#host.closeWindow(answer.inFlight - 1, nowMs);
      return;
    }
    window.open();
    if (isFirst) this.#learnFromFirst(isLimitNamed, nowMs);
    else this.#learnFromCycle(answer.inFlight, isLimitNamed, nowMs);
  }

  /** It has no cycle behind it, and only costs speed. */
  #learnFromFirst(isLimitNamed: boolean, nowMs: number): void {
    const { rate, cycle } = this.#host;
    if (cycle.hasEnough && cycle.lengthMs(nowMs) >= rule.CYCLE_MIN_MS) {
      rate.limit(this.#recentPerSec, this.#recentPerSec * rule.FIRST_CUT_SHARE, nowMs);
      rate.isGuess = !isLimitNamed;
    } else {
      this.#isBurstless = true;
      rate.growCarefullyFrom(rate.perSec / 2, nowMs);
    }
  }

  #learnFromCycle(inFlight: number, isLimitNamed: boolean, nowMs: number): void {
    const { rate, cycle } = this.#host;
    const cyclePerSec = cycle.perSec(nowMs);
    if (!cycle.hasEnough || !(isLimitNamed || cycle.isLong(nowMs))) {
      this.#isBurstless ||= !cycle.hasEnough;
      rate.growCarefullyFrom(Math.max(cyclePerSec, rate.perSec / 2), nowMs);
      return;
    }
    const { ceilingPerSec } = rate;
    const isIsolated = cycle.lengthMs(nowMs) >= rule.ISOLATED_MS;
    if (rate.phase === 'steady' && ceilingPerSec !== null && isIsolated) {
      rate.yieldALittle(ceilingPerSec);
      return;
    }
    const wasTested = rate.isGuess && this.#cyclePerSec !== null;
    const doubt = rate.isGuess && !isLimitNamed ? this.#doubt(cyclePerSec, inFlight) : null;
    rate.isGuess = doubt === 'rate';
    if (doubt === 'window') {
      this.#windowGuessPerSec = cyclePerSec;
      this.#host.closeWindow(Math.min(inFlight, this.#refusedInFlight) - 1, nowMs);
      return;
    }
    this.#refusedInFlight = inFlight;
    const perSec = this.#limitPerSec(cyclePerSec, nowMs);
    if (doubt === 'rate') {
      rate.test(perSec, nowMs);
      return;
    }
    const wasProbe = rate.phase === 'probe';
    rate.limit(Math.min(perSec, rate.perSec), perSec * rule.CUT_SHARE, nowMs);
    const holdMs = wasTested ? rule.TESTED_HOLD_MS : rule.HOLD_MIN_MS;
    rate.holdMs = wasProbe ? Math.min(rule.HOLD_MAX_MS, rate.holdMs * 2) : holdMs;
  }

  #limitPerSec(cyclePerSec: number, nowMs: number): number {
    const { cycle, minute } = this.#host;
    if (this.#isBurstless) return Math.max(cyclePerSec, this.#recentPerSec);
    return cycle.lengthMs(nowMs) >= rule.OLD_CYCLE_MS ? minute.perSec(nowMs) : cyclePerSec;
  }

  /**
   * What got through between two refusals is the limit when that was a rate. It is in doubt when
   * the host bore more than that just before; one more refusal tells.
   */
  #doubt(cyclePerSec: number, inFlight: number): 'rate' | 'window' | null {
    const before = this.#cyclePerSec;
    this.#cyclePerSec = cyclePerSec;
    if (before === null) return this.#recentPerSec < cyclePerSec * rule.AGREED_FACTOR ? null : 'rate';
    const isSame = Math.max(before, cyclePerSec) < Math.min(before, cyclePerSec) * rule.AGREED_FACTOR;
    return !isSame && this.#host.window.isRefusedAgain(inFlight, this.#refusedInFlight) ? 'window' : null;
  }

  /** What it bore just before, as far as it was asked for. */
  get #recentPerSec(): number {
    const { rate, goodPerSec, previousGoodPerSec } = this.#host;
    return Math.min(rate.perSec, Math.max(goodPerSec, previousGoodPerSec));
  }

  /** No limit, as far as is known; more of it than usual would be one. */
  #byItself(askedMs: number, nowMs: number): number {
    const { distress } = this.#host;
    distress.bad();
    if (askedMs > 0) {
      this.#host.halfOpen(nowMs);
      this.#host.reason = 'retry_after';
      return askedMs;
    }
    if (distress.isBurst) {
      distress.forgive();
      this.#isAboutUs();
    }
    return 0;
  }

  /** With one request in flight: whatever it counts, it is not how many there are at once. */
  #alone(nowMs: number): void {
    const { rate, window } = this.#host;
    window.refusedAlone();
    this.#isAboutUs();
    if (this.#windowGuessPerSec === null) return;
    window.open();
    rate.limit(this.#windowGuessPerSec, this.#windowGuessPerSec * rule.CUT_SHARE, nowMs);
    this.#windowGuessPerSec = null;
  }

  #isAboutUs(): void {
    this.#host.refusesByItself = false;
    this.#vainCuts.forget();
  }
}
