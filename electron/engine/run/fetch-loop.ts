/**
 * Keeps as many rows in flight as the limits allow.
 *
 * Slots are booked synchronously: {@link FetchLoop.pump} takes a row and counts it in one
 * go. What is out for it stands in `row-flights.ts`, what comes back goes to `host-answers.ts`
 * and `row-answers.ts`.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { UrlReader } from '../schedule/url-reader.ts';
import type { FetchLoopOptions, RecentStarts } from './fetch-loop-options.ts';
import type { LoopHosts } from './loop-hosts.ts';
import { makeLoopParts, type LoopParts } from './loop-parts.ts';
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

export class FetchLoop {
  /** How the hosts stand, and what people do with single ones. */
  readonly hosts: LoopHosts;
  readonly #o: FetchLoopOptions;
  readonly #scheduler: LoopParts['scheduler'];
  readonly #governor: LoopParts['governor'];
  readonly #queue: LoopParts['queue'];
  readonly #gate: LoopParts['gate'];
  readonly #robots: LoopParts['robots'];
  readonly #flights: LoopParts['flights'];
  readonly #answers: LoopParts['answers'];
  readonly #urls: UrlReader;
  readonly #timer: WakeTimer;
  #options: RunOptions;
  #isHeld = true;
  /** After trouble of this computer one row goes first, to see whether it is over. */
  #isProbing = false;
  #isPumping = false;

  constructor(options: FetchLoopOptions) {
    this.#o = options;
    this.#options = options.options;
    const parts = makeLoopParts(options, {
      options: () => this.#options,
      maySend: () => this.#asked < this.#slots,
      onAnswered: () => {
        this.#isProbing = false;
      },
      onChange: () => this.pump(),
    });
    this.hosts = parts.hosts;
    this.#scheduler = parts.scheduler;
    this.#governor = parts.governor;
    this.#queue = parts.queue;
    this.#gate = parts.gate;
    this.#robots = parts.robots;
    this.#flights = parts.flights;
    this.#answers = parts.answers;
    this.#urls = new UrlReader(options.ledger, parts.scheduler, options.clock);
    this.#timer = new WakeTimer(options.clock, () => this.pump());
    this.#takeOver();
    options.network.setOptions(options.options);
    options.robots.setOptions(options.options);
    options.robots.forgetUnavailable();
  }

  /** Hosts do not care that the loop that asked them was another one. */
  #takeOver(): void {
    const { parked, recentStarts, clock } = this.#o;
    const nowMs = clock.now();
    for (const [origin, waitMs] of parked.remaining())
      this.#scheduler.park(this.#scheduler.hostAt(origin), nowMs + waitMs);
    for (const [origin, startedMs] of recentStarts)
      this.#scheduler.wasAsked(this.#scheduler.hostAt(origin), startedMs);
  }

  /** For the loop after this one. */
  get recentStarts(): RecentStarts {
    return [...this.#scheduler.recentStarts(this.#o.clock.now())];
  }

  get inFlight(): number {
    return this.#flights.size + this.#answers.stagedRows;
  }

  /** Rows whose last attempt failed and that wait for another. */
  get waitingForRetry(): number {
    return this.#queue.waitingForRetry;
  }

  /** With nothing in flight: all rows that are left wait for paused hosts. */
  get isBlocked(): boolean {
    return this.#scheduler.isBlocked;
  }

  /** Starts, or goes on after {@link hold}. `isProbing`: with one row, until one has an outcome of its own. */
  go({ isProbing = false } = {}): void {
    this.#isHeld = false;
    this.#isProbing = isProbing;
    this.#flights.go();
    this.pump();
  }

  /** Starts nothing more. What is in flight goes on. */
  hold(): void {
    this.#isHeld = true;
    this.#timer.clear();
    this.#flights.hold();
    this.#robots.hold();
    this.#reportIfIdle();
  }

  /** Ends everything in flight; its rows are pending again. */
  abandonAll(): void {
    this.hold();
    this.#robots.abandonAll();
    this.#flights.abandonAll();
    this.#answers.abandonAll();
    this.#reportIfIdle();
  }

  /** Pages that passed for ok turn out otherwise. @returns The rows that are settled already. */
  reclassify(rowIds: readonly number[], code: OutcomeCode): readonly number[] {
    return this.#answers.reclassify(rowIds, code);
  }

  /** Rows that were settled are to be asked again, as if they never had been. */
  addRows(rowIds: readonly number[]): void {
    for (const rowId of rowIds) this.#queue.reopen(rowId);
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
      // Before new rows: they hold slots already.
      this.#flights.pump(nowMs);
      this.#robots.pump(nowMs);
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
    const probing = this.#isProbing ? this.#answers.stagedRows : 0;
    return this.#flights.size + this.#robots.asked + probing < this.#slots;
  }

  get #slots(): number {
    return this.#isProbing ? 1 : this.#options.concurrency;
  }

  /** Requests that are out. */
  get #asked(): number {
    return this.#flights.asked + this.#robots.asked;
  }

  /** @returns False when robots.txt had the row end without a request. */
  #begin(rowId: number, nowMs: number): boolean {
    const host = this.#scheduler.hostOf(rowId);
    if (!this.#gate.isRead(host)) {
      this.#scheduler.putBack(rowId);
      this.#scheduler.book(host, nowMs);
      this.#robots.begin(host);
      return true;
    }
    const { url, earlier } = this.#urls.read(rowId);
    const refusal = this.#gate.refusal(host, url);
    if (refusal !== null) {
      this.#answers.skip(rowId, refusal);
      return false;
    }
    this.#scheduler.book(host, nowMs);
    this.#flights.start(rowId, url, earlier, nowMs);
    return true;
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
