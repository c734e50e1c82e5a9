/**
 * Keeps as many rows in flight as the limits allow, and turns what comes back into
 * attempts for the ledger.
 *
 * Slots are booked synchronously: {@link FetchLoop.pump} takes a row and counts it in one
 * go. A redirect that has to wait for its new host keeps its slot, so that the number of
 * half-finished attempts can never pass the concurrency, and goes before new rows.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock, Random, Timer } from '../clock.ts';
import type { Cancellable, Network } from '../fetch/network.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import type { AttemptResult, FinishedAttempt, WorkLedger, WorkPlan } from '../ledger/work-ledger.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { UrlReader } from '../schedule/url-reader.ts';
import type { ParkedHosts } from './parked-hosts.ts';
import { decide } from './retry-policy.ts';
import { RowFetch } from './row-fetch.ts';

/** A redirect whose new host cannot be asked for longer than this gives up its slot and starts anew later. */
const HOP_PATIENCE_MS = 5000;

/**
 * Rows started in one turn. A start that is spread over some milliseconds is kinder to the
 * servers, and the answers then come back spread as well: answers that arrive together wait
 * for each other, wave after wave (2 % of the time at 500 ms and concurrency 200).
 */
const STARTS_PER_TURN = 8;
const NEXT_TURN_MS = 1;

export interface FetchLoopOptions {
  readonly plan: WorkPlan;
  readonly ledger: WorkLedger;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly options: RunOptions;
  /** Outlives the loop: a host that asked for peace does not care why we ask again. */
  readonly parked: ParkedHosts;
  readonly onAttempt: (attempt: FinishedAttempt) => void;
  /** This computer cannot go on as it is; the row was given back. */
  readonly onLocalTrouble: (code: OutcomeCode, message: string) => void;
  /** Nothing is in flight and nothing will start by itself: all settled, or held. */
  readonly onIdle: () => void;
}

interface Flight {
  readonly fetch: RowFetch;
  /** `null` while a redirect waits for its host. */
  request: Cancellable | null;
  /** Set while waiting: where to, and since when (monotonic). */
  waiting: { readonly host: number; readonly sinceMs: number } | null;
  needsFreshConnection: boolean;
}

export class FetchLoop {
  readonly #o: FetchLoopOptions;
  readonly #scheduler: Scheduler;
  readonly #urls: UrlReader;
  readonly #attemptsUsed: Uint8Array;
  /** Rows that were asked to slow down, and how often. Few: settled rows leave it. */
  readonly #rateLimited = new Map<number, number>();
  readonly #flights = new Set<Flight>();
  readonly #hops: Flight[] = [];
  #options: RunOptions;
  #isHeld = true;
  #isPumping = false;
  #timer: Timer | null = null;
  #timerDueMs = Infinity;
  #waitingForRetry = 0;

