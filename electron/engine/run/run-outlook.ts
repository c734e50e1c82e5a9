/** Looks at a run about once a second: when it will be done, and what holds it up. */
import type { RunOptions } from '../../../shared/options.ts';
import type { Advice, Forecast, Plan } from '../../../shared/plan.ts';
import type { Clock } from '../clock.ts';
import { Activity } from '../forecast/activity.ts';
import { Advisor } from '../forecast/advisor.ts';
import { Forecaster, type RunMoment } from '../forecast/forecaster.ts';
import { makePlan } from '../forecast/plan.ts';
import type { FinishedAttempt } from '../ledger/work-ledger.ts';
import type { FetchLoop } from './fetch-loop.ts';

const INTERVAL_MS = 1000;
/** With a million hosts a look takes longer; it may have this share of the time. */
const COST_SHARE_MAX = 0.01;

export interface RunOutlookOptions {
  readonly clock: Clock;
  /** Processor time that this process has used, in milliseconds. */
  readonly cpuMs: () => number;
  /** Time that was spent writing, in milliseconds. */
  readonly writeMs: () => number;
}

export class RunOutlook {
  readonly #o: RunOutlookOptions;
  readonly #forecaster = new Forecaster();
  readonly #advisor = new Advisor();
  readonly #activity = new Activity();
  #slotShare = 0;
  #lookedMs: number | null = null;
  #nextMs = -Infinity;
  #cpuMs = 0;
  #writeMs = 0;
  #advice: Advice | null = null;

  constructor(options: RunOutlookOptions) {
    this.#o = options;
  }

  /** Called for each attempt. */
  attempted(attempt: FinishedAttempt): void {
    this.#forecaster.attempted(attempt.durationMs, attempt.isSettled);
    this.#activity.add(attempt);
  }

  /** Nothing is asked for a while: that time says nothing. */
  rested(): void {
    this.#lookedMs = null;
    this.#nextMs = -Infinity;
    this.#advice = null;
    this.#forecaster.rested();
    this.#advisor.reset();
  }

  /** The user set something. */
  changed(): void {
    this.#forecaster.changed();
  }

  read(loop: FetchLoop | null, options: RunOptions): { forecast: Forecast | null; advice: Advice | null } {
    if (loop === null) return { forecast: null, advice: null };
    const nowMs = this.#o.clock.now();
    if (nowMs >= this.#nextMs) {
      const startedMs = performance.now();
      this.#look(loop, options, nowMs);
      this.#nextMs = nowMs + Math.max(INTERVAL_MS, (performance.now() - startedMs) / COST_SHARE_MAX);
    }
    return { forecast: this.#forecaster.latest, advice: this.#advice };
  }

  /** @param deadlineMs From now. @returns `null` while too little is known. */
  plan(loop: FetchLoop, options: RunOptions, deadlineMs: number): Plan | null {
    const moment = momentOf(loop, options, this.#o.clock.now());
    return makePlan({
      forecaster: this.#forecaster,
      hosts: loop.hosts.view,
      moment,
      limits: options,
      deadlineMs,
    });
  }

  #look(loop: FetchLoop, options: RunOptions, nowMs: number): void {
    const hosts = loop.hosts.view;
    this.#passed(nowMs, loop.inFlight / options.concurrency);
    this.#forecaster.update(hosts, momentOf(loop, options, nowMs));
    const last = this.#forecaster.latestHosts[0];
    const { rows, parkedRows } = this.#forecaster.rowsLeft;
    this.#advice = this.#advisor.read({
      limits: options,
      activity: this.#activity.shares(),
      slotShare: this.#slotShare,
      parkedShare: rows === 0 ? 0 : parkedRows / rows,
      lastHost:
        last === undefined
          ? null
          : {
              origin: hosts.originOf(last.host),
              pace: hosts.paceOf(last.host),
              inFlight: hosts.inFlightAt(last.host),
              isParked: hosts.parkedUntilMs(last.host) > nowMs,
            },
    });
  }

  #passed(nowMs: number, slotShare: number): void {
    const cpuMs = this.#o.cpuMs();
    const writeMs = this.#o.writeMs();
    if (this.#lookedMs !== null) {
      const elapsedMs = nowMs - this.#lookedMs;
      this.#activity.passed(elapsedMs, cpuMs - this.#cpuMs, writeMs - this.#writeMs);
      this.#slotShare += (slotShare - this.#slotShare) * Math.min(1, elapsedMs / 3000);
    }
    this.#lookedMs = nowMs;
    this.#cpuMs = cpuMs;
    this.#writeMs = writeMs;
  }
}

function momentOf({ inFlight }: FetchLoop, options: RunOptions, nowMs: number): RunMoment {
  const { concurrency, perHost, ratePerSecPerHost } = options;
  return { nowMs, inFlight, concurrency, perHost, ratePerSecPerHost };
}
