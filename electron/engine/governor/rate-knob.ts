/** How many requests a second may be started at a host: how that grows, what it stays below, when more is tried. */
import type { PaceReason } from '../../../shared/host-pace.ts';
import * as rule from './rules.ts';

/** `ramp`: no limit is known. `dip`: asked less for a moment, to see whether the slowness is ours. */
export type Phase = 'ramp' | 'recover' | 'steady' | 'probe' | 'dip';

export class RateKnob {
  perSec: number = rule.START_RATE;
  /** What it refused; `null` while it refused nothing. */
  ceilingPerSec: number | null = null;
  phase: Phase = 'ramp';
  phaseSinceMs: number;
  holdMs: number = rule.HOLD_MIN_MS;
  /** Its limit is a guess, because only further refusals tell a rate from a window, and how much either is. */
  isGuess = false;
  /** Growth per second of a host that has refused before, as an exponent. */
  carefulGrowth: number = rule.CAREFUL_GROWTH;
  /** Where the way back up to just below the ceiling began. */
  #recoverFromPerSec = 0;

  constructor(nowMs: number) {
    this.phaseSinceMs = nowMs;
  }

  enter(phase: Phase, nowMs: number): void {
    this.phase = phase;
    this.phaseSinceMs = nowMs;
  }

  limit(ceilingPerSec: number, perSec: number, nowMs: number): void {
    this.ceilingPerSec = Math.max(rule.RATE_MIN, ceilingPerSec);
    this.recoverFrom(Math.max(rule.RATE_MIN, perSec), nowMs);
  }

  recoverFrom(perSec: number, nowMs: number): void {
    this.perSec = perSec;
    this.#recoverFromPerSec = perSec;
    this.enter('recover', nowMs);
  }

  /** Too little is known to tell a limit: nearer to it, more slowly each time. */
  growCarefullyFrom(perSec: number, nowMs: number): void {
    this.ceilingPerSec = null;
    this.perSec = Math.max(rule.RATE_MIN, perSec);
    this.carefulGrowth = Math.max(rule.CAREFUL_GROWTH_MIN, this.carefulGrowth / 2);
    this.enter('ramp', nowMs);
  }

  /** Were it a rate that was refused, this would be refused at once, and it has nothing saved up. */
  test(borePerSec: number, nowMs: number): void {
    this.ceilingPerSec = null;
    this.perSec = Math.min(this.perSec, borePerSec * rule.TEST_SHARE);
    this.carefulGrowth = rule.CAREFUL_GROWTH_MIN;
    this.enter('ramp', nowMs);
  }

  /** Once in a while two requests come closer together than they left: no reason to look for a new limit. */
  yieldALittle(ceilingPerSec: number): void {
    this.ceilingPerSec = ceilingPerSec * rule.ISOLATED_SHARE;
    this.perSec = this.ceilingPerSec * rule.KEEP_SHARE;
  }

  /** It stays as it is, because slowing down was in vain. */
  settle(nowMs: number): void {
    this.ceilingPerSec = this.perSec / rule.KEEP_SHARE;
    this.enter('steady', nowMs);
  }

  /**
   * The rate is what holds the host back, and answers are healthy.
   *
   * @param seconds For how long that has been so.
   * @returns Why it is asked as it is from now on; `null` as before.
   */
  grow(seconds: number, hasRefused: boolean, nowMs: number): PaceReason | null {
    const earnedSec = Math.min(seconds, rule.GROWTH_ROUND_MAX_SEC);
    const ceilingPerSec = this.ceilingPerSec;
    if (this.phase === 'ramp' || ceilingPerSec === null) {
      this.perSec *= Math.exp(this.#growthPerSec(hasRefused) * earnedSec);
      return this.phase === 'dip' ? null : 'healthy';
    }
    const inPhaseMs = nowMs - this.phaseSinceMs;
    if (this.phase === 'recover') this.#goOnRecovering(ceilingPerSec, inPhaseMs, nowMs);
    else if (this.phase === 'probe') this.#goOnProbing(ceilingPerSec, earnedSec, nowMs);
    else if (this.phase === 'steady' && inPhaseMs >= (this.isGuess ? rule.FIRST_HOLD_MS : this.holdMs)) {
      this.enter('probe', nowMs);
      return 'probing';
    }
    return null;
  }

  #growthPerSec(hasRefused: boolean): number {
    if (hasRefused) return this.carefulGrowth;
    return this.perSec < rule.BRISK_RATE ? rule.BRISK_GROWTH : rule.GROWTH;
  }

  #goOnRecovering(ceilingPerSec: number, inPhaseMs: number, nowMs: number): void {
    const target = ceilingPerSec * rule.KEEP_SHARE;
    const progress = Math.min(1, inPhaseMs / (this.isGuess ? rule.FIRST_RECOVER_MS : rule.RECOVER_MS));
    this.perSec = this.#recoverFromPerSec + Math.max(0, target - this.#recoverFromPerSec) * progress;
    if (progress === 1) this.enter('steady', nowMs);
  }

  #goOnProbing(ceilingPerSec: number, earnedSec: number, nowMs: number): void {
    const share = this.isGuess ? rule.FIRST_PROBE_SHARE_PER_SEC : rule.PROBE_SHARE_PER_SEC;
    this.perSec += ceilingPerSec * share * earnedSec;
    if (this.perSec <= ceilingPerSec * rule.GONE_SHARE) return;
    // It bears more than it did.
    this.ceilingPerSec = null;
    this.holdMs = rule.HOLD_MIN_MS;
    this.carefulGrowth = rule.GONE_GROWTH;
    this.enter('ramp', nowMs);
  }
}
