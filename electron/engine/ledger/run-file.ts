/** An open run file: the {@link WorkLedger} that stands on this machine's disk. */
import { existsSync, statSync } from 'node:fs';
import type { RunOptions } from '../../../shared/options.ts';
import {
  OUTCOME_CODES,
  outcomeNumber,
  settledState,
  type OutcomeCode,
} from '../../../shared/outcome-codes.ts';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { RunLock } from './run-lock.ts';
import { APPLICATION_ID, MetaKey, SCHEMA_VERSION } from './schema.ts';
import { foreignError, openDatabase, sqliteError, type Database, type Statement } from './sqlite.ts';
import { parseCells } from './stored-json.ts';
import { parseOptions } from './stored-options.ts';
import type { FinishedAttempt, LeasedRow, LedgerUsage, WorkLedger, WorkPlan } from './work-ledger.ts';

/** Attempts beyond this are not told apart; it is far above any retry setting. */
const ATTEMPTS_USED_MAX = 255;

export interface RunFileFacts {
  readonly name: string;
  readonly options: RunOptions;
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
  #round: number;

  private constructor(path: string, database: Database, lock: RunLock) {
    this.path = path;
    this.#database = database;
    this.#lock = lock;
    this.#selectUrls = database.prepare(
      'SELECT id, url FROM row WHERE id IN (SELECT value FROM json_each(?))',
    );
    this.#selectUrls.setReturnArrays(true);
    // Binding a value costs more than storing it, and most attempts have none of the last six.
    const common =
      'row_id, round, code, started_at_ms, duration_ms, status, bytes, content_type, title, first_byte_ms, body_ms';
    this.#insertPlainAttempt = database.prepare(`INSERT INTO attempt (${common}) VALUES (${places(11)})`);
    this.#insertAttempt = database.prepare(
      `INSERT INTO attempt (${common}, final_url, hops, error, dns_ms, connect_ms, tls_ms) VALUES (${places(17)})`,
    );
    this.#insertSettlement = database.prepare('INSERT OR IGNORE INTO settlement VALUES (?, ?, ?)');
    this.#upsertMeta = database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
    this.#round = this.#count(MetaKey.Round);
  }

  /**
   * @throws AppError `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`,
   *   `RUN_FILE_DAMAGED`, `RUN_FILE_LOCKED`, `FOLDER_READ_ONLY`, `DISK_FULL`
   */
  static open(path: string): RunFile {
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
        return new RunFile(path, database, lock);
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
      lines: number(MetaKey.Lines),
      rows: number(MetaKey.Rows),
      merged: number(MetaKey.Merged),
      rejected: number(MetaKey.Rejected),
      bytes: number(MetaKey.Bytes),
      elapsedMs: number(MetaKey.ElapsedMs),
      round: this.#round,
      otherColumns: parseCells(this.#meta(MetaKey.OtherColumns)) ?? [],
      settled,
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
    const free = outcomeNumber('http.rate_limited');
    const used = `SELECT row_id AS id, count(*) AS used FROM attempt WHERE round = ${this.#round}
      AND code <> ${free} AND row_id NOT IN (SELECT row_id FROM settlement) GROUP BY row_id`;
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

  saveOptions(options: RunOptions): void {
    this.#guard(() => this.#upsertMeta.run(MetaKey.Options, JSON.stringify(options)));
  }

  /**
   * Makes failed rows pending again, as a new round.
   *
   * @param codes Which failures; `null` is all of them.
   * @returns How many rows.
   */
  requeueFailed(codes: readonly OutcomeCode[] | null): number {
    const failures = OUTCOME_CODES.filter((code) => settledState(code) === 'failed');
    const chosen = (codes ?? failures).filter((code) => failures.includes(code)).map(numberOf);
    let requeued = 0;
    this.#transaction(() => {
      const remove = this.#database.prepare(`DELETE FROM settlement WHERE code IN (${chosen.join(',')})`);
      requeued = Number(remove.run().changes);
      if (requeued > 0) this.#upsertMeta.run(MetaKey.Round, String(this.#round + 1));
    });
    if (requeued > 0) this.#round++;
    return requeued;
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
  #highestId(table: 'row' | 'settlement'): number {
    const column = table === 'row' ? 'id' : 'row_id';
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

/** Tells whether a run at `path` still has pending rows, without locking it. @throws as {@link RunFile.open} */
export function readPendingCount(path: string): number {
  assertRunFile(path);
  const database = openDatabase(path);
  try {
    const row = database
      .prepare('SELECT (SELECT count(*) FROM row) - (SELECT count(*) FROM settlement) AS pending')
      // One row with this column, always.
      .get() as { pending: number };
    return row.pending;
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
  }
}

function assertRunFile(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new AppError(ErrorCode.FileUnreadable, `There is no run file at ${path}.`, {
      advice: 'It may have been moved or deleted. Choose it where it is now.',
    });
  }
  const database = openDatabase(path, { readOnly: true });
  try {
    const read = (pragma: string): number =>
      // A PRAGMA that reads gives one row with the pragma's own name as its column.
      (database.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>)[pragma] ?? 0;
    if (read('application_id') !== APPLICATION_ID) {
      throw foreignError(path);
    }
    const version = read('user_version');
    if (version > SCHEMA_VERSION) {
      throw new AppError(ErrorCode.RunFileTooNew, 'This run file was made by a newer Gleaner.', {
        advice: 'Update Gleaner to open it.',
      });
    }
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
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

function numberOf(code: OutcomeCode): number {
  // Every OutcomeCode has a number: both come from one table.
  return outcomeNumber(code) as number;
}

function places(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
