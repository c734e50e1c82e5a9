/**
 * Rows between a good answer and their settlement: their page is being kept, or its columns are
 * taken out. They hold no place at their host; to everybody else they are in flight.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { AttemptResult } from '../ledger/work-ledger.ts';
import type { PageOutcome } from '../pages/page-desk.ts';
import type { Flight } from './flight.ts';

export interface StagedRow {
  readonly flight: Flight;
  readonly result: AttemptResult;
  /** When the answer had come. Monotonic. */
  readonly endedMs: number;
}

export class PageStage {
  readonly #rows = new Map<number, StagedRow>();
  readonly #onOutcome: (row: StagedRow, outcome: PageOutcome) => void;

  constructor(onOutcome: (row: StagedRow, outcome: PageOutcome) => void) {
    this.#onOutcome = onOutcome;
  }

  get size(): number {
    return this.#rows.size;
  }

  add(row: StagedRow, outcome: Promise<PageOutcome>): void {
    const { rowId } = row.flight.fetch;
    this.#rows.set(rowId, row);
    void outcome.then((done) => {
      const current = this.#rows.get(rowId);
      // Given back meanwhile, and perhaps here again with another answer.
      if (current?.flight !== row.flight) return;
      this.#rows.delete(rowId);
      this.#onOutcome(current, done);
    });
  }

  /** Pages that passed for ok turn out otherwise. @returns The rows that are not here. */
  reclassify(rowIds: readonly number[], code: OutcomeCode): readonly number[] {
    return rowIds.filter((rowId) => {
      const row = this.#rows.get(rowId);
      if (row === undefined) return true;
      this.#rows.set(rowId, { ...row, result: { ...row.result, code } });
      return false;
    });
  }

  /** What comes of the rows that are here does not count any more. @returns Them. */
  clear(): readonly StagedRow[] {
    const rows = [...this.#rows.values()];
    this.#rows.clear();
    return rows;
  }
}
