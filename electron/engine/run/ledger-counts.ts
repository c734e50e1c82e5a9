/** The ledger equation, kept up with what is committed. */
import { settledState, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RunTotals } from '../../../shared/progress.ts';
import { isIncomplete } from '../ledger/field-rows.ts';
import type { RunFileFacts } from '../ledger/run-file.ts';
import type { FinishedAttempt } from '../ledger/work-ledger.ts';

export class LedgerCounts {
  readonly #lines: number;
  readonly #rows: number;
  readonly #merged: number;
  readonly #rejected: number;
  #settled: Map<OutcomeCode, number>;
  #incomplete: number;
  #bytes: number;
  #failedAttempts = 0;

  constructor(facts: RunFileFacts) {
    this.#lines = facts.lines;
    this.#rows = facts.rows;
    this.#merged = facts.merged;
    this.#rejected = facts.rejected;
    this.#incomplete = facts.incomplete;
    this.#bytes = facts.bytes;
    this.#settled = new Map(facts.settled);
  }

  get settled(): number {
    let sum = 0;
    for (const count of this.#settled.values()) sum += count;
    return sum;
  }

  get isComplete(): boolean {
    return this.settled === this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Attempts that failed since the run was opened, retried or not. */
  get failedAttempts(): number {
    return this.#failedAttempts;
  }

  /** @param settled Those of `written` that settled their row in this commit. */
  add(settled: readonly FinishedAttempt[], written: readonly FinishedAttempt[]): void {
    for (const { result, page } of settled) {
      this.#settled.set(result.code, (this.#settled.get(result.code) ?? 0) + 1);
      const fields = page?.fields ?? null;
      if (fields !== null && result.code === 'ok' && isIncomplete(fields)) this.#incomplete++;
    }
    for (const { result } of written) {
      this.#bytes += result.bytes;
      if (result.code !== 'ok') this.#failedAttempts++;
    }
  }

  /** `count` rows that were settled as `from` are now settled as `to`, or pending (`null`). */
  move(from: OutcomeCode, to: OutcomeCode | null, count: number): void {
    this.#settled.set(from, (this.#settled.get(from) ?? 0) - count);
    if (to !== null) this.#settled.set(to, (this.#settled.get(to) ?? 0) + count);
  }

  /** Of the rows that are ok, `count` more are incomplete. */
  addIncomplete(count: number): void {
    this.#incomplete += count;
  }

  resetIncomplete(count: number): void {
    this.#incomplete = count;
  }

  /** After rows were made pending again. */
  resetSettled({ settled, incomplete }: Pick<RunFileFacts, 'settled' | 'incomplete'>): void {
    this.#settled = new Map(settled);
    this.#incomplete = incomplete;
  }

  totals(inFlight: number, retrying: number): RunTotals {
    const sums = { ok: 0, failed: 0, skipped: 0 };
    const failures: Partial<Record<OutcomeCode, number>> = {};
    for (const [code, count] of this.#settled) {
      const state = settledState(code);
      sums[state] += count;
      if (state === 'failed' && count > 0) failures[code] = count;
    }
    return {
      lines: this.#lines,
      rows: this.#rows,
      merged: this.#merged,
      rejected: this.#rejected,
      ...sums,
      pending: this.#rows - sums.ok - sums.failed - sums.skipped,
      inFlight,
      bytes: this.#bytes,
      failures,
      incomplete: this.#incomplete,
      retrying,
    };
  }
}
