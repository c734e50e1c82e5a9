/**
 * Watches what hosts answer, and pauses those where going on would do harm: failures took
 * over, or pages come that are not the page. The user decides how it goes on.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { FailureAlarm, HostDecision, PausedHost } from '../../../shared/progress.ts';
import type { Clock } from '../clock.ts';
import { FailureAlarms } from './failure-alarms.ts';
import type { PageJudge } from './fetch-loop-options.ts';
import { HostPauses, type HostPause } from './host-pauses.ts';
import { SoftBlocks, type Judgement, type Page } from './soft-blocks.ts';

/** At the least: eight in a row, and every one that was tried after a pause. */
const HOPELESS_ANSWERS = 15;

export interface HostWatchOptions {
  readonly clock: Clock;
  readonly options: () => RunOptions;
  readonly onHostPaused: (origin: string) => void;
  /** Failures took over in the whole run. */
  readonly onRunAlarm: (alarm: FailureAlarm) => void;
  /** Rows that passed for ok, and had the page that comes for all. */
  readonly onRowsBlocked: (rowIds: readonly number[]) => void;
}

export class HostWatch implements PageJudge {
  readonly #o: HostWatchOptions;
  readonly #failures: FailureAlarms;
  readonly #softBlocks: SoftBlocks;
  readonly #pauses: HostPauses;

  constructor(options: HostWatchOptions) {
    this.#o = options;
    this.#failures = new FailureAlarms(() => options.options().autoPause);
    this.#softBlocks = new SoftBlocks(() => options.options().detectsSoftBlocks);
    this.#pauses = new HostPauses(options.clock);
  }

  get pausedCount(): number {
    return this.#pauses.count;
  }

  get pausedOrigins(): readonly string[] {
    return [...this.#pauses.origins];
  }

  /** What `origin` is paused for; `null` when it is not. */
  pausedBy(origin: string): PausedHost['cause'] | null {
    return this.#pauses.causeOf(origin);
  }

  listPaused(limit: number, pendingRowsOf: (origin: string) => number): PausedHost[] {
    return this.#pauses.list(limit, pendingRowsOf);
  }

  needsDigest(origin: string): boolean {
    return this.#softBlocks.needsDigest(origin);
  }

  judge(origin: string, page: Page): Judgement['code'] {
    const { code, earlierRowIds, alarm } = this.#softBlocks.judge(origin, page);
    if (earlierRowIds.length > 0) this.#o.onRowsBlocked(earlierRowIds);
    if (alarm !== null) {
      this.#pause({
        origin,
        cause: 'soft_block',
        alarm: { code: 'blocked.soft', failedAnswers: alarm.blockedAnswers, answers: alarm.answers },
        sample: alarm.sample,
      });
    }
    return code;
  }

  /** Records how the first attempt of a row of `origin` ended. */
  add(origin: string, code: OutcomeCode): void {
    const alarms = this.#failures.add(origin, code);
    if (alarms.host !== null) this.#pause({ origin, cause: 'failures', alarm: alarms.host, sample: null });
    if (alarms.run !== null) this.#o.onRunAlarm(alarms.run);
  }

  /** The governor has left `origin` alone again and again, and nothing but `code` came of it. */
  hopeless(origin: string, code: OutcomeCode): void {
    if (!this.#o.options().autoPause.isOn || this.#failures.isExempt(origin)) return;
    const alarm = { code, failedAnswers: HOPELESS_ANSWERS, answers: HOPELESS_ANSWERS };
    this.#pause({ origin, cause: 'failures', alarm, sample: null });
  }

  /** The run goes on after an alarm of its own. */
  clearRunAlarm(): void {
    this.#failures.clearRun();
  }

  /** Takes `origin` from the paused hosts. @throws AppError `NOT_FOUND` */
  decide(origin: string, decision: HostDecision): HostPause {
    const pause = this.#pauses.remove(origin);
    switch (decision) {
      case 'again':
        this.#failures.clearHost(origin);
        this.#softBlocks.forget(origin);
        break;
      case 'accept':
        this.#softBlocks.accept(origin);
        break;
      case 'ignore':
        this.#failures.exempt(origin);
        this.#softBlocks.silence(origin);
        break;
    }
    return pause;
  }

  /** No host waits for a decision any more, except where block pages still ask for one. */
  dropFailurePauses(): void {
    for (const { origin, cause } of this.#pauses.list(Infinity, () => 0))
      if (cause === 'failures') this.#pauses.remove(origin);
  }

  /** Nothing is paused any more. */
  dropPauses(): void {
    for (const origin of this.pausedOrigins) {
      this.#pauses.remove(origin);
      this.#failures.clearHost(origin);
      this.#softBlocks.forget(origin);
    }
  }

  #pause(pause: HostPause): void {
    if (this.#pauses.has(pause.origin)) return;
    this.#pauses.add(pause);
    this.#o.onHostPaused(pause.origin);
  }
}
