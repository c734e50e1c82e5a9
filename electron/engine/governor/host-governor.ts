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
import * as rule from './rules.ts';
import { Slowness } from './slowness.ts';
import { WindowKnob } from './window-knob.ts';

/** `ramp`: no limit is known. `dip`: asked less for a moment, to see whether the slowness is ours. */
type Phase = 'ramp' | 'recover' | 'steady' | 'probe' | 'dip';

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
  #phase: Phase = 'ramp';
  #reason: PaceReason = 'starting';
  #ratePerSec: number = rule.START_RATE;
  /** What it refused; `null` while it refused nothing. */
  #ceilingPerSec: number | null = null;
  /** Where the way back up to just below the ceiling began. */
  #recoverFromPerSec = 0;
  #phaseSinceMs: number;
  #holdMs: number = rule.HOLD_MIN_MS;
  /** Answers to requests from before say nothing new. */
  #cutAtMs = -Infinity;
  #isHalfOpen = false;
  #refusalsInARow = 0;
  #downs = 0;
  #lastDownMs = -Infinity;
  #downGrowth = 2;
  /** Since the last refusal: what got through, and when that was. */
  #cycleGood = 0;
  #cycleStartedMs: number;
  /** Of the cycle: time in which nothing could be sent. */
  #cycleParkedMs = 0;
  #hasRefused = false;
  /** Its limit is a guess, because only further refusals tell a rate from a window, and how much either is. */
  #isGuess = false;
  #carefulGrowth: number = rule.CAREFUL_GROWTH;
  /** It said no before there were many: what gets through at a moment is what it allows. */
  #isBurstless = false;
  /** What got through before a refusal that was taken for one of a window. */
  #windowGuessPerSec: number | null = null;
  /** The same, whatever it was taken for, and how many were in flight then. */
  #cyclePerSec: number | null = null;
  #refusedInFlight = 0;
  /** It refuses some of its pages, however slowly it is asked. */
  #refusesByItself = false;
  /** Cuts in a row that did not make refusals rarer, and the rate at the last of them. */
  #vainCuts = 0;
  #refusedAtPerSec = 0;
  #lastStartMs: number;
  #hadGood = false;
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
  /** From the host's own account of what is left. */
  #quotaPerSec = Infinity;
  #quotaUntilMs = 0;

  constructor(nowMs: number, random: Random, borne: BorneLimits | null) {
    this.#random = random;
    this.#phaseSinceMs = nowMs;
    this.#cycleStartedMs = nowMs;
    this.#lastStartMs = nowMs;
    this.#round = new AnswerRound(nowMs);
    this.#minute = new MinuteMeter(nowMs);
    if (borne === null) return;
    this.#reason = 'remembered';
    this.#ratePerSec = Math.max(rule.START_RATE_MIN, borne.ratePerSec * rule.RETURN_SHARE);
    if (borne.inFlight !== null) this.#closeWindow(borne.inFlight, nowMs);
    if (!borne.isCeiling) return;
    this.#ceilingPerSec = borne.ratePerSec / rule.KEEP_SHARE;
    this.#recover(this.#ratePerSec, nowMs);
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
    return this.#phase;
  }

  get ceilingPerSec(): number | null {
    return this.#ceilingPerSec;
  }

  /** The user's limits are the caller's. */
  get inFlightMax(): number {
    if (this.#isHalfOpen) return 1;
    return Math.max(1, Math.min(this.#window.max, this.#slowness.guard(this.#ratePerSec)));
  }

  /** @returns Starts per second. */
  ratePerSec(nowMs: number): number {
    const rate =
      nowMs < this.#quotaUntilMs ? Math.min(this.#ratePerSec, this.#quotaPerSec) : this.#ratePerSec;
    return Math.max(rule.RATE_MIN, rate);
  }

  /** What it bore; `null` as long as that is not known. */
  borne(): BorneLimits | null {
    if (!this.#hadGood) return null;
    const inFlight = this.#window.max === Infinity ? null : this.#window.max;
    if (this.#ceilingPerSec !== null)
      return { ratePerSec: this.#ceilingPerSec * rule.KEEP_SHARE, inFlight, isCeiling: true };
    const ratePerSec = Math.max(this.#goodPerSec, this.#previousGoodPerSec);
    return ratePerSec === 0 ? null : { ratePerSec, inFlight, isCeiling: false };
  }

  started(nowMs: number): void {
    const idleMs = nowMs - this.#lastStartMs - (1000 / this.#ratePerSec) * 2;
    // There was nothing to ask: that time says nothing about what the host lets through.
    if (idleMs > rule.IDLE_MS && !this.#isHalfOpen) {
      this.#cycleStartedMs += idleMs;
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
    this.#cycleGood++;
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
    this.#startCycle(nowMs);
    this.#halfOpen(nowMs);
    const parkMs = Math.max(askedMs, this.#backoffMs(rule.REFUSED_BACKOFF_MS, this.#refusalsInARow));
    this.#cycleParkedMs = parkMs;
    return parkMs;
  }

  #learnFromRefusal(answer: HostAnswer, nowMs: number): void {
    const isFirst = !this.#hasRefused;
    const isLimitNamed = answer.retryAfterMs !== null || this.#quotaUntilMs > nowMs;
    this.#hasRefused = true;
    if (this.#isCutInVain()) {
      // It stays as it is: slowed down three times already, and not slower for nothing.
      this.#refusesByItself = true;
      this.#ceilingPerSec = this.#ratePerSec / rule.KEEP_SHARE;
      this.#enter('steady', nowMs);
      return;
    }
    const sinceMs = nowMs - this.#cycleStartedMs;
    const cyclePerSec = (this.#cycleGood * 1000) / Math.max(1, sinceMs);
    this.#windowGuessPerSec = null;
    if (!isLimitNamed && this.#window.isRefusedFor(answer.inFlight, isFirst)) {
      this.#windowGuessPerSec = cyclePerSec;
      this.#closeWindow(answer.inFlight - 1, nowMs);
      return;
    }
    this.#window.open();
    const recentPerSec = Math.min(this.#ratePerSec, Math.max(this.#goodPerSec, this.#previousGoodPerSec));
    if (isFirst) {
      if (this.#cycleGood >= rule.CYCLE_ANSWERS_MIN && sinceMs >= rule.CYCLE_MIN_MS) {
        this.#ceiling(recentPerSec, recentPerSec * rule.FIRST_CUT_SHARE, nowMs);
        this.#isGuess = !isLimitNamed;
      } else {
        this.#isBurstless = true;
        this.#growCarefullyFrom(this.#ratePerSec / 2, nowMs);
      }
      return;
    }
    // What it let us save up during the pause is not known: it counts only in a cycle that was long beside it.
    const isLong = sinceMs - this.#cycleParkedMs >= rule.CYCLE_PARKS * this.#cycleParkedMs || isLimitNamed;
    if (this.#cycleGood < rule.CYCLE_ANSWERS_MIN || !isLong) {
      this.#isBurstless ||= this.#cycleGood < rule.CYCLE_ANSWERS_MIN;
      this.#growCarefullyFrom(Math.max(cyclePerSec, this.#ratePerSec / 2), nowMs);
      return;
    }
    if (this.#phase === 'steady' && this.#ceilingPerSec !== null && sinceMs >= rule.ISOLATED_MS) {
      // Once in a while two requests come closer together than they left: no reason to look for a new limit.
      this.#ceilingPerSec *= rule.ISOLATED_SHARE;
      this.#ratePerSec = this.#ceilingPerSec * rule.KEEP_SHARE;
      return;
    }
    const wasTested = this.#isGuess && this.#cyclePerSec !== null;
    const doubt =
      this.#isGuess && !isLimitNamed ? this.#doubt(cyclePerSec, recentPerSec, answer.inFlight) : null;
    this.#isGuess = doubt === 'rate';
    if (doubt === 'window') {
      this.#windowGuessPerSec = cyclePerSec;
      this.#closeWindow(Math.min(answer.inFlight, this.#refusedInFlight) - 1, nowMs);
      return;
    }
    this.#refusedInFlight = answer.inFlight;
    const wasProbe = this.#phase === 'probe';
    const wasBurstless = this.#isBurstless;
    const isOld = sinceMs >= rule.OLD_CYCLE_MS;
    const perSec = wasBurstless
      ? Math.max(cyclePerSec, recentPerSec)
      : isOld
        ? this.#minute.perSec(nowMs)
        : cyclePerSec;
    if (doubt === 'rate') {
      // Were it a rate, this would be refused at once, and it has nothing saved up.
      this.#ceilingPerSec = null;
      this.#ratePerSec = Math.min(this.#ratePerSec, perSec * rule.TEST_SHARE);
      this.#carefulGrowth = rule.CAREFUL_GROWTH_MIN;
      this.#enter('ramp', nowMs);
      return;
    }
    this.#ceiling(Math.min(perSec, this.#ratePerSec), perSec * rule.CUT_SHARE, nowMs);
    const holdMs = wasTested ? rule.TESTED_HOLD_MS : rule.HOLD_MIN_MS;
    this.#holdMs = wasProbe ? Math.min(rule.HOLD_MAX_MS, this.#holdMs * 2) : holdMs;
  }

  /** Slower each time, and it says no as often: it would say so to anybody, about some of its pages. */
  #isCutInVain(): boolean {
    const isSlower = this.#ratePerSec < this.#refusedAtPerSec * rule.CLEARLY_SLOWER_SHARE;
    const isOften = this.#cycleGood > 0 && this.#cycleGood < rule.OFTEN_ANSWERS;
    if (isSlower && isOften) this.#vainCuts++;
    else this.#vainCuts = 0;
    this.#refusedAtPerSec = this.#ratePerSec;
    return this.#vainCuts >= rule.VAIN_CUTS;
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
      this.#vainCuts = 0;
    }
    return 0;
  }

  /** With one request in flight: whatever it counts, it is not how many there are at once. */
  #refusedAlone(nowMs: number): void {
    this.#window.refusedAlone();
    this.#refusesByItself = false;
    this.#vainCuts = 0;
    if (this.#windowGuessPerSec === null) return;
    this.#window.open();
    this.#ceiling(this.#windowGuessPerSec, this.#windowGuessPerSec * rule.CUT_SHARE, nowMs);
    this.#windowGuessPerSec = null;
  }

  /** Too little is known to tell a limit: nearer to it, more slowly each time. */
  #growCarefullyFrom(ratePerSec: number, nowMs: number): void {
    this.#ceilingPerSec = null;
    this.#ratePerSec = Math.max(rule.RATE_MIN, ratePerSec);
    this.#carefulGrowth = Math.max(rule.CAREFUL_GROWTH_MIN, this.#carefulGrowth / 2);
    this.#enter('ramp', nowMs);
  }

  #failed(answer: HostAnswer, nowMs: number): number {
    this.#distress.bad();
    if (answer.startedMs < this.#cutAtMs) return 0;
    if (this.#distress.isDown && this.#hadGood) return this.#down(answer.kind === 'forbidden', nowMs);
    // Unbroken failures are an outage in the making; what the host bears is another matter.
    if (!this.#distress.isBurst || this.#distress.inARow >= rule.OUTAGE_IN_A_ROW) return 0;
    this.#distress.forgive();
    const borePerSec = Math.min(this.#ratePerSec, Math.max(this.#goodPerSec, rule.RATE_MIN));
    const wasPerSec = this.#ceilingPerSec ?? this.#ratePerSec;
    this.#reason = 'failing';
    this.#cutAtMs = nowMs;
    this.#ceiling(wasPerSec, borePerSec * rule.FIRST_CUT_SHARE, nowMs);
    this.#startCycle(nowMs);
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
      const ceilingPerSec = isOurs ? borePerSec * share : (this.#ceilingPerSec ?? borePerSec);
      this.#ceiling(ceilingPerSec, borePerSec * share * rule.CUT_SHARE, nowMs);
      if (isOurs) this.#holdMs = rule.HOLD_MAX_MS;
      this.#downGrowth = isOurs ? 2 : rule.OUTAGE_GROWTH;
    }
    this.#lastDownMs = nowMs;
    this.#startCycle(nowMs);
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
      this.#round.wasFull && this.#round.starts < rule.USED_SHARE * this.#ratePerSec * seconds;
    const isPressed = this.#judgeLatency(nowMs);
    // What is asked must also come back: more than that only makes its queue longer.
    const isAnswered = this.#round.good >= rule.USED_SHARE * this.#round.starts * this.#lagShare;
    if (!isPressed && isAnswered && this.#round.starts >= rule.USED_SHARE * this.#ratePerSec * seconds)
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

  /** The rate is what holds it back, and answers are healthy. */
  #grow(seconds: number, nowMs: number): void {
    // At which speed it would begin to refuse for our sake could no longer be told.
    if (this.#refusesByItself) return;
    const inPhaseMs = nowMs - this.#phaseSinceMs;
    const ceiling = this.#ceilingPerSec;
    if (this.#phase === 'ramp' || ceiling === null) {
      if (this.#phase !== 'dip') this.#reason = 'healthy';
      const perSec = this.#hasRefused
        ? this.#carefulGrowth
        : this.#ratePerSec < rule.BRISK_RATE
          ? rule.BRISK_GROWTH
          : rule.GROWTH;
      this.#ratePerSec *= Math.exp(perSec * Math.min(seconds, rule.GROWTH_ROUND_MAX_SEC));
    } else if (this.#phase === 'recover') {
      const target = ceiling * rule.KEEP_SHARE;
      const progress = Math.min(1, inPhaseMs / (this.#isGuess ? rule.FIRST_RECOVER_MS : rule.RECOVER_MS));
      this.#ratePerSec = this.#recoverFromPerSec + Math.max(0, target - this.#recoverFromPerSec) * progress;
      if (progress === 1) this.#enter('steady', nowMs);
    } else if (this.#phase === 'steady') {
      if (inPhaseMs >= (this.#isGuess ? rule.FIRST_HOLD_MS : this.#holdMs)) {
        this.#reason = 'probing';
        this.#enter('probe', nowMs);
      }
    } else if (this.#phase === 'probe') {
      const perSec = this.#isGuess ? rule.FIRST_PROBE_SHARE_PER_SEC : rule.PROBE_SHARE_PER_SEC;
      this.#ratePerSec += ceiling * perSec * Math.min(seconds, rule.GROWTH_ROUND_MAX_SEC);
      if (this.#ratePerSec > ceiling * rule.GONE_SHARE) {
        // It bears more than it did.
        this.#ceilingPerSec = null;
        this.#holdMs = rule.HOLD_MIN_MS;
        this.#carefulGrowth = rule.GONE_GROWTH;
        this.#enter('ramp', nowMs);
      }
    }
  }

  #closeWindow(inFlight: number, nowMs: number): void {
    this.#window.close(inFlight, nowMs);
    // The window is the limit; a rate found before was a guess about it.
    this.#ceilingPerSec = null;
    this.#phase = 'ramp';
  }

  /** @returns Whether it answers so slowly that nothing may grow. */
  #judgeLatency(nowMs: number): boolean {
    const isDip = this.#phase === 'dip';
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
      fromRate: this.#ratePerSec,
      fromPhase: this.#phase,
      goodPerSec,
      windowMax: this.#window.dip(),
      inFlight,
    };
    this.#reason = 'slower';
    this.#ratePerSec = Math.min(this.#ratePerSec, goodPerSec) * rule.DIP_SHARE;
    // What it has in its queue is answered first.
    this.#cutAtMs = nowMs + latencyMs;
    this.#phase = 'dip';
    this.#round.restart(nowMs);
    this.#slowness.startDip();
  }

  #endDip(latencyMs: number, nowMs: number): boolean {
    const { fromRate, fromPhase, goodPerSec, inFlight, windowMax } = this.#dip;
    const hasHelped = latencyMs <= this.#dip.latencyMs * rule.DIP_HELPED_SHARE;
    this.#phaseSinceMs = nowMs;
    if (hasHelped) {
      const wanted = Math.max(this.#slowness.calmInFlight(goodPerSec), inFlight / 2);
      this.#ratePerSec = Math.min(fromRate, goodPerSec * rule.AFTER_DIP_SHARE);
      this.#window.closeForSlowness(Math.max(1, Math.ceil(wanted)), nowMs);
      this.#phase = this.#ceilingPerSec === null ? 'ramp' : fromPhase;
    } else {
      // It is slow whatever we do.
      this.#ratePerSec = fromRate;
      this.#window.restore(windowMax);
      this.#phase = fromPhase;
      this.#reason = 'healthy';
    }
    this.#slowness.endDip(latencyMs, !hasHelped, nowMs);
    return true;
  }

  /** @returns How long to wait. */
  #keepTo({ remaining, resetMs }: { remaining: number; resetMs: number }, nowMs: number): number {
    if (resetMs === 0) return 0;
    this.#quotaUntilMs = nowMs + resetMs;
    this.#quotaPerSec = (remaining * 1000 * rule.QUOTA_SHARE) / resetMs;
    if (this.#quotaPerSec < this.#ratePerSec) this.#reason = 'quota';
    return remaining === 0 ? resetMs : 0;
  }

  #ceiling(perSec: number, ratePerSec: number, nowMs: number): void {
    this.#ceilingPerSec = Math.max(rule.RATE_MIN, perSec);
    this.#recover(Math.max(rule.RATE_MIN, ratePerSec), nowMs);
  }

  #recover(fromPerSec: number, nowMs: number): void {
    this.#ratePerSec = fromPerSec;
    this.#recoverFromPerSec = fromPerSec;
    this.#enter('recover', nowMs);
  }

  #enter(phase: Phase, nowMs: number): void {
    this.#phase = phase;
    this.#phaseSinceMs = nowMs;
  }

  #startCycle(nowMs: number): void {
    this.#cycleGood = 0;
    this.#cycleStartedMs = nowMs;
    this.#cycleParkedMs = 0;
  }

  /** One request goes first, to see whether the host answers again. */
  #halfOpen(nowMs: number): void {
    this.#isHalfOpen = true;
    this.#cutAtMs = nowMs;
    this.#round.restart(nowMs);
  }

  #open(nowMs: number): void {
    this.#isHalfOpen = false;
    this.#phaseSinceMs = nowMs;
    this.#round.restart(nowMs);
  }

  /** Longer each time, and never less than half of it: hosts that said no together are not asked together. */
  #backoffMs({ first, max }: { first: number; max: number }, times: number, growth = 2): number {
    const ceilingMs = Math.min(max, first * growth ** (times - 1));
    return ceilingMs * (0.75 + this.#random() / 4);
  }
}
