/** An open run file: the {@link WorkLedger} that stands on this machine's disk. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RunOptions } from '../../../shared/options.ts';
import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import type { SalvageReport } from '../../../shared/run.ts';
import { migrate } from './migrations.ts';
import { numberOf } from './row-filter.ts';
import { deleteFailures, insertRound, readRounds, updateRoundOptions } from './rounds.ts';
import { assertRunFile } from './run-file-check.ts';
import { RunLock } from './run-lock.ts';
import { MetaKey } from './schema.ts';
import { openDatabase, sqliteError, type Database, type Statement } from './sqlite.ts';
import { parseCells, parseSalvage } from './stored-json.ts';
import { parseOptions } from './stored-options.ts';
import type { FinishedAttempt, LeasedRow, LedgerUsage, WorkLedger, WorkPlan } from './work-ledger.ts';

/** Attempts beyond this are not told apart; it is far above any retry setting. */
const ATTEMPTS_USED_MAX = 255;
/**
 * Attempts that cost a row nothing: the host or this computer put them off, or they brought a
 * page that was taken for good or for a block page first and is asked for again.
 */
const FREE_CODES = OUTCOME_CODES.filter(
  (code) => OUTCOMES[code].retry === 'host' || code === 'ok' || code === 'blocked.soft',
);

export interface RunFileFacts {
  readonly name: string;
  /** The run's own. */
  readonly options: RunOptions;
  /** What is set differently for the present round only. */
  readonly roundOptions: Partial<RunOptions>;
  readonly lines: number;
  readonly rows: number;
  readonly merged: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly round: number;
  readonly otherColumns: readonly string[];
  /** Settled rows by code. */
  readonly settled: ReadonlyMap<OutcomeCode, number>;
  /** Highest id of an attempt, 0 when there are none. */
  readonly attempts: number;
  /** Set when this file was made out of a damaged one. */
  readonly salvage: SalvageReport | null;
}

/** Times of attempts, for percentiles. */
export interface PhaseTimesPage {
  /** Id of the last attempt in it; the next page begins after it. */
  readonly lastId: number;
  /** wait, dns, connect, tls, firstByte, body, total: the order of `PHASE_NAMES`. Milliseconds. */
  readonly rows: readonly (readonly (number | null)[])[];
}

export class RunFile implements WorkLedger {
  readonly path: string;
  readonly #database: Database;
  readonly #lock: RunLock;
  readonly #selectUrls: Statement;
  readonly #insertPlainAttempt: Statement;
  readonly #insertAttempt: Statement;
  readonly #insertSettlement: Statement;
  readonly #upsertMeta: Statement;
  readonly #selectPhaseTimes: Statement;
  readonly #wallClock: () => number;
  #round: number;

