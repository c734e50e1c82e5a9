/** A scheduler under limits as the user sets them, without a governor. For tests only. */
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { Random } from '../clock.ts';
import type { HostPacer } from '../governor/governor.ts';
import { UserLimits } from '../governor/user-limits.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { Scheduler } from '../schedule/scheduler.ts';

export interface FixedLimits {
  readonly perHost: number;
  readonly ratePerSecPerHost: number | null;
}

export interface FixedPacer extends HostPacer {
  setLimits(limits: FixedLimits): void;
}

export function fixedPacer(limits: FixedLimits, random: Random = () => 0): FixedPacer {
  const user = new UserLimits({ ...DEFAULT_OPTIONS, ...limits }, () => 'http://host.test', random);
  return {
    inFlightMax: (host) => user.of(host).perHost,
    started: (host, plannedMs, nowMs) => user.nextStartMs(host, plannedMs, nowMs),
    nextStartMs: (host, startedMs) => user.nextStartMs(host, startedMs, startedMs),
    wasFull: () => {},
    setLimits: (changed) => user.setOptions({ ...DEFAULT_OPTIONS, ...changed }),
  };
}

export class FixedScheduler extends Scheduler {
  readonly #pacer: FixedPacer;
  #ratePerSec: number | null;

  constructor(plan: WorkPlan, limits: FixedLimits, random: Random = () => 0) {
    const pacer = fixedPacer(limits, random);
    super(plan, pacer);
    this.#pacer = pacer;
    this.#ratePerSec = limits.ratePerSecPerHost;
  }

  setLimits(limits: FixedLimits): void {
    const isRateChanged = limits.ratePerSecPerHost !== this.#ratePerSec;
    this.#ratePerSec = limits.ratePerSecPerHost;
    this.#pacer.setLimits(limits);
    this.limitsChanged({ isRateChanged });
  }
}
