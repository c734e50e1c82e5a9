/**
 * Keeps as many rows in flight as the limits allow, and turns what comes back into
 * attempts for the ledger.
 *
 * Slots are booked synchronously: {@link FetchLoop.pump} takes a row and counts it in one
 * go. A redirect that has to wait for its new host keeps its slot, so that the number of
 * half-finished attempts can never pass the concurrency, and goes before new rows.
 */
import { isLocalCode, type HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { Clock, Random } from '../clock.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import type { Network } from '../fetch/network.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import type { AttemptResult, FinishedAttempt, WorkLedger, WorkPlan } from '../ledger/work-ledger.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { UrlReader } from '../schedule/url-reader.ts';
import type { Flight } from './flight.ts';
import { HopQueue } from './hop-queue.ts';
import type { ParkedHosts } from './parked-hosts.ts';
import { decide } from './retry-policy.ts';
import { RowAccounts } from './row-accounts.ts';
import { RowFetch } from './row-fetch.ts';
import type { Judgement, Page } from './soft-blocks.ts';
import { WakeTimer } from './wake-timer.ts';

/**
 * Rows started in one turn. A start that is spread over some milliseconds is kinder to the
 * servers, and the answers then come back spread as well: answers that arrive together wait
 * for each other, wave after wave (2 % of the time at 500 ms and concurrency 200).
 */
const STARTS_PER_TURN = 8;
const NEXT_TURN_MS = 1;

/** Tells pages from block pages; see {@link SoftBlocks}. `origin` is that of the row. */
export interface PageJudge {
  needsDigest(origin: string): boolean;
  judge(origin: string, page: Page): Judgement['code'];
}

/** When hosts were asked last, in monotonic milliseconds. */
export type RecentStarts = readonly (readonly [origin: string, startedMs: number])[];

export interface FetchLoopOptions {
  readonly plan: WorkPlan;
  readonly ledger: WorkLedger;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly options: RunOptions;
  /** Outlives the loop: a host that asked for peace does not care why we ask again. */
  readonly parked: ParkedHosts;
  /** What the loop before this one told; a rate is kept over the change. */
  readonly recentStarts: RecentStarts;
  readonly pageJudge: PageJudge;
  readonly onAttempt: (
    attempt: FinishedAttempt,
    of: { readonly origin: string; readonly isFirst: boolean },
  ) => void;
  /** This computer cannot go on as it is; the row was given back. */
  readonly onLocalTrouble: (code: HoldCode, message: string) => void;
  /** Nothing is in flight and nothing will start by itself: all settled, held, or waiting for paused hosts. */
  readonly onIdle: () => void;
}

export class FetchLoop {
  readonly #o: FetchLoopOptions;
  readonly #scheduler: Scheduler;
  readonly #urls: UrlReader;
  readonly #accounts: RowAccounts;
  readonly #flights = new Set<Flight>();
  readonly #hops: HopQueue;
  readonly #timer: WakeTimer;
  #options: RunOptions;
  #isHeld = true;
  /** After trouble of this computer one row goes first, to see whether it is over. */
  #isProbing = false;
  #isPumping = false;
  /** Requests that are out; flights less the redirects that wait. */
  #asked = 0;

  constructor(options: FetchLoopOptions) {
    this.#o = options;
    this.#options = options.options;
    this.#scheduler = new Scheduler(options.plan, options.options, options.random);
    this.#hops = new HopQueue({
      enter: (host, nowMs) => this.#enter(host, nowMs),
      parkedUntilMs: (host) => this.#scheduler.parkedUntilMs(host),
    });
    this.#timer = new WakeTimer(options.clock, () => this.pump());
    this.#urls = new UrlReader(options.ledger, this.#scheduler, options.clock);
    const nowMs = options.clock.now();
    this.#accounts = new RowAccounts(options.plan, nowMs);
    for (const [origin, waitMs] of options.parked.remaining())
      this.#scheduler.park(this.#scheduler.hostAt(origin), nowMs + waitMs);
    for (const [origin, startedMs] of options.recentStarts)
      this.#scheduler.wasAsked(this.#scheduler.hostAt(origin), startedMs);
    options.network.setOptions(options.options);
  }

  /** For the loop after this one. */
  get recentStarts(): RecentStarts {
    return [...this.#scheduler.recentStarts(this.#o.clock.now())];
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  /** Rows whose last attempt failed and that wait for another. */
  get waitingForRetry(): number {
    return this.#accounts.waitingForRetry;
  }

  /** With nothing in flight: all rows that are left wait for paused hosts. */
  get isBlocked(): boolean {
    return this.#scheduler.isBlocked;
  }

  /** Starts, or goes on after {@link hold}. `isProbing`: with one row, until one has an outcome of its own. */
  go({ isProbing = false } = {}): void {
    this.#isHeld = false;
    this.#isProbing = isProbing;
    this.pump();
  }

  /** Starts nothing more. What is in flight goes on. */
  hold(): void {
    this.#isHeld = true;
    this.#timer.clear();
    // A redirect is a new request; it starts anew when the run goes on.
    for (const flight of this.#hops.clear()) this.#giveBack(flight);
    this.#reportIfIdle();
  }

  /** Ends everything in flight; its rows are pending again. */
  abandonAll(): void {
    this.hold();
    this.#asked = 0;
    for (const flight of this.#flights) {
      flight.request?.abandon();
      this.#giveBack(flight);
    }
    this.#reportIfIdle();
  }

  /** Nothing is sent to `origin` before {@link resumeHost}; what is in flight goes on. */
  pauseHost(origin: string): void {
    this.#scheduler.pause(this.#scheduler.hostAt(origin));
  }

  resumeHost(origin: string): void {
    this.#scheduler.resume(this.#scheduler.hostAt(origin));
    this.pump();
  }

  /** Rows of `origin` that are not settled. */
  pendingAt(origin: string): number {
    return this.#scheduler.unsettledAt(this.#scheduler.hostAt(origin));
  }

  /** Rows that were settled are to be asked again, as if they never had been. */
  addRows(rowIds: readonly number[]): void {
    for (const rowId of rowIds) {
      this.#accounts.reopened(rowId);
      this.#accounts.waits(rowId, this.#o.clock.now());
      this.#scheduler.add(rowId);
    }
    this.pump();
  }

  setOptions(options: RunOptions): void {
    this.#options = options;
    this.#o.network.setOptions(options);
    this.#scheduler.setLimits(options);
    this.pump();
  }

  dispose(): void {
    this.abandonAll();
    this.#o.network.closeAll();
  }

  /** Fills the free slots. */
  pump(): void {
    if (this.#isPumping) return;
    if (this.#isHeld) {
      this.#reportIfIdle();
      return;
    }
    // A request that fails at once calls back into here: the outer loop goes on for it.
    this.#isPumping = true;
    const nowMs = this.#o.clock.now();
    let hasMore = false;
    try {
      // Also when every slot is taken: a due time that has passed would have the timer fire without end.
      this.#scheduler.wake(nowMs);
      this.#pumpHops(nowMs);
      let starts = 0;
      while (!this.#isHeld && this.#flights.size < this.#slots) {
        if (starts === STARTS_PER_TURN) {
          hasMore = true;
          break;
        }
        const rowId = this.#scheduler.take(nowMs);
        if (rowId === -1) break;
        starts++;
        this.#start(rowId, nowMs);
      }
    } finally {
      this.#isPumping = false;
    }
    this.#arm(nowMs, hasMore);
    this.#reportIfIdle();
  }

  get #slots(): number {
    return this.#isProbing ? 1 : this.#options.concurrency;
  }

  #start(rowId: number, nowMs: number): void {
    const fetch = new RowFetch({
      rowId,
      url: this.#urls.read(rowId),
      host: this.#scheduler.hostOf(rowId),
      startedAtMs: this.#o.clock.wallNow(),
      startedMs: nowMs,
      waitedMs: this.#accounts.waitedMs(rowId, nowMs),
      timeoutTotalMs: this.#options.timeoutTotalMs,
    });
    this.#accounts.taken(rowId);
    const flight: Flight = { fetch, request: null, needsFreshConnection: false };
    this.#flights.add(flight);
    this.#send(flight);
  }

  #send(flight: Flight): void {
    const { fetch } = flight;
    const ownHost = this.#scheduler.hostOf(fetch.rowId);
    this.#asked++;
    flight.request = this.#o.network.send(
      {
        url: fetch.currentUrl,
        knownOrigin: this.#scheduler.originOf(fetch.host),
        mayCarrySecrets: fetch.host === ownHost,
        needsFreshConnection: flight.needsFreshConnection,
        needsDigest: this.#o.pageJudge.needsDigest(this.#scheduler.originOf(ownHost)),
        totalDeadlineMs: fetch.totalDeadlineMs,
      },
      (result) => this.#received(flight, result),
    );
  }

  #received(flight: Flight, result: ExchangeResult): void {
    if (!this.#flights.has(flight)) return; // abandoned meanwhile
    flight.request = null;
    this.#asked--;
    const step = flight.fetch.next(result);
    if (step.kind === 'again') {
      flight.needsFreshConnection = true;
      this.#send(flight);
      return;
    }
    this.#scheduler.leave(flight.fetch.host);
    if (step.kind === 'follow') this.#follow(flight, step.url);
    else if (isLocalCode(step.result.code)) this.#undo(flight, step.result.code, step.result.error ?? '');
    else this.#finish(flight, this.#judged(flight, step.result, result));
    this.pump();
  }

  /** A page that came whole may still not be the page. */
  #judged({ fetch }: Flight, answer: AttemptResult, { digest, head }: ExchangeResult): AttemptResult {
    if (answer.code !== 'ok') return answer;
    const code = this.#o.pageJudge.judge(this.#scheduler.originOf(this.#scheduler.hostOf(fetch.rowId)), {
      rowId: fetch.rowId,
      url: fetch.currentUrl,
      status: answer.status ?? 0,
      contentType: answer.contentType,
      title: answer.title,
      bytes: answer.bytes,
      digest,
      head,
    });
    return code === 'ok' ? answer : { ...answer, code };
  }

  #follow(flight: Flight, url: string): void {
    flight.needsFreshConnection = false;
    if (this.#isHeld) {
      this.#giveBack(flight);
      return;
    }
    const host = this.#scheduler.hostAt(new URL(url).origin);
    const nowMs = this.#o.clock.now();
    if (this.#enter(host, nowMs)) {
      flight.fetch.host = host;
      this.#send(flight);
    } else this.#hops.add(flight, host, nowMs);
  }

  /** A redirect has its slot already; there may be fewer slots by now than when it got it. */
  #enter(host: number, nowMs: number): boolean {
    return this.#asked < this.#slots && this.#scheduler.enter(host, nowMs);
  }

  /** Redirects go before new rows: they hold slots already. */
  #pumpHops(nowMs: number): void {
    this.#hops.pump(nowMs, {
      onEnter: (flight, host, waitedMs) => {
        flight.fetch.host = host;
        flight.fetch.waited(waitedMs);
        this.#send(flight);
      },
      onGivenUp: (flight, host) => {
        const { rowId } = flight.fetch;
        const dueMs = this.#scheduler.parkedUntilMs(host);
        this.#flights.delete(flight);
        this.#accounts.waits(rowId, null);
        if (dueMs === Infinity) this.#scheduler.strand(rowId, host);
        else this.#scheduler.retryAt(rowId, dueMs);
      },
    });
  }

  /** Its place at the host is free again already. */
  #finish(flight: Flight, result: AttemptResult): void {
    const { fetch } = flight;
    const { rowId } = fetch;
    this.#flights.delete(flight);
    this.#isProbing = false;
    const nowMs = this.#o.clock.now();
    const retryAfterMs =
      result.retryAfter === null ? null : parseRetryAfter(result.retryAfter, this.#o.clock.wallNow());
    const used = this.#accounts.count(rowId, result.code);
    const verdict = decide({
      code: result.code,
      status: result.status,
      ...used,
      retryAfterMs,
      retries: this.#options.retries,
      policies: this.#options.retryPolicies,
      random: this.#o.random,
    });
    // The host that answered waits, also when the row itself has had enough.
    if (result.code === 'http.rate_limited')
      this.#park(fetch.host, verdict.kind === 'park' ? verdict.waitMs : (retryAfterMs ?? 0), nowMs);
    if (verdict.kind === 'settle') this.#settle(rowId);
    else this.#askAgainAt(rowId, nowMs + (verdict.kind === 'retry' ? verdict.delayMs : verdict.waitMs));
    this.#o.onAttempt(
      {
        rowId,
        isSettled: verdict.kind === 'settle',
        startedAtMs: fetch.startedAtMs,
        durationMs: nowMs - fetch.startedMs,
        result,
      },
      {
        origin: this.#scheduler.originOf(this.#scheduler.hostOf(rowId)),
        isFirst: used.attemptsUsed === 1,
      },
    );
  }

  #settle(rowId: number): void {
    this.#accounts.settled(rowId);
    const isHostDone = this.#scheduler.settle(rowId);
    if (isHostDone) this.#o.network.closeHost(this.#scheduler.originOf(this.#scheduler.hostOf(rowId)));
  }

  #park(host: number, parkMs: number, nowMs: number): void {
    if (parkMs === 0) return;
    this.#scheduler.park(host, nowMs + parkMs);
    this.#o.parked.add(this.#scheduler.originOf(host), parkMs, 'http.rate_limited');
  }

  /** This computer failed, not the row: it waits as if it had not been asked. */
  #undo(flight: Flight, code: HoldCode, message: string): void {
    this.#flights.delete(flight);
    this.#putBack(flight.fetch.rowId);
    this.#o.onLocalTrouble(code, message);
  }

  #giveBack(flight: Flight): void {
    if (flight.request !== null) this.#scheduler.leave(flight.fetch.host);
    this.#flights.delete(flight);
    this.#putBack(flight.fetch.rowId);
  }

  #putBack(rowId: number): void {
    this.#accounts.waits(rowId, null);
    this.#scheduler.putBack(rowId);
  }

  #askAgainAt(rowId: number, dueMs: number): void {
    this.#accounts.waits(rowId, dueMs);
    this.#scheduler.retryAt(rowId, dueMs);
  }

  #arm(nowMs: number, hasMore: boolean): void {
    const nextMs = hasMore ? nowMs + NEXT_TURN_MS : this.#scheduler.nextDueMs();
    this.#timer.set(this.#isHeld ? Infinity : nextMs, nowMs);
  }

  #reportIfIdle(): void {
    if (this.#flights.size > 0) return;
    if (this.#isHeld || this.#scheduler.isEmpty || this.#scheduler.isBlocked) this.#o.onIdle();
  }
}
