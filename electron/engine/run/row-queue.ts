/**
 * The rows of a round between waiting and settled: the scheduler's queues, and what each row
 * has cost so far, kept in step.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock } from '../clock.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { RowAccounts } from './row-accounts.ts';

export class RowQueue {
  readonly #scheduler: Scheduler;
  readonly #accounts: RowAccounts;
  readonly #clock: Clock;

  /** From now on every pending row of `plan` could be asked. */
  constructor(plan: WorkPlan, scheduler: Scheduler, clock: Clock) {
    this.#scheduler = scheduler;
    this.#accounts = new RowAccounts(plan, clock.now());
    this.#clock = clock;
  }

  /** Rows whose last attempt failed and that wait for another. */
  get waitingForRetry(): number {
    return this.#accounts.waitingForRetry;
  }

  /** How long the row has been eligible, at `nowMs` (monotonic). */
  waitedMs(rowId: number, nowMs: number): number {
    return this.#accounts.waitedMs(rowId, nowMs);
  }

  /** The row, picked by the scheduler, does not wait any more. */
  taken(rowId: number): void {
    this.#accounts.taken(rowId);
  }

  /** The row, taken before, waits as if it had not been asked. */
  putBack(rowId: number): void {
    this.#accounts.waits(rowId, null);
    this.#scheduler.putBack(rowId);
  }

  /** The row, taken before, is to be asked again. @param dueMs Monotonic. */
  askAgainAt(rowId: number, dueMs: number): void {
    this.#accounts.waits(rowId, dueMs);
    this.#scheduler.retryAt(rowId, dueMs);
  }

  /** The row, taken before, starts anew when `host`, to which its redirect leads, may be asked. */
  waitFor(rowId: number, host: number): void {
    const dueMs = this.#scheduler.parkedUntilMs(host);
    this.#accounts.waits(rowId, null);
    if (dueMs === Infinity) this.#scheduler.strand(rowId, host);
    else this.#scheduler.retryAt(rowId, dueMs);
  }

  /** Books an answer. @returns Attempts that count and answers that asked for a pause, this one included. */
  count(rowId: number, code: OutcomeCode): { attemptsUsed: number; rateLimitedCount: number } {
    return this.#accounts.count(rowId, code);
  }

  /** @returns True when the row's host has nothing left to be asked. */
  settle(rowId: number): boolean {
    this.#accounts.settled(rowId);
    return this.#scheduler.settle(rowId);
  }

  /** The row, settled before, is to be asked as if it never had been. */
  reopen(rowId: number): void {
    this.#accounts.reopened(rowId);
    this.#accounts.waits(rowId, this.#clock.now());
    this.#scheduler.add(rowId);
  }
}
