/**
 * Keeps as many rows in flight as the limits allow, and turns what comes back into
 * attempts for the ledger.
 *
 * Slots are booked synchronously: {@link FetchLoop.pump} takes a row and counts it in one
 * go. A redirect that has to wait for its new host keeps its slot, so that the number of
 * half-finished attempts can never pass the concurrency, and goes before new rows.
 */
import type { HostPace } from '../../../shared/host-pace.ts';
import { isLocalCode, type HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import type { HostView } from '../forecast/host-view.ts';
import type { Governor } from '../governor/governor.ts';
import type { EarlierPage } from '../ledger/page-table.ts';
import type { AttemptResult, PageRecord } from '../ledger/work-ledger.ts';
import type { PageOutcome } from '../pages/page-desk.ts';
import type { Refusal } from '../robots/robots-cache.ts';
import { withCrawlDelay } from '../robots/crawl-delay-pacer.ts';
import { RobotsFetches } from '../robots/robots-fetches.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { UrlReader } from '../schedule/url-reader.ts';
import type { FetchLoopOptions, HostFigures, RecentStarts } from './fetch-loop-options.ts';
import type { Flight } from './flight.ts';
import { HostAnswers } from './host-answers.ts';
import { HopQueue } from './hop-queue.ts';
import { decide } from './retry-policy.ts';
import { PageStage, type StagedRow } from './page-stage.ts';
import { RowAccounts } from './row-accounts.ts';
import { NOT_ASKED, RowFetch, validatorsOf } from './row-fetch.ts';
import { StartMeter } from './start-meter.ts';
import { WakeTimer } from './wake-timer.ts';

/**
 * Rows started in one turn. A start that is spread over some milliseconds is kinder to the
 * servers, and the answers then come back spread as well: answers that arrive together wait
 * for each other, wave after wave (2 % of the time at 500 ms and concurrency 200).
 */
const STARTS_PER_TURN = 8;
const NEXT_TURN_MS = 1;
/** Rows that are not asked cost little, but a million of them would stop everything else. */
const SKIPS_PER_TURN = 256;
/** As it stands in run files for attempts that nobody timed. */
const NO_DURATION_MS = -1;

export class FetchLoop {
  readonly #o: FetchLoopOptions;
  readonly #governor: Governor;
  readonly #answers: HostAnswers;
  readonly #scheduler: Scheduler;
  readonly #urls: UrlReader;
  readonly #accounts: RowAccounts;
  readonly #flights = new Set<Flight>();
  readonly #hops: HopQueue;
  readonly #robots: RobotsFetches;
  readonly #stage = new PageStage((row, outcome) => this.#leaveStage(row, outcome));
  readonly #starts = new StartMeter();
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
    this.#governor = options.createGovernor((host) => this.#scheduler.originOf(host));
    const pacer = withCrawlDelay(this.#governor, (host) =>
      this.#isObeying ? options.robots.crawlDelayMs(this.#scheduler.originOf(host)) : 0,
    );
    this.#scheduler = new Scheduler(options.plan, pacer);
    this.#answers = new HostAnswers({
      governor: this.#governor,
      scheduler: this.#scheduler,
      clock: options.clock,
      parked: options.parked,
      onHostHopeless: options.onHostHopeless,
    });
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
    options.robots.setOptions(options.options);
    options.robots.forgetUnavailable();
    this.#robots = this.#createRobotsFetches();
  }

  /** For the loop after this one. */
  get recentStarts(): RecentStarts {
    return [...this.#scheduler.recentStarts(this.#o.clock.now())];
  }

  get inFlight(): number {
    return this.#flights.size + this.#stage.size;
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
    this.#robots.hold();
    this.#reportIfIdle();
  }

  /** Ends everything in flight; its rows are pending again. */
  abandonAll(): void {
    this.hold();
    this.#asked = 0;
    this.#robots.abandonAll();
    for (const flight of this.#flights) {
      flight.request?.abandon();
      this.#giveBack(flight);
    }
    for (const { flight } of this.#stage.clear()) this.#putBack(flight.fetch.rowId);
    this.#reportIfIdle();
  }

  /** Pages that passed for ok turn out otherwise. @returns The rows that are settled already. */
  reclassify(rowIds: readonly number[], code: OutcomeCode): readonly number[] {
    return this.#stage.reclassify(rowIds, code);
  }

  /** Nothing is sent to `origin` before {@link resumeHost}; what is in flight goes on. */
  pauseHost(origin: string): void {
    this.#scheduler.pause(this.#scheduler.hostAt(origin));
  }

  resumeHost(origin: string): void {
    const host = this.#scheduler.hostAt(origin);
    this.#governor.encourage(host);
    this.#scheduler.resume(host);
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
    const before = this.#options;
    this.#options = options;
    this.#o.network.setOptions(options);
    this.#governor.setOptions(options);
    this.#o.robots.setOptions(options);
    const isRateChanged =
      options.ratePerSecPerHost !== before.ratePerSecPerHost ||
      options.hostRules !== before.hostRules ||
      options.adapt !== before.adapt ||
      options.robots !== before.robots;
    this.#scheduler.limitsChanged({ isRateChanged });
    this.pump();
  }

  dispose(): void {
    this.abandonAll();
    this.#governor.dispose();
    this.#o.network.closeAll();
  }

  /** For the forecast. */
  get hosts(): HostView {
    const scheduler = this.#scheduler;
    return {
      hostCount: scheduler.hostCount,
      originOf: (host) => scheduler.originOf(host),
      unsettledAt: (host) => scheduler.unsettledAt(host),
      inFlightAt: (host) => scheduler.inFlightAt(host),
      parkedUntilMs: (host) => scheduler.parkedUntilMs(host),
      paceOf: (host) => this.#governor.paceOf(host),
    };
  }

  #createRobotsFetches(): RobotsFetches {
    const { network, clock, random, robots: cache, onRobots, onLocalTrouble } = this.#o;
    return new RobotsFetches({
      network,
      clock,
      random,
      cache,
      scheduler: this.#scheduler,
      options: () => this.#options,
      asks: (host) => {
        const sent = { sentMs: clock.now(), inFlightAtHost: this.#scheduler.inFlightAt(host) };
        return (result) => this.#answers.add(host, sent, result);
      },
      park: (host, waitMs, code) => this.#answers.park(host, waitMs, code),
      onAnswered: () => {
        this.#isProbing = false;
        onRobots();
      },
      onLocalTrouble,
      onChange: () => this.pump(),
    });
  }

  /** Whether `origin` is in the list, or a redirect has led to it. */
  knows(origin: string): boolean {
    return this.#scheduler.knows(origin);
  }

  paceOf(origin: string): HostPace {
    return this.#governor.paceOf(this.#scheduler.hostAt(origin));
  }

  figuresOf(origin: string): HostFigures {
    const host = this.#scheduler.hostAt(origin);
    return {
      inFlight: this.#scheduler.inFlightAt(host),
      pendingRows: this.#scheduler.unsettledAt(host),
      startedPerSec: this.#starts.perSec(host, this.#o.clock.now()),
    };
  }

  /** Starts anew with the host, as if it had never been asked; a wait that it asked for stays. */
  forgetHost(origin: string): void {
    this.#governor.forget(this.#scheduler.hostAt(origin));
    // Its next request was timed by what is forgotten.
    this.#scheduler.limitsChanged({ isRateChanged: true });
    this.pump();
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
      this.#robots.pump(nowMs, () => this.#asked + this.#robots.asked < this.#slots);
      let starts = 0;
      let skips = 0;
      while (!this.#isHeld && this.#hasFreeSlot) {
        if (starts === STARTS_PER_TURN || skips === SKIPS_PER_TURN) {
          hasMore = true;
          break;
        }
        const rowId = this.#scheduler.pick(nowMs);
        if (rowId === -1) break;
        if (this.#begin(rowId, nowMs)) starts++;
        else skips++;
      }
    } finally {
      this.#isPumping = false;
    }
    this.#arm(nowMs, hasMore);
    this.#reportIfIdle();
  }

  get #hasFreeSlot(): boolean {
    if (this.#o.desk.isFull) return false;
    // A probe is over when its page is where it belongs, and not before.
    const probing = this.#isProbing ? this.#stage.size : 0;
    return this.#flights.size + this.#robots.asked + probing < this.#slots;
  }

  get #slots(): number {
    return this.#isProbing ? 1 : this.#options.concurrency;
  }

  /** @returns False when robots.txt had the row end without a request. */
  #begin(rowId: number, nowMs: number): boolean {
    const host = this.#scheduler.hostOf(rowId);
    if (!this.#knowsRobots(host)) {
      this.#scheduler.putBack(rowId);
      this.#scheduler.book(host, nowMs);
      this.#robots.begin(host);
      return true;
    }
    const { url, earlier } = this.#urls.read(rowId);
    const refusal = this.#isObeying ? this.#refusalOf(host, url) : null;
    if (refusal !== null) {
      this.#skip(rowId, refusal);
      return false;
    }
    this.#scheduler.book(host, nowMs);
    this.#start(rowId, url, earlier, nowMs);
    return true;
  }

  get #isObeying(): boolean {
    return this.#options.robots === 'obey';
  }

  #knowsRobots(host: number): boolean {
    return this.#options.robots === 'off' || this.#o.robots.of(this.#scheduler.originOf(host)) !== null;
  }

  #refusalOf(host: number, url: string): Refusal | null {
    return this.#o.robots.refusal(this.#scheduler.originOf(host), url);
  }

  #skip(rowId: number, { code, reason }: Refusal): void {
    this.#accounts.taken(rowId);
    this.#settle(rowId);
    this.#o.onSkipped({
      rowId,
      isSettled: true,
      startedAtMs: this.#o.clock.wallNow(),
      durationMs: NO_DURATION_MS,
      result: { ...NOT_ASKED, code, error: reason },
      page: null,
    });
  }

  #start(rowId: number, url: string, earlier: EarlierPage | null, nowMs: number): void {
    const fetch = new RowFetch({
      rowId,
      url,
      host: this.#scheduler.hostOf(rowId),
      startedAtMs: this.#o.clock.wallNow(),
      startedMs: nowMs,
      waitedMs: this.#accounts.waitedMs(rowId, nowMs),
      timeoutTotalMs: this.#options.timeoutTotalMs,
      unless: earlier === null ? null : validatorsOf(earlier, this.#options),
    });
    this.#accounts.taken(rowId);
    const flight: Flight = {
      fetch,
      request: null,
      needsFreshConnection: false,
      sentMs: nowMs,
      inFlightAtHost: 0,
      isDisallowed: false,
    };
    this.#flights.add(flight);
    this.#send(flight);
  }

  #send(flight: Flight): void {
    const { fetch } = flight;
    const ownHost = this.#scheduler.hostOf(fetch.rowId);
    this.#asked++;
    if (this.#options.robots === 'warn' && this.#refusalOf(fetch.host, fetch.currentUrl) !== null)
      flight.isDisallowed = true;
    flight.sentMs = this.#o.clock.now();
    this.#starts.started(fetch.host, flight.sentMs);
    flight.inFlightAtHost = this.#scheduler.inFlightAt(fetch.host);
    flight.request = this.#o.network.send(
      {
        url: fetch.currentUrl,
        knownOrigin: this.#scheduler.originOf(fetch.host),
        mayCarrySecrets: fetch.host === ownHost,
        needsFreshConnection: flight.needsFreshConnection,
        needsDigest: this.#o.pageJudge.needsDigest(this.#scheduler.originOf(ownHost)),
        totalDeadlineMs: fetch.totalDeadlineMs,
        wish: this.#o.desk.wish(fetch.rowId, this.#scheduler.originOf(ownHost)),
        unless: fetch.unless,
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
    this.#answers.add(flight.fetch.host, flight, result);
    if (result.failure !== null) this.#scheduler.endTurn(flight.fetch.host);
    this.#scheduler.leave(flight.fetch.host);
    if (step.kind === 'follow') this.#follow(flight, step.url);
    else if (isLocalCode(step.result.code)) this.#undo(flight, step.result.code, step.result.error ?? '');
    else this.#handIn(flight, this.#judged(flight, step.result, result), result);
    this.pump();
  }

  /** A good page goes over the desk before its row is settled. */
  #handIn(flight: Flight, result: AttemptResult, answer: ExchangeResult): void {
    const { rowId, currentUrl } = flight.fetch;
    const row: StagedRow = { flight, result, endedMs: this.#o.clock.now() };
    const outcome =
      result.code === 'ok'
        ? this.#o.desk.handle({
            rowId,
            origin: this.#scheduler.originOf(this.#scheduler.hostOf(rowId)),
            url: currentUrl,
            arrivedAtMs: this.#o.clock.wallNow(),
            answer,
          })
        : null;
    this.#flights.delete(flight);
    if (outcome instanceof Promise) this.#stage.add(row, outcome);
    else this.#conclude(row, outcome);
  }

  #leaveStage(row: StagedRow, outcome: PageOutcome): void {
    if (outcome.kind === 'trouble') this.#undo(row.flight, outcome.code, outcome.message);
    else this.#conclude(row, outcome.record);
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
    const refusal = this.#isObeying ? this.#refusalOf(host, url) : null;
    if (refusal !== null) this.#finish(flight, flight.fetch.refused(refusal.reason));
    else if (this.#enter(host, nowMs)) {
      flight.fetch.host = host;
      this.#send(flight);
    } else this.#hops.add(flight, host, nowMs);
  }

  /** A redirect has its slot already; there may be fewer slots by now than when it got it. */
  #enter(host: number, nowMs: number): boolean {
    if (this.#asked + this.#robots.asked >= this.#slots || !this.#scheduler.enter(host, nowMs)) return false;
    if (this.#knowsRobots(host)) return true;
    // The place goes to its robots.txt; the redirect waits on.
    this.#robots.begin(host);
    return false;
  }

  /** Redirects go before new rows: they hold slots already. */
  #pumpHops(nowMs: number): void {
    this.#hops.pump(nowMs, {
      onEnter: (flight, host, waitedMs) => {
        flight.fetch.waited(waitedMs);
        const refusal = this.#isObeying ? this.#refusalOf(host, flight.fetch.currentUrl) : null;
        if (refusal !== null) {
          this.#scheduler.leave(host);
          this.#finish(flight, flight.fetch.refused(refusal.reason));
          return;
        }
        flight.fetch.host = host;
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
    this.#flights.delete(flight);
    this.#conclude({ flight, result, endedMs: this.#o.clock.now() }, null);
  }

  #conclude({ flight, result, endedMs }: StagedRow, page: PageRecord | null): void {
    const { fetch } = flight;
    const { rowId } = fetch;
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
    if (verdict.kind === 'settle' && flight.isDisallowed) this.#o.robots.countRefused();
    if (verdict.kind === 'settle') this.#settle(rowId);
    else if (verdict.kind === 'retry') this.#askAgainAt(rowId, nowMs + verdict.delayMs);
    else this.#askAgainAt(rowId, this.#answers.parkForRow(fetch.host, verdict.waitMs));
    this.#o.onAttempt(
      {
        rowId,
        isSettled: verdict.kind === 'settle',
        startedAtMs: fetch.startedAtMs,
        durationMs: endedMs - fetch.startedMs,
        result,
        // A page that was found out meanwhile is none.
        page: result.code === 'ok' ? page : null,
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
    if (!isHostDone) return;
    const host = this.#scheduler.hostOf(rowId);
    this.#o.network.closeHost(this.#scheduler.originOf(host));
    this.#governor.done(host);
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
    if (this.inFlight > 0 || !this.#robots.isIdle) return;
    if (this.#isHeld || this.#scheduler.isEmpty || this.#scheduler.isBlocked) this.#o.onIdle();
  }
}
