/**
 * What answers come to for their rows: a page is judged and handed over the desk, and then the
 * row is settled, asked again, or waits as if it had not been asked.
 */
import { isLocalCode, type HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock, Random } from '../clock.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import type { AttemptResult, PageRecord } from '../ledger/work-ledger.ts';
import type { PageDesk, PageOutcome } from '../pages/page-desk.ts';
import type { Refusal } from '../robots/robots-cache.ts';
import type { RobotsGate } from '../robots/robots-gate.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { FetchLoopOptions, PageJudge } from './fetch-loop-options.ts';
import type { Flight } from './flight.ts';
import type { HostAnswers } from './host-answers.ts';
import { PageStage, type StagedRow } from './page-stage.ts';
import { decide } from './retry-policy.ts';
import { NOT_ASKED } from './row-fetch.ts';
import type { RowQueue } from './row-queue.ts';

/** As it stands in run files for attempts that nobody timed. */
const NO_DURATION_MS = -1;

export interface RowAnswersOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly options: () => RunOptions;
  readonly scheduler: Scheduler;
  readonly queue: RowQueue;
  readonly gate: RobotsGate;
  readonly pageJudge: PageJudge;
  readonly desk: PageDesk;
  readonly hostAnswers: HostAnswers;
  /** The attempt is over; its place at the host is free already. */
  readonly land: (flight: Flight) => void;
  readonly onAttempt: FetchLoopOptions['onAttempt'];
  readonly onSkipped: FetchLoopOptions['onSkipped'];
  readonly onLocalTrouble: (code: HoldCode, message: string) => void;
  /** No row of `host` is left. */
  readonly onHostDone: (host: number) => void;
  /** A page is where it belongs: there may be room for more. */
  readonly onChange: () => void;
}

export class RowAnswers {
  readonly #o: RowAnswersOptions;
  readonly #stage = new PageStage((row, outcome) => this.#leaveStage(row, outcome));

  constructor(options: RowAnswersOptions) {
    this.#o = options;
  }

  /** Rows whose page is not where it belongs yet. */
  get stagedRows(): number {
    return this.#stage.size;
  }

  /** @param result What `answer` and the redirects before it came to. */
  handIn(flight: Flight, result: AttemptResult, answer: ExchangeResult): void {
    if (isLocalCode(result.code)) this.#undo(flight, result.code, result.error ?? '');
    else this.#handOver(flight, this.#judged(flight, result, answer), answer);
  }

  /** The attempt ends without an answer of its own. */
  finish(flight: Flight, result: AttemptResult): void {
    this.#o.land(flight);
    this.#conclude({ flight, result, endedMs: this.#o.clock.now() }, null);
  }

  /** robots.txt had the row end without a request. */
  skip(rowId: number, { code, reason }: Refusal): void {
    const { queue, clock, onSkipped } = this.#o;
    queue.taken(rowId);
    this.#settle(rowId);
    onSkipped({
      rowId,
      isSettled: true,
      startedAtMs: clock.wallNow(),
      durationMs: NO_DURATION_MS,
      result: { ...NOT_ASKED, code, error: reason },
      page: null,
    });
  }

  /** Pages that passed for ok turn out otherwise. @returns The rows that are settled already. */
  reclassify(rowIds: readonly number[], code: OutcomeCode): readonly number[] {
    return this.#stage.reclassify(rowIds, code);
  }

  /** What comes of pages that are on their way does not count; their rows wait again. */
  abandonAll(): void {
    for (const { flight } of this.#stage.clear()) this.#o.queue.putBack(flight.fetch.rowId);
  }

  /** A page that came whole may still not be the page. */
  #judged({ fetch }: Flight, result: AttemptResult, { digest, head }: ExchangeResult): AttemptResult {
    if (result.code !== 'ok') return result;
    const code = this.#o.pageJudge.judge(this.#originOf(fetch.rowId), {
      rowId: fetch.rowId,
      url: fetch.currentUrl,
      status: result.status ?? 0,
      contentType: result.contentType,
      title: result.title,
      bytes: result.bytes,
      digest,
      head,
    });
    return code === 'ok' ? result : { ...result, code };
  }

  /** A good page goes over the desk before its row is settled. */
  #handOver(flight: Flight, result: AttemptResult, answer: ExchangeResult): void {
    const { clock, desk, land } = this.#o;
    const { rowId, currentUrl } = flight.fetch;
    const row: StagedRow = { flight, result, endedMs: clock.now() };
    const outcome =
      result.code === 'ok'
        ? desk.handle({
            rowId,
            origin: this.#originOf(rowId),
            url: currentUrl,
            arrivedAtMs: clock.wallNow(),
            answer,
          })
        : null;
    // Until here it is in flight: a full disk, found at the desk, must not pass for idleness.
    land(flight);
    if (outcome instanceof Promise) this.#stage.add(row, outcome);
    else this.#conclude(row, outcome);
  }

  #leaveStage(row: StagedRow, outcome: PageOutcome): void {
    if (outcome.kind === 'trouble') this.#undo(row.flight, outcome.code, outcome.message);
    else this.#conclude(row, outcome.record);
    this.#o.onChange();
  }

  #conclude({ flight, result, endedMs }: StagedRow, page: PageRecord | null): void {
    const { clock, random, queue, gate, hostAnswers, onAttempt } = this.#o;
    const { retries, retryPolicies } = this.#o.options();
    const { fetch } = flight;
    const { rowId } = fetch;
    const nowMs = clock.now();
    const retryAfterMs =
      result.retryAfter === null ? null : parseRetryAfter(result.retryAfter, clock.wallNow());
    const used = queue.count(rowId, result.code);
    const verdict = decide({
      code: result.code,
      status: result.status,
      ...used,
      retryAfterMs,
      retries,
      policies: retryPolicies,
      random,
    });
    if (verdict.kind === 'settle' && flight.isDisallowed) gate.countDisregarded();
    if (verdict.kind === 'settle') this.#settle(rowId);
    else if (verdict.kind === 'retry') queue.askAgainAt(rowId, nowMs + verdict.delayMs);
    else queue.askAgainAt(rowId, hostAnswers.parkForRow(fetch.host, verdict.waitMs));
    onAttempt(
      {
        rowId,
        isSettled: verdict.kind === 'settle',
        startedAtMs: fetch.startedAtMs,
        durationMs: endedMs - fetch.startedMs,
        result,
        // A page that was found out meanwhile is none.
        page: result.code === 'ok' ? page : null,
      },
      { origin: this.#originOf(rowId), isFirst: used.attemptsUsed === 1 },
    );
  }

  #settle(rowId: number): void {
    const { queue, scheduler, onHostDone } = this.#o;
    if (queue.settle(rowId)) onHostDone(scheduler.hostOf(rowId));
  }

  /** This computer failed, not the row: it waits as if it had not been asked. */
  #undo(flight: Flight, code: HoldCode, message: string): void {
    this.#o.land(flight);
    this.#o.queue.putBack(flight.fetch.rowId);
    this.#o.onLocalTrouble(code, message);
  }

  /** The row's own, wherever redirects led. */
  #originOf(rowId: number): string {
    const { scheduler } = this.#o;
    return scheduler.originOf(scheduler.hostOf(rowId));
  }
}
