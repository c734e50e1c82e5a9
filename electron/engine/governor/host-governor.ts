/**
 * Finds out how fast one host may be asked. Pure decisions: no clock, no I/O.
 *
 * Two knobs: a rate of starts, and a window of requests in flight. Both begin small and grow
 * while answers stay healthy. What a host does not bear shows in three ways: it refuses
 * (`refusals.ts`), it answers more slowly the more it is asked (`dips.ts`), or it fails more
 * than it used to (`outages.ts`).
 *
 * After a while it is tried whether more is welcome, less and less often: each try can cost
 * a refusal, and hosts count those.
 */
import type { PaceReason } from '../../../shared/host-pace.ts';
import type { Random } from '../clock.ts';
import { Dips } from './dips.ts';
import type { HostAnswer } from './governor.ts';
import { HostStanding } from './host-standing.ts';
import { Outages } from './outages.ts';
import type { Phase } from './rate-knob.ts';
import { Refusals } from './refusals.ts';
import * as rule from './rules.ts';

/** What a host bore, for the next run. */
export interface BorneLimits {
  readonly ratePerSec: number;
  /** `null`: no limit was found. */
  readonly inFlight: number | null;
  /** It refused more than `ratePerSec`. */
  readonly isCeiling: boolean;
}

export class HostGovernor {
  readonly #host: HostStanding;
  readonly #refusals: Refusals;
  readonly #outages: Outages;
  readonly #dips: Dips;
  #lastStartMs: number;
  #isWindowUsed = false;

  constructor(nowMs: number, random: Random, borne: BorneLimits | null) {
    this.#host = new HostStanding(nowMs);
    this.#refusals = new Refusals(this.#host, random);
    this.#outages = new Outages(this.#host, random);
    this.#dips = new Dips(this.#host);
    this.#lastStartMs = nowMs;
    if (borne !== null) this.#goOnFrom(borne, nowMs);
  }

  #goOnFrom(borne: BorneLimits, nowMs: number): void {
    const host = this.#host;
    host.reason = 'remembered';
    host.rate.perSec = Math.max(rule.START_RATE_MIN, borne.ratePerSec * rule.RETURN_SHARE);
    if (borne.inFlight !== null) host.closeWindow(borne.inFlight, nowMs);
    if (!borne.isCeiling) return;
    host.rate.ceilingPerSec = borne.ratePerSec / rule.KEEP_SHARE;
    host.rate.recoverFrom(host.rate.perSec, nowMs);
  }

  /** It said no, or failed, so often that only a person can tell whether to go on. */
  get isHopeless(): boolean {
    return this.#host.isHopeless;
  }

  /** A person says: go on. */
  encourage(): void {
    this.#host.encourage();
  }

  get isHalfOpen(): boolean {
    return this.#host.isHalfOpen;
  }

  /** It refuses what comes sooner than its gap: nothing may be made up for. */
  get isStrict(): boolean {
    return this.#refusals.isBurstless;
  }

  /** Of late it was the window that held it back, and not the rate. */
  get isWindowUsed(): boolean {
    return this.#isWindowUsed;
  }

  get reason(): PaceReason {
    return this.#host.reason;
  }

  get phase(): Phase {
    return this.#host.rate.phase;
  }

  get ceilingPerSec(): number | null {
    return this.#host.rate.ceilingPerSec;
  }

  /** The user's limits are the caller's. */
  get inFlightMax(): number {
    const { isHalfOpen, window, slowness, rate } = this.#host;
    if (isHalfOpen) return 1;
    return Math.max(1, Math.min(window.max, slowness.guard(rate.perSec)));
  }

  /** @returns Starts per second. */
  ratePerSec(nowMs: number): number {
    const { quota, rate } = this.#host;
    return Math.max(rule.RATE_MIN, quota.cap(rate.perSec, nowMs));
  }

  /** What it bore; `null` as long as that is not known. */
  borne(): BorneLimits | null {
    const { hadGood, window, rate, goodPerSec, previousGoodPerSec } = this.#host;
    if (!hadGood) return null;
    const inFlight = window.max === Infinity ? null : window.max;
    if (rate.ceilingPerSec !== null)
      return { ratePerSec: rate.ceilingPerSec * rule.KEEP_SHARE, inFlight, isCeiling: true };
    const ratePerSec = Math.max(goodPerSec, previousGoodPerSec);
    return ratePerSec === 0 ? null : { ratePerSec, inFlight, isCeiling: false };
  }

  started(nowMs: number): void {
    const { rate, isHalfOpen, cycle, round } = this.#host;
    const idleMs = nowMs - this.#lastStartMs - (1000 / rate.perSec) * 2;
    if (idleMs > rule.IDLE_MS && !isHalfOpen) {
      cycle.leaveOut(idleMs);
      round.restart(nowMs);
    }
    this.#lastStartMs = nowMs;
    round.starts++;
  }

  wasFull(): void {
    this.#host.round.wasFull = true;
  }

  /** @returns How long nothing may be sent, in milliseconds. */
  answered(answer: HostAnswer, nowMs: number): number {
    switch (answer.kind) {
      case 'neutral':
        return 0;
      case 'refused':
        return this.#refusals.add(answer, nowMs);
      case 'bad':
      case 'forbidden':
        return this.#outages.add(answer, nowMs);
      case 'good':
        return this.#went(answer, nowMs);
    }
  }

  #went(answer: HostAnswer, nowMs: number): number {
    const host = this.#host;
    host.hadGood = true;
    host.distress.good();
    host.cycle.good++;
    host.minute.add(nowMs);
    host.window.add(answer.inFlight);
    host.round.good++;
    const isNew = !host.isOld(answer);
    if (isNew) host.recovered(nowMs);
    host.slowness.add(answer.firstByteMs, isNew);
    const parkMs = answer.quota === null ? 0 : this.#keepTo(answer.quota, nowMs);
    if (host.round.isOver(nowMs, host.slowness.typicalMs)) this.#endRound(nowMs);
    return parkMs;
  }

  #endRound(nowMs: number): void {
    const host = this.#host;
    const { round, rate } = host;
    const seconds = (nowMs - round.startedMs) / 1000;
    host.previousGoodPerSec = host.goodPerSec;
    host.goodPerSec = round.good / seconds;
    this.#isWindowUsed = round.wasFull && round.starts < rule.USED_SHARE * rate.perSec * seconds;
    const isPressed = this.#dips.judge(nowMs);
    // What is asked must also come back: more than that only makes its queue longer.
    const isAnswered = round.good >= rule.USED_SHARE * round.starts * this.#lagShare;
    if (!isPressed && isAnswered && round.starts >= rule.USED_SHARE * rate.perSec * seconds)
      this.#grow(seconds, nowMs);
    if (!isPressed && round.wasFull) host.window.probe(nowMs);
    round.restart(nowMs);
  }

  /** While the rate grows, answers are those of a slower past. */
  get #lagShare(): number {
    return Math.exp((-rule.BRISK_GROWTH * this.#host.slowness.typicalMs) / 1000);
  }

  #grow(seconds: number, nowMs: number): void {
    const host = this.#host;
    // At which speed it would begin to refuse for our sake could no longer be told.
    if (host.refusesByItself) return;
    host.reason = host.rate.grow(seconds, this.#refusals.any, nowMs) ?? host.reason;
  }

  /** @returns How long to wait. */
  #keepTo(quota: { remaining: number; resetMs: number }, nowMs: number): number {
    const host = this.#host;
    if (host.quota.take(quota, nowMs) < host.rate.perSec) host.reason = 'quota';
    return quota.remaining === 0 ? quota.resetMs : 0;
  }
}
