/**
 * Finds out how fast one host may be asked. Pure decisions: no clock, no I/O.
 *
 * Two knobs: a rate of starts, and a window of requests in flight. Both begin small and grow
 * while answers stay healthy. What a host does not bear shows in three ways:
 *
 * - It refuses (429, 503). Nearly always that is a rate: between two moments at which it had
 *   nothing left, a token bucket and a sliding or fixed window all let through exactly what
 *   they allow, however large their burst. So the rate of what got through between two refusals
 *   is the limit, and we stay a little below it.
 *   When it refuses only while unusually many requests are in flight, that is a window.
 * - It answers more slowly the more it is asked. That is its capacity: the window is closed to
 *   what it works on at once. Whether it is slow because of us is found by asking less for
 *   a moment.
 * - It fails more than it used to. Both knobs go down.
 *
 * After a while it is tried whether more is welcome, less and less often: each try can cost
 * a refusal, and hosts count those.
 */
import type { PaceReason } from '../../../shared/host-pace.ts';
import type { Random } from '../clock.ts';
import { AnswerRound, MinuteMeter } from './answer-round.ts';
import { Distress } from './distress.ts';
import type { HostAnswer } from './governor.ts';
import { NamedQuota } from './named-quota.ts';
import { RateKnob, type Phase } from './rate-knob.ts';
import { RefusalCycle, VainCuts } from './refusal-cycle.ts';
import * as rule from './rules.ts';
import { Slowness } from './slowness.ts';
import { WindowKnob } from './window-knob.ts';

/** What a host bore, for the next run. */
export interface BorneLimits {
  readonly ratePerSec: number;
  /** `null`: no limit was found. */
  readonly inFlight: number | null;
  /** It refused more than `ratePerSec`. */
  readonly isCeiling: boolean;
}

