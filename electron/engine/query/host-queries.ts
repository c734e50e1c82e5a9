/** Hosts of a run, counted from its ledger while it goes on. */
import type { HostDetail, HostPage, HostRow } from '../../../shared/rows.ts';
import { stateCondition } from '../ledger/row-filter.ts';
import type { Database, Statement } from '../ledger/sqlite.ts';
import { AttemptTimes } from './attempt-times.ts';

/** Counting may cost at most a fifth of the thread that does it. */
const COST_FACTOR = 5;

type HostCounts = Omit<HostRow, 'p50Ms' | 'p95Ms'>;

interface Counted {
  /** Hosts with most failures first, then most rows. */
  readonly hosts: readonly HostCounts[];
  /** Of the run file, when they were counted. */
  readonly version: number;
  readonly atMs: number;
  readonly costMs: number;
}

export class HostQueries {
  readonly #database: Database;
  readonly #now: () => number;
  #counted: Counted | null = null;
  #times: AttemptTimes | null = null;
  #selectVersion: Statement | null = null;

  /** @param now Milliseconds of a monotonic clock. */
  constructor(database: Database, now: () => number = () => performance.now()) {
    this.#database = database;
    this.#now = now;
  }

  /** Hosts with most failures first, then most rows. `search` is part of the origin, in any case. */
  page(search: string, from: number, count: number): HostPage {
    const wanted = search.toLowerCase();
    const hosts = this.#count().filter(({ origin }) => origin.toLowerCase().includes(wanted));
    return { hosts: this.#timed(hosts.slice(from, from + count)), count: hosts.length };
  }

  /** @returns `null` when there is no such host. */
  detail(hostId: number): HostDetail | null {
    const host = this.#count().find((one) => one.hostId === hostId);
    if (host === undefined) return null;
    const [timed] = this.#timed([host]);
    return { host: timed!, phases: this.#readTimes().summary(hostId) };
  }

  #timed(hosts: readonly HostCounts[]): HostRow[] {
    const totals = this.#readTimes().totals(new Set(hosts.map(({ hostId }) => hostId)));
    return hosts.map((host) => {
      const { p50Ms, p95Ms } = totals.get(host.hostId) ?? { p50Ms: null, p95Ms: null };
      return { ...host, p50Ms, p95Ms };
    });
  }

  #readTimes(): AttemptTimes {
    this.#times ??= new AttemptTimes(this.#database);
    this.#times.catchUp();
    return this.#times;
  }

  /** Counts anew when the run file has changed, but of a long list not at every change. */
  #count(): readonly HostCounts[] {
    const version = this.#readVersion();
    const atMs = this.#now();
    const known = this.#counted;
    if (known !== null) {
      const isFresh = known.version === version || atMs - known.atMs < COST_FACTOR * known.costMs;
      if (isFresh) return known.hosts;
    }
    const hosts = this.#countNow();
    this.#counted = { hosts, version, atMs: this.#now(), costMs: this.#now() - atMs };
    return hosts;
  }

  /** Changes with every transaction of another connection. */
  #readVersion(): number {
    this.#selectVersion ??= this.#database.prepare('PRAGMA data_version');
    // The pragma answers with one row of that name.
    return (this.#selectVersion.get() as { data_version: number }).data_version;
  }

  #countNow(): readonly HostCounts[] {
    // The columns are those of the SELECT.
    const rows = this.#database
      .prepare(
        `SELECT h.id AS hostId, h.origin, count(*) AS rows, ${sumOf('ok')}, ${sumOf('failed')}, ${sumOf('skipped')}
         FROM row r JOIN host h ON h.id = r.host_id LEFT JOIN settlement s ON s.row_id = r.id GROUP BY h.id`,
      )
      .all() as Omit<HostCounts, 'pending'>[];
    return rows
      .map((row) => ({ ...row, pending: row.rows - row.ok - row.failed - row.skipped }))
      .toSorted(
        (one, other) => other.failed - one.failed || other.rows - one.rows || one.hostId - other.hostId,
      );
  }
}

function sumOf(state: 'ok' | 'failed' | 'skipped'): string {
  return `coalesce(sum(${stateCondition(state)}), 0) AS ${state}`;
}
