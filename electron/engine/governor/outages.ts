/** What a host's failures say: asked too much, broken, or done with us. */
import type { Random } from '../clock.ts';
import { backoffMs } from './backoff.ts';
import type { HostAnswer } from './governor.ts';
import type { HostStanding } from './host-standing.ts';
import * as rule from './rules.ts';

export class Outages {
  readonly #host: HostStanding;
  readonly #random: Random;
  #lastDownMs = -Infinity;
  #growth = 2;

  constructor(host: HostStanding, random: Random) {
    this.#host = host;
    this.#random = random;
  }

  /** @returns How long nothing may be sent, in milliseconds. */
  add(answer: HostAnswer, nowMs: number): number {
    const host = this.#host;
    const { distress, rate } = host;
    distress.bad();
    if (host.isOld(answer)) return 0;
    if (distress.isDown && host.hadGood) return this.#down(answer.kind === 'forbidden', nowMs);
    // Unbroken failures are an outage in the making; what the host bears is another matter.
    if (!distress.isBurst || distress.inARow >= rule.OUTAGE_IN_A_ROW) return 0;
    distress.forgive();
    const borePerSec = Math.min(rate.perSec, Math.max(host.goodPerSec, rule.RATE_MIN));
    const wasPerSec = rate.ceilingPerSec ?? rate.perSec;
    host.reason = 'failing';
    host.cutAtMs = nowMs;
    rate.limit(wasPerSec, borePerSec * rule.FIRST_CUT_SHARE, nowMs);
    host.cycle.start(nowMs);
    return 0;
  }

  /** Nothing works any more, and it did: banned, or broken. Either way asking makes it worse. */
  #down(isForbidden: boolean, nowMs: number): number {
    const host = this.#host;
    host.downsInARow++;
    host.reason = 'down';
    if (host.downsInARow === 1) this.#learn(isForbidden, nowMs);
    this.#lastDownMs = nowMs;
    host.cycle.start(nowMs);
    host.halfOpen(nowMs);
    // Waiting has not helped. One at a time, unless somebody pauses it.
    if (host.isHopeless) return 0;
    return backoffMs(this.#random, rule.DOWN_BACKOFF_MS, host.downsInARow, this.#growth);
  }

  #learn(isForbidden: boolean, nowMs: number): void {
    const { rate, goodPerSec, previousGoodPerSec } = this.#host;
    const borePerSec = Math.max(rule.RATE_MIN, previousGoodPerSec, goodPerSec);
    // An outage happens once; what happens again, or is said to us, is about how much we ask.
    const isOurs = isForbidden || nowMs - this.#lastDownMs < rule.OUTAGE_APART_MS;
    const share = isOurs ? rule.BANNED_SHARE : rule.OUTAGE_SHARE;
    const ceilingPerSec = isOurs ? borePerSec * share : (rate.ceilingPerSec ?? borePerSec);
    rate.limit(ceilingPerSec, borePerSec * share * rule.CUT_SHARE, nowMs);
    if (isOurs) rate.holdMs = rule.HOLD_MAX_MS;
    this.#growth = isOurs ? 2 : rule.OUTAGE_GROWTH;
  }
}
