/**
 * What a round has cost each row so far: attempts used, pauses asked for, and since when
 * the row could have been asked. A few bytes a row; maps hold only rows that were asked
 * to wait and are not settled yet.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';

const ATTEMPTS_USED_MAX = 255;

export class RowAccounts {
  readonly #attemptsUsed: Uint8Array;
  readonly #rateLimited = new Map<number, number>();
  /** Milliseconds after the start of the loop; 0 for rows that were never told to wait. */
  #eligibleAtMs: Uint32Array | null = null;
  readonly #startedMs: number;
  #waitingForRetry = 0;

  /** @param nowMs Monotonic; from now on every pending row could be asked. */
  constructor(plan: WorkPlan, nowMs: number) {
    this.#attemptsUsed = plan.attemptsUsed;
    this.#startedMs = nowMs;
    for (let rowId = 0; rowId < plan.isPending.length; rowId++)
      if (plan.isPending[rowId] === 1 && this.#hasFailed(rowId)) this.#waitingForRetry++;
  }

  /** Rows whose last attempt failed and that wait for another. */
  get waitingForRetry(): number {
    return this.#waitingForRetry;
  }

  /** The row was taken to be asked. */
  taken(rowId: number): void {
    if (this.#hasFailed(rowId)) this.#waitingForRetry--;
  }

  /** The row is waiting again; it will be eligible from `dueMs` on, or at once. */
  waits(rowId: number, dueMs: number | null): void {
    if (this.#hasFailed(rowId)) this.#waitingForRetry++;
    if (dueMs === null) return;
    this.#eligibleAtMs ??= new Uint32Array(this.#attemptsUsed.length);
    this.#eligibleAtMs[rowId] = Math.max(0, Math.round(dueMs - this.#startedMs));
  }

  /** How long the row has been eligible, at `nowMs` (monotonic). */
  waitedMs(rowId: number, nowMs: number): number {
    return Math.max(0, nowMs - this.#startedMs - (this.#eligibleAtMs?.[rowId] ?? 0));
  }

  /** Books an answer. @returns Attempts that count and answers that asked for a pause, this one included. */
  count(rowId: number, code: OutcomeCode): { attemptsUsed: number; rateLimitedCount: number } {
    if (code === 'http.rate_limited') this.#rateLimited.set(rowId, (this.#rateLimited.get(rowId) ?? 0) + 1);
    else if (this.#attemptsUsed[rowId]! < ATTEMPTS_USED_MAX) this.#attemptsUsed[rowId]!++;
    return {
      attemptsUsed: this.#attemptsUsed[rowId]!,
      rateLimitedCount: this.#rateLimited.get(rowId) ?? 0,
    };
  }

  settled(rowId: number): void {
    this.#rateLimited.delete(rowId);
  }

  /** The row, settled before, is to be asked as if it never had been. */
  reopened(rowId: number): void {
    this.#attemptsUsed[rowId] = 0;
  }

  /** The row was asked before, in this round, without success. */
  #hasFailed(rowId: number): boolean {
    return this.#attemptsUsed[rowId]! > 0 || this.#rateLimited.has(rowId);
  }
}
