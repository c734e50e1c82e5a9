/** Hosts of a run, counted from its ledger while it goes on. */
import type { HostDetail, HostPage, HostRow } from '../../../shared/rows.ts';
import type { Database } from '../ledger/sqlite.ts';
import { stateCondition } from '../ledger/row-filter.ts';

export class HostQueries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Hosts with most failures first, then most rows. `search` is part of the origin, in any case. */
  page(search: string, from: number, count: number): HostPage {
    const wanted = search.toLowerCase();
    const hosts = this.#count()
      .filter(({ origin }) => origin.toLowerCase().includes(wanted))
      .toSorted(
        (one, other) => other.failed - one.failed || other.rows - one.rows || one.hostId - other.hostId,
      );
    return { hosts: hosts.slice(from, from + count), count: hosts.length };
  }

  /** @returns `null` when there is no such host. */
  detail(hostId: number): HostDetail | null {
    const host = this.#count().find((one) => one.hostId === hostId);
    return host === undefined ? null : { host, phases: {} };
  }

  #count(): HostRow[] {
    // The columns are those of the SELECT.
    const rows = this.#database
      .prepare(
        `SELECT h.id AS hostId, h.origin, count(*) AS rows, ${sumOf('ok')}, ${sumOf('failed')}, ${sumOf('skipped')}
         FROM row r JOIN host h ON h.id = r.host_id LEFT JOIN settlement s ON s.row_id = r.id GROUP BY h.id`,
      )
      .all() as Omit<HostRow, 'pending' | 'p50Ms' | 'p95Ms'>[];
    return rows.map((row) => ({
      ...row,
      pending: row.rows - row.ok - row.failed - row.skipped,
      p50Ms: null,
      p95Ms: null,
    }));
  }
}

function sumOf(state: 'ok' | 'failed' | 'skipped'): string {
  return `coalesce(sum(${stateCondition(state)}), 0) AS ${state}`;
}
