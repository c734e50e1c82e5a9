/**
 * Hosts of a run, counted from its ledger while it goes on. Works in pieces of some 10 ms and
 * lets others have their turn in between: the thread that does this answers scrolling, too.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HostDetail, HostPage, HostRow } from '../../../shared/rows.ts';
import { stateCondition } from '../ledger/row-filter.ts';
import type { Database, Statement } from '../ledger/sqlite.ts';
import { AttemptTimes } from './attempt-times.ts';

/** Counting may cost at most a fifth of the thread that does it. */
const COST_FACTOR = 5;
/** Rows that are counted at a time. */
const COUNT_ROWS = 5000;

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
  readonly #times: AttemptTimes;
  readonly #selectVersion: Statement;
  readonly #selectCounts: Statement;
  #counted: Counted | null = null;
  #counting: Promise<Counted> | null = null;

  /** @param now Milliseconds of a monotonic clock. */
  constructor(database: Database, now: () => number = () => performance.now()) {
    this.#database = database;
    this.#now = now;
    this.#times = new AttemptTimes(database, () => this.#breathe());
    this.#selectVersion = database.prepare('PRAGMA data_version');
    this.#selectCounts = database.prepare(
      `SELECT r.host_id AS hostId, count(*) AS rows, ${sumOf('ok')}, ${sumOf('failed')}, ${sumOf('skipped')}
       FROM row r LEFT JOIN settlement s ON s.row_id = r.id WHERE r.id >= ? AND r.id < ? GROUP BY r.host_id`,
    );
  }

  /** Hosts with most failures first, then most rows. `search` is part of the origin, in any case. */
  async page(search: string, from: number, count: number): Promise<HostPage> {
    const wanted = search.toLowerCase();
    const hosts = (await this.#count()).filter(({ origin }) => origin.toLowerCase().includes(wanted));
    return { hosts: await this.#timed(hosts.slice(from, from + count)), count: hosts.length };
  }

  /** @returns `null` when there is no such host. */
  async detail(hostId: number): Promise<HostDetail | null> {
    const host = (await this.#count()).find((one) => one.hostId === hostId);
    if (host === undefined) return null;
    const [timed] = await this.#timed([host]);
    return { host: timed!, phases: this.#times.summary(hostId) };
  }

  async #timed(hosts: readonly HostCounts[]): Promise<HostRow[]> {
    await this.#times.catchUp();
    const totals = this.#times.totals(new Set(hosts.map(({ hostId }) => hostId)));
    return hosts.map((host) => {
      const { p50Ms, p95Ms } = totals.get(host.hostId) ?? { p50Ms: null, p95Ms: null };
      return { ...host, p50Ms, p95Ms };
    });
  }

  /** Counts anew when the run file has changed, but of a long list not at every change. */
  async #count(): Promise<readonly HostCounts[]> {
    const known = this.#counted;
    if (known !== null) {
      const isFresh =
        known.version === this.#readVersion() || this.#now() - known.atMs < COST_FACTOR * known.costMs;
      if (isFresh) return known.hosts;
    }
    this.#counting ??= this.#countNow().finally(() => {
      this.#counting = null;
    });
    this.#counted = await this.#counting;
    return this.#counted.hosts;
  }

  /** Changes with every transaction of another connection. */
  #readVersion(): number {
    // The pragma answers with one row of that name.
    return (this.#selectVersion.get() as { data_version: number }).data_version;
  }

  /** Each row is counted once, in the state that it is in when its piece is. */
  async #countNow(): Promise<Counted> {
    const version = this.#readVersion();
    const startedAtMs = this.#now();
    const hosts = new Map<number, Mutable<HostCounts>>();
    // The columns are those of the SELECT.
    const known = this.#database.prepare('SELECT id, origin FROM host').all() as {
      id: number;
      origin: string;
    }[];
    for (const { id: hostId, origin } of known)
      hosts.set(hostId, { hostId, origin, rows: 0, ok: 0, failed: 0, skipped: 0, pending: 0 });
    // One row with this column, always.
    const { last } = this.#database.prepare('SELECT max(id) AS last FROM row').get() as {
      last: number | null;
    };
    for (let from = 0; from <= (last ?? -1); from += COUNT_ROWS) {
      if (from > 0) await this.#breathe();
      // The columns are those of the SELECT.
      const pieces = this.#selectCounts.all(from, from + COUNT_ROWS) as Omit<
        HostCounts,
        'origin' | 'pending'
      >[];
      for (const piece of pieces) {
        const host = hosts.get(piece.hostId);
        if (host === undefined) continue;
        for (const key of ['rows', 'ok', 'failed', 'skipped'] as const) host[key] += piece[key];
        host.pending = host.rows - host.ok - host.failed - host.skipped;
      }
    }
    const sorted = [...hosts.values()]
      .filter(({ rows }) => rows > 0)
      .toSorted(
        (one, other) => other.failed - one.failed || other.rows - one.rows || one.hostId - other.hostId,
      );
    return { hosts: sorted, version, atMs: this.#now(), costMs: this.#now() - startedAtMs };
  }

  /** @throws AppError `WRONG_STATE` when the run was closed meanwhile. */
  async #breathe(): Promise<void> {
    await setImmediate();
    if (!this.#database.isOpen) throw new AppError(ErrorCode.WrongState, 'The run is closed.');
  }
}

type Mutable<Record> = { -readonly [Key in keyof Record]: Record[Key] };

function sumOf(state: 'ok' | 'failed' | 'skipped'): string {
  return `coalesce(sum(${stateCondition(state)}), 0) AS ${state}`;
}
