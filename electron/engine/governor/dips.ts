/**
 * A host that answers more slowly the more it is asked is at its capacity: the window is closed
 * to what it works on at once. Whether it is slow because of us is found by asking less for a
 * moment, a dip.
 */
import type { HostStanding } from './host-standing.ts';
import type { Phase } from './rate-knob.ts';
import * as rule from './rules.ts';

export class Dips {
  readonly #host: HostStanding;
  /** How things stood when the last dip began. */
  #before = {
    latencyMs: 0,
    rate: 0,
    phase: 'ramp' as Phase,
    goodPerSec: 0,
    windowMax: Infinity,
    inFlight: 0,
  };

  constructor(host: HostStanding) {
    this.#host = host;
  }

  /** At the end of a round. @returns Whether it answers so slowly that nothing may grow. */
  judge(nowMs: number): boolean {
    const { rate, slowness, window, goodPerSec } = this.#host;
    const isDip = rate.phase === 'dip';
    const latencyMs = slowness.take(isDip);
    if (latencyMs === null) return isDip || slowness.isSuspected;
    if (isDip) return this.#end(latencyMs, nowMs);
    const verdict = slowness.judge(latencyMs, {
      nowMs,
      isAlone: window.usual < rule.ALONE_IN_FLIGHT,
      isClosed: () => window.max <= slowness.calmInFlight(goodPerSec) + 1,
    });
    if (verdict === 'too_slow') this.#start(latencyMs, nowMs);
    return verdict !== 'fine';
  }

  #start(latencyMs: number, nowMs: number): void {
    const host = this.#host;
    const { rate, window, round, slowness } = host;
    const goodPerSec = (host.goodPerSec + host.previousGoodPerSec) / 2;
    const inFlight = window.usual;
    this.#before = {
      latencyMs,
      rate: rate.perSec,
      phase: rate.phase,
      goodPerSec,
      windowMax: window.dip(),
      inFlight,
    };
    host.reason = 'slower';
    rate.perSec = Math.min(rate.perSec, goodPerSec) * rule.DIP_SHARE;
    // What it has in its queue is answered first.
    host.cutAtMs = nowMs + latencyMs;
    rate.phase = 'dip';
    round.restart(nowMs);
    slowness.startDip();
  }

  #end(latencyMs: number, nowMs: number): boolean {
    const { rate, window, slowness } = this.#host;
    const before = this.#before;
    const hasHelped = latencyMs <= before.latencyMs * rule.DIP_HELPED_SHARE;
    rate.phaseSinceMs = nowMs;
    if (hasHelped) {
      const wanted = Math.max(slowness.calmInFlight(before.goodPerSec), before.inFlight / 2);
      rate.perSec = Math.min(before.rate, before.goodPerSec * rule.AFTER_DIP_SHARE);
      window.closeForSlowness(Math.max(1, Math.ceil(wanted)), nowMs);
      rate.phase = rate.ceilingPerSec === null ? 'ramp' : before.phase;
    } else {
      // It is slow whatever we do.
      rate.perSec = before.rate;
      window.restore(before.windowMax);
      rate.phase = before.phase;
      this.#host.reason = 'healthy';
    }
    slowness.endDip(latencyMs, !hasHelped, nowMs);
    return true;
  }
}
