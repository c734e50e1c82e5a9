/**
 * Reads URLs from the ledger shortly before they are due, a few at a time, so that the
 * list itself never stands in memory.
 */
import type { Clock } from '../clock.ts';
import type { LeasedRow, WorkLedger } from '../ledger/work-ledger.ts';
import type { Scheduler } from './scheduler.ts';

const CHUNK_ROWS = 64;
/** URLs read ahead over all hosts. With more hosts than this, each is read when it is due. */
const AHEAD_MAX = 4096;
/** Long enough for a row to wait its turn and be fetched; for ledgers that engines share. */
const LEASE_MS = 15 * 60_000;

export class UrlReader {
  readonly #ledger: WorkLedger;
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #ahead = new Map<number, LeasedRow>();

  constructor(ledger: WorkLedger, scheduler: Scheduler, clock: Clock) {
    this.#ledger = ledger;
    this.#scheduler = scheduler;
    this.#clock = clock;
  }

  /** @param rowId A row that the scheduler has just given out. */
  read(rowId: number): LeasedRow {
    const known = this.#ahead.get(rowId);
    if (known !== undefined) {
      this.#ahead.delete(rowId);
      return known;
    }
    const count = this.#ahead.size < AHEAD_MAX ? CHUNK_ROWS - 1 : 0;
    const wanted = [rowId, ...this.#scheduler.following(rowId, count)];
    const leased = this.#ledger.lease(wanted, this.#clock.wallNow() + LEASE_MS);
    for (const row of leased) if (row.rowId !== rowId) this.#ahead.set(row.rowId, row);
    const own = leased.find((row) => row.rowId === rowId);
    if (own === undefined) throw new Error(`Row ${rowId} is not in the ledger.`);
    return own;
  }
}