  constructor(options: FetchLoopOptions) {
    this.#o = options;
    this.#options = options.options;
    this.#attemptsUsed = options.plan.attemptsUsed;
    this.#scheduler = new Scheduler(options.plan, options.options, options.random);
    this.#urls = new UrlReader(options.ledger, this.#scheduler, options.clock);
    const nowMs = options.clock.now();
    for (const [origin, waitMs] of options.parked.remaining())
      this.#scheduler.park(this.#scheduler.hostAt(origin), nowMs + waitMs);
    for (let rowId = 0; rowId < this.#attemptsUsed.length; rowId++)
      if (options.plan.isPending[rowId] === 1 && this.#hasFailed(rowId)) this.#waitingForRetry++;
    options.network.setOptions(options.options);
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  /** Rows whose last attempt failed and that wait for another. */
  get waitingForRetry(): number {
    return this.#waitingForRetry;
  }

  /** Starts, or goes on after {@link hold}. */
  go(): void {
    this.#isHeld = false;
    this.pump();
  }

  /** Starts nothing more. What is in flight goes on. */
  hold(): void {
    this.#isHeld = true;
    this.#disarm();
    // A redirect is a new request; it starts anew when the run goes on.
    for (const flight of this.#hops.splice(0)) this.#giveBack(flight);
    this.#reportIfIdle();
  }

  /** Ends everything in flight; its rows are pending again. */
  abandonAll(): void {
    this.hold();
    for (const flight of this.#flights) {
      flight.request?.abandon();
      this.#giveBack(flight);
    }
    this.#reportIfIdle();
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
      while (!this.#isHeld && this.#flights.size < this.#options.concurrency) {
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

  #start(rowId: number, nowMs: number): void {
    const url = this.#urls.read(rowId);
    const fetch = new RowFetch({
      rowId,
      url,
      host: this.#scheduler.hostOf(rowId),
      startedAtMs: this.#o.clock.wallNow(),
      startedMs: nowMs,
      timeoutTotalMs: this.#options.timeoutTotalMs,
    });
    if (this.#hasFailed(rowId)) this.#waitingForRetry--;
    const flight: Flight = { fetch, request: null, waiting: null, needsFreshConnection: false };
    this.#flights.add(flight);
    this.#send(flight);
  }

  #send(flight: Flight): void {
    const { fetch } = flight;
    const origin = this.#scheduler.originOf(fetch.host);
    flight.request = this.#o.network.send(
      {
        url: fetch.currentUrl,
        knownOrigin: origin,
        mayCarrySecrets: fetch.host === this.#scheduler.hostOf(fetch.rowId),
        needsFreshConnection: flight.needsFreshConnection,
        totalDeadlineMs: fetch.totalDeadlineMs,
      },
      (result) => this.#received(flight, result),
    );
  }

  #received(flight: Flight, result: ExchangeResult): void {
    if (!this.#flights.has(flight)) return; // abandoned meanwhile
    flight.request = null;
    const step = flight.fetch.next(result);
    if (step.kind === 'again') {
      flight.needsFreshConnection = true;
      this.#send(flight);
      return;
    }
    this.#scheduler.leave(flight.fetch.host);
    if (step.kind === 'follow') this.#follow(flight, step.url);
    else this.#finish(flight, step.result);
    this.pump();
  }

  #follow(flight: Flight, url: string): void {
    flight.needsFreshConnection = false;
    if (this.#isHeld) {
      this.#giveBack(flight);
      return;
    }
    const host = this.#scheduler.hostAt(new URL(url).origin);
    const nowMs = this.#o.clock.now();
    if (this.#scheduler.enter(host, nowMs)) {
      flight.fetch.host = host;
      this.#send(flight);
      return;
    }
    flight.waiting = { host, sinceMs: nowMs };
    this.#hops.push(flight);
  }

  /** Redirects go before new rows: they hold slots already. */
  #pumpHops(nowMs: number): void {
    for (let index = 0; index < this.#hops.length; index++) {
      const flight = this.#hops[index]!;
      const { host, sinceMs } = flight.waiting!;
      const canEnter = this.#scheduler.enter(host, nowMs);
      if (!canEnter && this.#scheduler.parkedUntilMs(host) - nowMs <= HOP_PATIENCE_MS) continue;
      this.#hops.splice(index--, 1);
      flight.waiting = null;
      if (!canEnter) {
        this.#flights.delete(flight);
        this.#askAgainAt(flight.fetch.rowId, this.#scheduler.parkedUntilMs(host));
        continue;
      }
      flight.fetch.host = host;
      flight.fetch.totalDeadlineMs += nowMs - sinceMs;
      this.#send(flight);
    }
  }

  /** Its place at the host is free again already. */
  #finish(flight: Flight, result: AttemptResult): void {
    const { fetch } = flight;
    const { rowId } = fetch;
    this.#flights.delete(flight);
    if (result.code.startsWith('local.')) {
      this.#putBack(rowId);
      this.#o.onLocalTrouble(result.code, result.error ?? '');
      return;
    }
    const isRateLimited = result.code === 'http.rate_limited';
    const rateLimitedCount = (this.#rateLimited.get(rowId) ?? 0) + (isRateLimited ? 1 : 0);
    if (isRateLimited) this.#rateLimited.set(rowId, rateLimitedCount);
    else if (this.#attemptsUsed[rowId]! < 255) this.#attemptsUsed[rowId]!++;
    const verdict = decide({
      code: result.code,
      status: result.status,
      attemptsUsed: this.#attemptsUsed[rowId]!,
      rateLimitedCount,
      retryAfterMs:
        result.retryAfter === null ? null : parseRetryAfter(result.retryAfter, this.#o.clock.wallNow()),
      retries: this.#options.retries,
      random: this.#o.random,
    });
    const nowMs = this.#o.clock.now();
    if (isRateLimited) this.#park(fetch.host, result, verdict.kind === 'park' ? verdict.waitMs : null, nowMs);
    if (verdict.kind === 'retry') this.#askAgainAt(rowId, nowMs + verdict.delayMs);
    else if (verdict.kind === 'park') this.#askAgainAt(rowId, nowMs + verdict.waitMs);
    else {
      this.#rateLimited.delete(rowId);
      const isHostDone = this.#scheduler.settle(rowId);
      if (isHostDone) this.#o.network.closeHost(this.#scheduler.originOf(this.#scheduler.hostOf(rowId)));
    }
    this.#o.onAttempt({
      rowId,
      isSettled: verdict.kind === 'settle',
      startedAtMs: fetch.startedAtMs,
      durationMs: nowMs - fetch.startedMs,
      result,
    });
  }

  /** The host that answered waits, also when the row itself has had enough. */
  #park(host: number, result: AttemptResult, waitMs: number | null, nowMs: number): void {
    const retryAfterMs =
      result.retryAfter === null ? null : parseRetryAfter(result.retryAfter, this.#o.clock.wallNow());
    const parkMs = waitMs ?? retryAfterMs ?? 0;
    if (parkMs === 0) return;
    this.#scheduler.park(host, nowMs + parkMs);
    this.#o.parked.add(this.#scheduler.originOf(host), parkMs, result.code);
  }

  #giveBack(flight: Flight): void {
    if (flight.request !== null) this.#scheduler.leave(flight.fetch.host);
    this.#flights.delete(flight);
    this.#putBack(flight.fetch.rowId);
  }

  #putBack(rowId: number): void {
    if (this.#hasFailed(rowId)) this.#waitingForRetry++;
    this.#scheduler.putBack(rowId);
  }

  #askAgainAt(rowId: number, dueMs: number): void {
    if (this.#hasFailed(rowId)) this.#waitingForRetry++;
    this.#scheduler.retryAt(rowId, dueMs);
  }

  /** The row was asked before, in this round, without success. */
  #hasFailed(rowId: number): boolean {
    return this.#attemptsUsed[rowId]! > 0 || this.#rateLimited.has(rowId);
  }

  #arm(nowMs: number, hasMore: boolean): void {
    const nextMs = hasMore ? nowMs + NEXT_TURN_MS : this.#scheduler.nextDueMs();
    const dueMs = this.#isHeld ? Infinity : nextMs;
    if (dueMs === this.#timerDueMs) return;
    this.#disarm();
    if (dueMs === Infinity) return;
    this.#timerDueMs = dueMs;
    this.#timer = this.#o.clock.after(Math.ceil(dueMs - nowMs), () => {
      this.#timer = null;
      this.#timerDueMs = Infinity;
      this.pump();
    });
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerDueMs = Infinity;
  }

  #reportIfIdle(): void {
    if (this.#flights.size > 0) return;
    if (this.#isHeld || this.#scheduler.isEmpty) this.#o.onIdle();
  }
}