export class HostGovernor {
  readonly #random: Random;
  #reason: PaceReason = 'starting';
  /** Answers to requests from before say nothing new. */
  #cutAtMs = -Infinity;
  #isHalfOpen = false;
  #refusalsInARow = 0;
  #downs = 0;
  #lastDownMs = -Infinity;
  #downGrowth = 2;
  #hasRefused = false;
  /** It said no before there were many: what gets through at a moment is what it allows. */
  #isBurstless = false;
  /** What got through before a refusal that was taken for one of a window. */
  #windowGuessPerSec: number | null = null;
  /** The same, whatever it was taken for, and how many were in flight then. */
  #cyclePerSec: number | null = null;
  #refusedInFlight = 0;
  /** It refuses some of its pages, however slowly it is asked. */
  #refusesByItself = false;
  #lastStartMs: number;
  #hadGood = false;
  readonly #rate: RateKnob;
  readonly #cycle: RefusalCycle;
  readonly #vainCuts = new VainCuts();
  readonly #quota = new NamedQuota();
  readonly #window = new WindowKnob();
  readonly #slowness = new Slowness();
  readonly #round: AnswerRound;
  #isWindowUsed = false;
  /** Good answers per second in the last two rounds. */
  #goodPerSec = 0;
  #previousGoodPerSec = 0;
  readonly #minute: MinuteMeter;
  readonly #distress = new Distress();
  #dip = {
    latencyMs: 0,
    fromRate: 0,
    fromPhase: 'ramp' as Phase,
    goodPerSec: 0,
    windowMax: Infinity,
    inFlight: 0,
  };

  constructor(nowMs: number, random: Random, borne: BorneLimits | null) {
    this.#random = random;
    this.#rate = new RateKnob(nowMs);
    this.#cycle = new RefusalCycle(nowMs);
    this.#lastStartMs = nowMs;
    this.#round = new AnswerRound(nowMs);
    this.#minute = new MinuteMeter(nowMs);
    if (borne === null) return;
    this.#reason = 'remembered';
    this.#rate.perSec = Math.max(rule.START_RATE_MIN, borne.ratePerSec * rule.RETURN_SHARE);
    if (borne.inFlight !== null) this.#closeWindow(borne.inFlight, nowMs);
    if (!borne.isCeiling) return;
    this.#rate.ceilingPerSec = borne.ratePerSec / rule.KEEP_SHARE;
    this.#rate.recoverFrom(this.#rate.perSec, nowMs);
  }

  /** It said no, or failed, so often that only a person can tell whether to go on. */
  get isHopeless(): boolean {
    return this.#downs > rule.DOWN_PROBES_MAX || this.#refusalsInARow > rule.REFUSED_PROBES_MAX;
  }

  /** A person says: go on. */
  encourage(): void {
    this.#downs = Math.min(this.#downs, 1);
    this.#refusalsInARow = Math.min(this.#refusalsInARow, 1);
  }

  get isHalfOpen(): boolean {
    return this.#isHalfOpen;
  }

  /** It refuses what comes sooner than its gap: nothing may be made up for. */
  get isStrict(): boolean {
    return this.#isBurstless;
  }

  /** Of late it was the window that held it back, and not the rate. */
  get isWindowUsed(): boolean {
    return this.#isWindowUsed;
  }

  get reason(): PaceReason {
    return this.#reason;
  }

  get phase(): Phase {
    return this.#rate.phase;
  }

  get ceilingPerSec(): number | null {
    return this.#rate.ceilingPerSec;
  }

  /** The user's limits are the caller's. */
  get inFlightMax(): number {
    if (this.#isHalfOpen) return 1;
    return Math.max(1, Math.min(this.#window.max, this.#slowness.guard(this.#rate.perSec)));
  }

  /** @returns Starts per second. */
  ratePerSec(nowMs: number): number {
    return Math.max(rule.RATE_MIN, this.#quota.cap(this.#rate.perSec, nowMs));
  }

  /** What it bore; `null` as long as that is not known. */
  borne(): BorneLimits | null {
    if (!this.#hadGood) return null;
    const inFlight = this.#window.max === Infinity ? null : this.#window.max;
    if (this.#rate.ceilingPerSec !== null)
      return { ratePerSec: this.#rate.ceilingPerSec * rule.KEEP_SHARE, inFlight, isCeiling: true };
    const ratePerSec = Math.max(this.#goodPerSec, this.#previousGoodPerSec);
    return ratePerSec === 0 ? null : { ratePerSec, inFlight, isCeiling: false };
  }

  started(nowMs: number): void {
    const idleMs = nowMs - this.#lastStartMs - (1000 / this.#rate.perSec) * 2;
    if (idleMs > rule.IDLE_MS && !this.#isHalfOpen) {
      this.#cycle.leaveOut(idleMs);
      this.#round.restart(nowMs);
    }
    this.#lastStartMs = nowMs;
    this.#round.starts++;
  }

  wasFull(): void {
    this.#round.wasFull = true;
  }

  /** @returns How long nothing may be sent, in milliseconds. */
  answered(answer: HostAnswer, nowMs: number): number {
    switch (answer.kind) {
      case 'neutral':
        return 0;
      case 'refused':
        return this.#refused(answer, nowMs);
      case 'bad':
      case 'forbidden':
        return this.#failed(answer, nowMs);
      case 'good':
        return this.#went(answer, nowMs);
    }
  }

  #went(answer: HostAnswer, nowMs: number): number {
    this.#hadGood = true;
    this.#distress.good();
    this.#cycle.good++;
    this.#minute.add(nowMs);
    this.#window.add(answer.inFlight);
    this.#round.good++;
    const isNew = answer.startedMs >= this.#cutAtMs;
    if (isNew) {
      this.#refusalsInARow = 0;
      this.#downs = 0;
      if (this.#isHalfOpen) this.#open(nowMs);
    }
    this.#slowness.add(answer.firstByteMs, isNew);
    const parkMs = answer.quota === null ? 0 : this.#keepTo(answer.quota, nowMs);
    if (this.#round.isOver(nowMs, this.#slowness.typicalMs)) this.#endRound(nowMs);
    return parkMs;
  }

  #refused(answer: HostAnswer, nowMs: number): number {
    const askedMs = answer.retryAfterMs ?? 0;
    // Sent before we knew.
    if (answer.startedMs < this.#cutAtMs) return askedMs;
    if (this.#refusesByItself && !this.#isHalfOpen) return this.#refusedByItself(askedMs, nowMs);
    if (this.#refusalsInARow === 0) this.#learnFromRefusal(answer, nowMs);
    else this.#refusedAlone(nowMs);
    this.#refusalsInARow++;
    this.#reason = answer.retryAfterMs === null ? 'refused' : 'retry_after';
    this.#halfOpen(nowMs);
    const parkMs = Math.max(askedMs, this.#backoffMs(rule.REFUSED_BACKOFF_MS, this.#refusalsInARow));
    this.#cycle.start(nowMs, parkMs);
    return parkMs;
  }

  #learnFromRefusal(answer: HostAnswer, nowMs: number): void {
    const isFirst = !this.#hasRefused;
    const isLimitNamed = answer.retryAfterMs !== null || this.#quota.isNamed(nowMs);
    this.#hasRefused = true;
    if (this.#vainCuts.refused(this.#rate.perSec, this.#cycle.good)) {
      // It stays as it is: slowed down three times already, and not slower for nothing.
      this.#refusesByItself = true;
      this.#rate.settle(nowMs);
      return;
    }
    const sinceMs = this.#cycle.lengthMs(nowMs);
    const cyclePerSec = this.#cycle.perSec(nowMs);
    this.#windowGuessPerSec = null;
    if (!isLimitNamed && this.#window.isRefusedFor(answer.inFlight, isFirst)) {
      this.#windowGuessPerSec = cyclePerSec;
      this.#closeWindow(answer.inFlight - 1, nowMs);
      return;
    }
    this.#window.open();
    const recentPerSec = Math.min(this.#rate.perSec, Math.max(this.#goodPerSec, this.#previousGoodPerSec));
    if (isFirst) {
      if (this.#cycle.hasEnough && sinceMs >= rule.CYCLE_MIN_MS) {
        this.#rate.limit(recentPerSec, recentPerSec * rule.FIRST_CUT_SHARE, nowMs);
        this.#rate.isGuess = !isLimitNamed;
      } else {
        this.#isBurstless = true;
        this.#rate.growCarefullyFrom(this.#rate.perSec / 2, nowMs);
      }
      return;
    }
    if (!this.#cycle.hasEnough || !(isLimitNamed || this.#cycle.isLong(nowMs))) {
      this.#isBurstless ||= !this.#cycle.hasEnough;
      this.#rate.growCarefullyFrom(Math.max(cyclePerSec, this.#rate.perSec / 2), nowMs);
      return;
    }
    const { ceilingPerSec } = this.#rate;
    if (this.#rate.phase === 'steady' && ceilingPerSec !== null && sinceMs >= rule.ISOLATED_MS) {
      this.#rate.yieldALittle(ceilingPerSec);
      return;
    }
    const wasTested = this.#rate.isGuess && this.#cyclePerSec !== null;
    const doubt =
      this.#rate.isGuess && !isLimitNamed ? this.#doubt(cyclePerSec, recentPerSec, answer.inFlight) : null;
    this.#rate.isGuess = doubt === 'rate';
    if (doubt === 'window') {
      this.#windowGuessPerSec = cyclePerSec;
      this.#closeWindow(Math.min(answer.inFlight, this.#refusedInFlight) - 1, nowMs);
      return;
    }
    this.#refusedInFlight = answer.inFlight;
    const wasProbe = this.#rate.phase === 'probe';
    const wasBurstless = this.#isBurstless;
    const isOld = sinceMs >= rule.OLD_CYCLE_MS;
    const perSec = wasBurstless
      ? Math.max(cyclePerSec, recentPerSec)
      : isOld
        ? this.#minute.perSec(nowMs)
        : cyclePerSec;
    if (doubt === 'rate') {
      this.#rate.test(perSec, nowMs);
      return;
    }
    this.#rate.limit(Math.min(perSec, this.#rate.perSec), perSec * rule.CUT_SHARE, nowMs);
    const holdMs = wasTested ? rule.TESTED_HOLD_MS : rule.HOLD_MIN_MS;
    this.#rate.holdMs = wasProbe ? Math.min(rule.HOLD_MAX_MS, this.#rate.holdMs * 2) : holdMs;
  }

  /** No limit, as far as is known; more of it than usual would be one. */
  #refusedByItself(askedMs: number, nowMs: number): number {
    this.#distress.bad();
    if (askedMs > 0) {
      this.#halfOpen(nowMs);
      this.#reason = 'retry_after';
      return askedMs;
    }
    if (this.#distress.isBurst) {
      this.#distress.forgive();
      this.#refusesByItself = false;
      this.#vainCuts.forget();
    }
    return 0;
  }

  /** With one request in flight: whatever it counts, it is not how many there are at once. */
  #refusedAlone(nowMs: number): void {
    this.#window.refusedAlone();
    this.#refusesByItself = false;
    this.#vainCuts.forget();
    if (this.#windowGuessPerSec === null) return;
    this.#window.open();
    this.#rate.limit(this.#windowGuessPerSec, this.#windowGuessPerSec * rule.CUT_SHARE, nowMs);
    this.#windowGuessPerSec = null;
  }

  #failed(answer: HostAnswer, nowMs: number): number {
    this.#distress.bad();
    if (answer.startedMs < this.#cutAtMs) return 0;
    if (this.#distress.isDown && this.#hadGood) return this.#down(answer.kind === 'forbidden', nowMs);
    // Unbroken failures are an outage in the making; what the host bears is another matter.
    if (!this.#distress.isBurst || this.#distress.inARow >= rule.OUTAGE_IN_A_ROW) return 0;
    this.#distress.forgive();
    const borePerSec = Math.min(this.#rate.perSec, Math.max(this.#goodPerSec, rule.RATE_MIN));
    const wasPerSec = this.#rate.ceilingPerSec ?? this.#rate.perSec;
    this.#reason = 'failing';
    this.#cutAtMs = nowMs;
    this.#rate.limit(wasPerSec, borePerSec * rule.FIRST_CUT_SHARE, nowMs);
    this.#cycle.start(nowMs);
    return 0;
  }

  /** Nothing works any more, and it did: banned, or broken. Either way asking makes it worse. */
  #down(isForbidden: boolean, nowMs: number): number {
    this.#downs++;
    this.#reason = 'down';
    if (this.#downs === 1) {
      const borePerSec = Math.max(rule.RATE_MIN, this.#previousGoodPerSec, this.#goodPerSec);
      // An outage happens once; what happens again, or is said to us, is about how much we ask.
      const isOurs = isForbidden || nowMs - this.#lastDownMs < rule.OUTAGE_APART_MS;
      const share = isOurs ? rule.BANNED_SHARE : rule.OUTAGE_SHARE;
      const ceilingPerSec = isOurs ? borePerSec * share : (this.#rate.ceilingPerSec ?? borePerSec);
      this.#rate.limit(ceilingPerSec, borePerSec * share * rule.CUT_SHARE, nowMs);
      if (isOurs) this.#rate.holdMs = rule.HOLD_MAX_MS;
      this.#downGrowth = isOurs ? 2 : rule.OUTAGE_GROWTH;
    }
    this.#lastDownMs = nowMs;
    this.#cycle.start(nowMs);
    this.#halfOpen(nowMs);
    // Waiting has not helped. One at a time, unless somebody pauses it.
    if (this.isHopeless) return 0;
    return this.#backoffMs(rule.DOWN_BACKOFF_MS, this.#downs, this.#downGrowth);
  }

  #endRound(nowMs: number): void {
    const seconds = (nowMs - this.#round.startedMs) / 1000;
    this.#previousGoodPerSec = this.#goodPerSec;
    this.#goodPerSec = this.#round.good / seconds;
    this.#isWindowUsed =
      this.#round.wasFull && this.#round.starts < rule.USED_SHARE * this.#rate.perSec * seconds;
    const isPressed = this.#judgeLatency(nowMs);
    // What is asked must also come back: more than that only makes its queue longer.
    const isAnswered = this.#round.good >= rule.USED_SHARE * this.#round.starts * this.#lagShare;
    if (!isPressed && isAnswered && this.#round.starts >= rule.USED_SHARE * this.#rate.perSec * seconds)
      this.#grow(seconds, nowMs);
    if (!isPressed && this.#round.wasFull) this.#window.probe(nowMs);
    this.#round.restart(nowMs);
  }

  /** While the rate grows, answers are those of a slower past. */
  get #lagShare(): number {
    return Math.exp((-rule.BRISK_GROWTH * this.#slowness.typicalMs) / 1000);
  }

  /**
   * What got through between two refusals is the limit when that was a rate. It is in doubt when
   * the host bore more than that just before; one more refusal tells.
   */
  #doubt(cyclePerSec: number, recentPerSec: number, inFlight: number): 'rate' | 'window' | null {
    const before = this.#cyclePerSec;
    this.#cyclePerSec = cyclePerSec;
    if (before === null) return recentPerSec < cyclePerSec * rule.AGREED_FACTOR ? null : 'rate';
    const isSame = Math.max(before, cyclePerSec) < Math.min(before, cyclePerSec) * rule.AGREED_FACTOR;
    return !isSame && this.#window.isRefusedAgain(inFlight, this.#refusedInFlight) ? 'window' : null;
  }

  #grow(seconds: number, nowMs: number): void {
    // At which speed it would begin to refuse for our sake could no longer be told.
    if (this.#refusesByItself) return;
    this.#reason = this.#rate.grow(seconds, this.#hasRefused, nowMs) ?? this.#reason;
  }

  #closeWindow(inFlight: number, nowMs: number): void {
    this.#window.close(inFlight, nowMs);
    // The window is the limit; a rate found before was a guess about it.
    this.#rate.ceilingPerSec = null;
    this.#rate.phase = 'ramp';
  }

  /** @returns Whether it answers so slowly that nothing may grow. */
  #judgeLatency(nowMs: number): boolean {
    const isDip = this.#rate.phase === 'dip';
    const latencyMs = this.#slowness.take(isDip);
    if (latencyMs === null) return isDip || this.#slowness.isSuspected;
    if (isDip) return this.#endDip(latencyMs, nowMs);
    const verdict = this.#slowness.judge(latencyMs, {
      nowMs,
      isAlone: this.#window.usual < rule.ALONE_IN_FLIGHT,
      isClosed: () => this.#window.max <= this.#slowness.calmInFlight(this.#goodPerSec) + 1,
    });
    if (verdict === 'too_slow') this.#startDip(latencyMs, nowMs);
    return verdict !== 'fine';
  }

  #startDip(latencyMs: number, nowMs: number): void {
    const goodPerSec = (this.#goodPerSec + this.#previousGoodPerSec) / 2;
    const inFlight = this.#window.usual;
    this.#dip = {
      latencyMs,
      fromRate: this.#rate.perSec,
      fromPhase: this.#rate.phase,
      goodPerSec,
      windowMax: this.#window.dip(),
      inFlight,
    };
    this.#reason = 'slower';
    this.#rate.perSec = Math.min(this.#rate.perSec, goodPerSec) * rule.DIP_SHARE;
    // What it has in its queue is answered first.
    this.#cutAtMs = nowMs + latencyMs;
    this.#rate.phase = 'dip';
    this.#round.restart(nowMs);
    this.#slowness.startDip();
  }

  #endDip(latencyMs: number, nowMs: number): boolean {
    const { fromRate, fromPhase, goodPerSec, inFlight, windowMax } = this.#dip;
    const hasHelped = latencyMs <= this.#dip.latencyMs * rule.DIP_HELPED_SHARE;
    this.#rate.phaseSinceMs = nowMs;
    if (hasHelped) {
      const wanted = Math.max(this.#slowness.calmInFlight(goodPerSec), inFlight / 2);
      this.#rate.perSec = Math.min(fromRate, goodPerSec * rule.AFTER_DIP_SHARE);
      this.#window.closeForSlowness(Math.max(1, Math.ceil(wanted)), nowMs);
      this.#rate.phase = this.#rate.ceilingPerSec === null ? 'ramp' : fromPhase;
    } else {
      // It is slow whatever we do.
      this.#rate.perSec = fromRate;
      this.#window.restore(windowMax);
      this.#rate.phase = fromPhase;
      this.#reason = 'healthy';
    }
    this.#slowness.endDip(latencyMs, !hasHelped, nowMs);
    return true;
  }

  /** @returns How long to wait. */
  #keepTo(quota: { remaining: number; resetMs: number }, nowMs: number): number {
    if (this.#quota.take(quota, nowMs) < this.#rate.perSec) this.#reason = 'quota';
    return quota.remaining === 0 ? quota.resetMs : 0;
  }

  /** One request goes first, to see whether the host answers again. */
  #halfOpen(nowMs: number): void {
    this.#isHalfOpen = true;
    this.#cutAtMs = nowMs;
    this.#round.restart(nowMs);
  }

  #open(nowMs: number): void {
    this.#isHalfOpen = false;
    this.#rate.phaseSinceMs = nowMs;
    this.#round.restart(nowMs);
  }

  /** Longer each time, and never less than half of it: hosts that said no together are not asked together. */
  #backoffMs({ first, max }: { first: number; max: number }, times: number, growth = 2): number {
    const ceilingMs = Math.min(max, first * growth ** (times - 1));
    return ceilingMs * (0.75 + this.#random() / 4);
  }
}
