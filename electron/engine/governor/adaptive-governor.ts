/** A {@link HostGovernor} for each host that is being asked, under the user's limits. */
import type { HostPace, HostState, PaceReason } from '../../../shared/host-pace.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { Random } from '../clock.ts';
import type { Governor, HostAnswer } from './governor.ts';
import { HostGovernor } from './host-governor.ts';
import type { HostMemory } from './host-memory.ts';
import { UserLimits } from './user-limits.ts';

/** Timers fire late. Up to this share of a gap, or this long if that is more, is made up for. */
const CATCH_UP_SHARE = 0.5;
const CATCH_UP_MIN_MS = 10;
/** Gaps vary by this share, so that requests to several hosts do not fall into step. */
const GAP_JITTER = 0.02;

export interface AdaptiveGovernorOptions {
  readonly options: RunOptions;
  readonly originOf: (host: number) => string;
  readonly random: Random;
  readonly memory: HostMemory;
  readonly nowMs: number;
}

export class AdaptiveGovernor implements Governor {
  readonly #o: AdaptiveGovernorOptions;
  readonly #user: UserLimits;
  /** Only hosts that are being asked: a list may have a million of them. */
  readonly #hosts = new Map<number, HostGovernor>();
  #nowMs: number;

  constructor(options: AdaptiveGovernorOptions) {
    this.#o = options;
    this.#user = new UserLimits(options.options, options.originOf, options.random);
    this.#nowMs = options.nowMs;
  }

  setOptions(options: RunOptions): void {
    this.#user.setOptions(options);
  }

  inFlightMax(host: number): number {
    const { perHost, adapt } = this.#user.of(host);
    return adapt ? Math.min(perHost, this.#at(host).inFlightMax) : perHost;
  }

  started(host: number, plannedMs: number, nowMs: number): number {
    this.#nowMs = nowMs;
    const byUserMs = this.#user.nextStartMs(host, plannedMs, nowMs);
    if (!this.#user.of(host).adapt) return byUserMs;
    const governor = this.#at(host);
    governor.started(nowMs);
    const gapMs = 1000 / governor.ratePerSec(nowMs);
    const catchUpMs = governor.isStrict ? 0 : Math.max(gapMs * CATCH_UP_SHARE, CATCH_UP_MIN_MS);
    const lateMs = Math.min(nowMs - plannedMs, catchUpMs);
    const nextMs = nowMs - Math.max(0, lateMs) + gapMs * (1 + GAP_JITTER * this.#o.random());
    return Math.max(byUserMs, nextMs);
  }

  nextStartMs(host: number, startedMs: number): number {
    const byUserMs = this.#user.nextStartMs(host, startedMs, startedMs);
    if (!this.#user.of(host).adapt) return byUserMs;
    return Math.max(byUserMs, startedMs + 1000 / this.#at(host).ratePerSec(this.#nowMs));
  }

  wasFull(host: number): void {
    this.#hosts.get(host)?.wasFull();
  }

  answered(host: number, answer: HostAnswer, nowMs: number): number {
    this.#nowMs = nowMs;
    if (this.#user.of(host).adapt) return this.#at(host).answered(answer, nowMs);
    return answer.kind === 'refused' ? (answer.retryAfterMs ?? 0) : 0;
  }

  isHopeless(host: number): boolean {
    return this.#hosts.get(host)?.isHopeless === true && this.#user.of(host).adapt;
  }

  encourage(host: number): void {
    this.#hosts.get(host)?.encourage();
  }

  done(host: number): void {
    const governor = this.#hosts.get(host);
    if (governor === undefined) return;
    this.#remember(host, governor);
    this.#hosts.delete(host);
  }

  forget(host: number): void {
    this.#hosts.delete(host);
    this.#o.memory.forget(this.#o.originOf(host));
  }

  dispose(): void {
    for (const [host, governor] of this.#hosts) this.#remember(host, governor);
    this.#hosts.clear();
  }

  paceOf(host: number): HostPace {
    const user = this.#user.of(host);
    const governor = this.#hosts.get(host);
    if (!user.adapt || governor === undefined) {
      return {
        state: user.adapt ? 'waiting' : 'fixed',
        reason: user.adapt ? 'starting' : 'user_limit',
        inFlightMax: user.perHost,
        ratePerSec: user.ratePerSec,
        refusedAtPerSec: null,
      };
    }
    const own = governor.ratePerSec(this.#nowMs);
    const ratePerSec = user.ratePerSec === null ? own : Math.min(own, user.ratePerSec);
    const inFlightMax = Math.min(user.perHost, governor.inFlightMax);
    const { state, reason } = stateOf(governor, { isUserLimited: this.#isUserLimited(host, governor) });
    return { state, reason, inFlightMax, ratePerSec, refusedAtPerSec: governor.ceilingPerSec };
  }

  /** What would be more is held back by what the user set. */
  #isUserLimited(host: number, governor: HostGovernor): boolean {
    const { perHost, ratePerSec } = this.#user.of(host);
    if (ratePerSec !== null && governor.ratePerSec(this.#nowMs) > ratePerSec) return true;
    return governor.isWindowUsed && governor.inFlightMax >= perHost;
  }

  #remember(host: number, governor: HostGovernor): void {
    const borne = governor.borne();
    if (borne !== null) this.#o.memory.write(this.#o.originOf(host), borne);
  }

  #at(host: number): HostGovernor {
    let governor = this.#hosts.get(host);
    if (governor === undefined) {
      governor = new HostGovernor(this.#nowMs, this.#o.random, this.#o.memory.read(this.#o.originOf(host)));
      this.#hosts.set(host, governor);
    }
    return governor;
  }
}

function stateOf(
  { phase, reason, isHalfOpen }: HostGovernor,
  { isUserLimited }: { readonly isUserLimited: boolean },
): { state: HostState; reason: PaceReason } {
  if (isHalfOpen || phase === 'dip') return { state: 'backing_off', reason };
  switch (phase) {
    case 'ramp':
      return isUserLimited ? { state: 'steady', reason: 'user_limit' } : { state: 'ramping', reason };
    case 'probe':
      return { state: 'ramping', reason };
    case 'recover':
      return { state: reason === 'remembered' ? 'ramping' : 'backing_off', reason };
    case 'steady':
      return { state: 'steady', reason };
  }
}