  private constructor(path: string, database: Database, lock: RunLock, wallClock: () => number) {
    this.path = path;
    this.#wallClock = wallClock;
    this.#database = database;
    this.#lock = lock;
    this.#selectUrls = database.prepare(
      'SELECT id, url FROM row WHERE id IN (SELECT value FROM json_each(?))',
    );
    this.#selectUrls.setReturnArrays(true);
    // Binding a value costs more than storing it, and most attempts have none of the last six.
    const common =
      'row_id, round, code, started_at_ms, duration_ms, status, bytes, content_type, title, first_byte_ms, body_ms, wait_ms';
    this.#insertPlainAttempt = database.prepare(`INSERT INTO attempt (${common}) VALUES (${places(12)})`);
    this.#insertAttempt = database.prepare(
      `INSERT INTO attempt (${common}, final_url, hops, error, dns_ms, connect_ms, tls_ms) VALUES (${places(18)})`,
    );
    this.#insertSettlement = database.prepare('INSERT OR IGNORE INTO settlement VALUES (?, ?, ?)');
    this.#upsertMeta = database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
    this.#selectPhaseTimes = database.prepare(
      `SELECT id, wait_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms, nullif(duration_ms, -1)
       FROM attempt WHERE id > ? ORDER BY id LIMIT ?`,
    );
    this.#selectPhaseTimes.setReturnArrays(true);
    this.#round = this.#count(MetaKey.Round);
  }

  /**
   * Opens a file of this version, or of an older one, which it brings up to date.
   *
   * @param wallClock Epoch milliseconds.
   * @throws AppError `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`,
   *   `RUN_FILE_DAMAGED`, `RUN_FILE_LOCKED`, `FOLDER_READ_ONLY`, `DISK_FULL`
   */
  static open(path: string, wallClock: () => number = Date.now): RunFile {
    assertRunFile(path);
    const lock = RunLock.acquire(path);
    try {
      const database = openDatabase(path);
      try {
        // NORMAL: a power cut may lose the last moments, a killed process loses nothing.
        // temp_store: sorting must not spill into a folder that we did not choose.
        database.exec(
          `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;
           PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216`,
        );
        migrate(database);
        return new RunFile(path, database, lock, wallClock);
      } catch (error) {
        database.close();
        throw sqliteError(error, path);
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  readFacts(): RunFileFacts {
    const settled = new Map<OutcomeCode, number>();
    const rows = this.#database
      .prepare('SELECT code, count(*) AS count FROM settlement GROUP BY code')
      // The columns are those of the SELECT.
      .all() as { code: number; count: number }[];
    if (this.#highestId('settlement') >= this.#count(MetaKey.Rows))
      throw damagedError('it settles rows that it does not have');
    for (const { code, count } of rows) settled.set(codeOf(code), count);
    const number = (key: string) => this.#count(key);
    return {
      name: this.#meta(MetaKey.Name) ?? '',
      options: parseOptions(this.#meta(MetaKey.Options)),
      roundOptions: readRounds(this.#database).get(this.#round)?.options ?? {},
      lines: number(MetaKey.Lines),
      rows: number(MetaKey.Rows),
      merged: number(MetaKey.Merged),
      rejected: number(MetaKey.Rejected),
      bytes: number(MetaKey.Bytes),
      elapsedMs: number(MetaKey.ElapsedMs),
      round: this.#round,
      otherColumns: parseCells(this.#meta(MetaKey.OtherColumns)) ?? [],
      settled,
      attempts: Math.max(0, this.#highestId('attempt')),
      salvage: parseSalvage(this.#meta(MetaKey.Salvage)),
    };
  }

  readPlan(): WorkPlan {
    const count = this.#count(MetaKey.Rows);
    if (this.#highestId('row') !== count - 1) throw damagedError('its rows are not those that it counts');
    const plan = {
      origins: [] as string[],
      hostOfRow: new Uint32Array(count),
      isPending: new Uint8Array(count).fill(1),
      attemptsUsed: new Uint8Array(count),
    };
    for (const host of this.#rows<{ id: number; origin: string }>('SELECT id, origin FROM host ORDER BY id'))
      plan.origins[host.id] = String(host.origin);
    let rows = 0;
    for (const row of this.#rows<{ id: number; host: number }>('SELECT id, host_id AS host FROM row')) {
      if (plan.origins[row.host] === undefined) throw damagedError(`row ${row.id} has no host`);
      plan.hostOfRow[row.id] = row.host;
      rows++;
    }
    if (rows !== count) throw damagedError('some of its rows are missing');
    for (const { id } of this.#rows<{ id: number }>('SELECT row_id AS id FROM settlement'))
      plan.isPending[id] = 0;
    const used = `SELECT row_id AS id, count(*) AS used FROM attempt WHERE round = ${this.#round}
      AND code NOT IN (${FREE_CODES.map(numberOf).join(',')}) AND row_id NOT IN (SELECT row_id FROM settlement) GROUP BY row_id`;
    for (const { id, used: attempts } of this.#rows<{ id: number; used: number }>(used))
      plan.attemptsUsed[id] = Math.min(attempts, ATTEMPTS_USED_MAX);
    return plan;
  }

  // The run file belongs to this process alone (see RunLock), so a lease needs no record:
  // when the process dies, everything it had leased is pending again.
  lease(rowIds: readonly number[], _expiresAtMs: number): readonly LeasedRow[] {
    // The columns are those of the SELECT.
    const rows = this.#selectUrls.all(JSON.stringify(rowIds)) as [number, string][];
    return rows.map(([rowId, url]) => ({ rowId, url }));
  }

  renew(_rowIds: readonly number[], _expiresAtMs: number): void {}

  release(_rowIds: readonly number[]): void {}

  settle(batch: readonly FinishedAttempt[], usage: LedgerUsage): readonly FinishedAttempt[] {
    const settled: FinishedAttempt[] = [];
    this.#transaction(() => {
      for (const one of batch) {
        const attemptId = this.#appendAttempt(one);
        if (!one.isSettled) continue;
        const { changes } = this.#insertSettlement.run(one.rowId, numberOf(one.result.code), attemptId);
        if (changes === 1) settled.push(one);
      }
      this.#upsertMeta.run(MetaKey.ElapsedMs, String(Math.round(usage.elapsedMs)));
      this.#upsertMeta.run(MetaKey.Bytes, String(usage.bytes));
    });
    return settled;
  }

  /** `roundOptions` are kept with the present round; the first has none. */
  saveOptions(options: RunOptions, roundOptions: Partial<RunOptions>): void {
    this.#transaction(() => {
      this.#upsertMeta.run(MetaKey.Options, JSON.stringify(options));
      updateRoundOptions(this.#database, this.#round, roundOptions);
    });
  }

  /**
   * Makes failed rows pending again, as a new round; rows that did not fail are left alone.
   *
   * @returns How many; when there are none, no round is begun.
   */
  requeue(selection: RetrySelection, roundOptions: Partial<RunOptions>): number {
    const round = this.#round + 1;
    let requeued = 0;
    this.#transaction(() => {
      requeued = deleteFailures(this.#database, selection);
      if (requeued === 0) return;
      const startedAtMs = Math.round(this.#wallClock());
      insertRound(this.#database, { round, startedAtMs, requeued, options: roundOptions });
      this.#upsertMeta.run(MetaKey.Round, String(round));
    });
    if (requeued > 0) this.#round = round;
    return requeued;
  }

  /** Changes the outcome of those of the rows that have `from`. @returns How many. */
  changeSettled(rowIds: readonly number[], from: OutcomeCode, to: OutcomeCode): number {
    const change = this.#database.prepare(
      'UPDATE settlement SET code = ? WHERE code = ? AND row_id IN (SELECT value FROM json_each(?))',
    );
    let changed = 0;
    this.#transaction(() => {
      changed = Number(change.run(numberOf(to), numberOf(from), JSON.stringify(rowIds)).changes);
    });
    return changed;
  }

  /** @returns The rows of one host that have this outcome. Reads every settlement. */
  rowsSettledAs(code: OutcomeCode, origin: string): number[] {
    const rows = this.#database
      .prepare(
        `SELECT s.row_id AS id FROM settlement s JOIN row r ON r.id = s.row_id JOIN host h ON h.id = r.host_id
         WHERE s.code = ? AND h.origin = ? ORDER BY s.row_id`,
      )
      // The column is that of the SELECT.
      .all(numberOf(code), origin) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** Takes the outcome of rows away without beginning a round: they are pending again. */
  reopen(rowIds: readonly number[]): void {
    const remove = this.#database.prepare(
      'DELETE FROM settlement WHERE row_id IN (SELECT value FROM json_each(?))',
    );
    this.#guard(() => remove.run(JSON.stringify(rowIds)));
  }

  /** @param afterAttemptId 0 for the beginning. @returns At most `limit` attempts, oldest first. */
  readPhaseTimes(afterAttemptId: number, limit: number): PhaseTimesPage {
    // The columns are those of the SELECT, as arrays.
    const rows = this.#selectPhaseTimes.all(afterAttemptId, limit) as [number, ...(number | null)[]][];
    return { lastId: rows.at(-1)?.[0] ?? afterAttemptId, rows: rows.map(([, ...times]) => times) };
  }

  /**
   * Idempotent. Folds the write-ahead log into the file, so that the file alone is the whole
   * run; its empty remains go when the statements are collected, or at exit.
   */
  close(): void {
    if (!this.#database.isOpen) return;
    try {
      this.#database.exec('PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A full disk: the log stays beside the file and is folded in at the next opening.
    }
    this.#database.close();
    this.#lock.release();
  }

  #appendAttempt(one: FinishedAttempt): number | bigint {
    const { result } = one;
    const { phases } = result;
    const isPlain =
      result.error === null && result.finalUrl === null && phases.connectMs === null && phases.dnsMs === null;
    if (isPlain) {
      return this.#insertPlainAttempt.run(
        one.rowId,
        this.#round,
        numberOf(result.code),
        one.startedAtMs,
        Math.round(one.durationMs),
        result.status,
        result.bytes,
        result.contentType,
        result.title,
        rounded(phases.firstByteMs),
        rounded(phases.bodyMs),
        rounded(phases.waitMs),
      ).lastInsertRowid;
    }
    return this.#insertAttempt.run(
      one.rowId,
      this.#round,
      numberOf(result.code),
      one.startedAtMs,
      Math.round(one.durationMs),
      result.status,
      result.bytes,
      result.contentType,
      result.title,
      rounded(phases.firstByteMs),
      rounded(phases.bodyMs),
      rounded(phases.waitMs),
      result.finalUrl,
      result.hops.length === 0 ? null : JSON.stringify(result.hops.map((hop) => [hop.status, hop.url])),
      result.error,
      rounded(phases.dnsMs),
      rounded(phases.connectMs),
      rounded(phases.tlsMs),
    ).lastInsertRowid;
  }

  #transaction(action: () => void): void {
    this.#guard(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        action();
        this.#database.exec('COMMIT');
      } catch (error) {
        // SQLite has already rolled back by itself when the disk is full.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #guard(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      throw sqliteError(error, this.path);
    }
  }

  #meta(key: string): string | null {
    // The column is TEXT NOT NULL; no row is undefined.
    const row = this.#database.prepare('SELECT value FROM meta WHERE key = ?').get(key) as
      | { value: string }
      | undefined;
    return row?.value ?? null;
  }

  /** A figure of the `meta` table. */
  #count(key: string): number {
    const value = Number(this.#meta(key) ?? '0');
    if (!Number.isSafeInteger(value) || value < 0) throw damagedError(`its "${key}" is not a number`);
    return value;
  }

  /** -1 when `table` is empty. */
  #highestId(table: 'row' | 'settlement' | 'attempt'): number {
    const column = table === 'settlement' ? 'row_id' : 'id';
    // One row with this column, always.
    const row = this.#database.prepare(`SELECT max(${column}) AS id FROM ${table}`).get() as {
      id: number | null;
    };
    return row.id ?? -1;
  }

  #rows<Row>(sql: string): IterableIterator<Row> {
    // Each caller names the columns of its own SELECT.
    return this.#database.prepare(sql).iterate() as IterableIterator<Row>;
  }
}

function codeOf(number: number): OutcomeCode {
  const code = OUTCOME_CODES[number];
  if (code === undefined) throw damagedError(`it has an outcome ${number} that does not exist`);
  return code;
}

function damagedError(what: string): AppError {
  return new AppError(ErrorCode.RunFileDamaged, `The run file is damaged: ${what}.`, {
    advice: 'Start again from the list, or from a copy of the run file.',
  });
}

function places(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
