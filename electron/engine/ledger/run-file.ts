/** An open run file: the {@link WorkLedger} that stands on this machine's disk. */
import type { RunOptions } from '../../../shared/options.ts';
import type { RecipeColumn } from '../../../shared/recipe.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import type { SalvageReport } from '../../../shared/run.ts';
import { AttemptWriter } from './attempt-writer.ts';
import { countIncomplete, rearrangeFields, replaceFields, type RowFields } from './field-rows.ts';
import { migrate } from './migrations.ts';
import { highestId, readPlan, readSettled } from './plan-reader.ts';
import { numberOf } from './row-filter.ts';
import { deleteFailures, insertRound, readRounds, updateRoundOptions } from './rounds.ts';
import { assertRunFile, damagedError } from './run-file-check.ts';
import { RunLock } from './run-lock.ts';
import { MetaKey } from './schema.ts';
import { openDatabase, sqliteError, type Database, type Statement } from './sqlite.ts';
import { parseCells, parseSalvage } from './stored-json.ts';
import { parseOptions } from './stored-options.ts';
import { PageTable } from './page-table.ts';
import type { FinishedAttempt, LeasedRow, LedgerUsage, WorkLedger, WorkPlan } from './work-ledger.ts';

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
  /** Rows that are ok and lack a column that their recipe requires. */
  readonly incomplete: number;
  /** Highest id of an attempt, 0 when there are none. */
  readonly attempts: number;
  /** Name of the run file that this run repeats, beside it. */
  readonly earlierRun: string | null;
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
  readonly pages: PageTable;
  readonly #hasEarlier: boolean;
  readonly #database: Database;
  readonly #lock: RunLock;
  readonly #selectUrls: Statement;
  readonly #attempts: AttemptWriter;
  readonly #insertSettlement: Statement;
  readonly #upsertMeta: Statement;
  readonly #selectPhaseTimes: Statement;
  readonly #wallClock: () => number;
  /** Of the recipe, whose values are taken over from the run before. */
  #columns: readonly RecipeColumn[] = [];
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
    this.#attempts = new AttemptWriter(database);
    this.pages = new PageTable(database);
    this.#hasEarlier = this.pages.hasEarlier();
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
    return this.#guard(() => {
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
        settled: readSettled(this.#database, { path: this.path, rows: number(MetaKey.Rows) }),
        incomplete: countIncomplete(this.#database),
        attempts: Math.max(0, highestId(this.#database, 'attempt')),
        earlierRun: this.pages.earlierRun(),
        salvage: parseSalvage(this.#meta(MetaKey.Salvage)),
      };
    });
  }

  readPlan(): WorkPlan {
    return this.#guard(() =>
      readPlan(this.#database, { path: this.path, rows: this.#count(MetaKey.Rows), round: this.#round }),
    );
  }

  // The run file belongs to this process alone (see RunLock), so a lease needs no record:
  // when the process dies, everything it had leased is pending again.
  /** @throws AppError `RUN_FILE_DAMAGED` when one of the rows is not there, and as all of this class. */
  lease(rowIds: readonly number[], _expiresAtMs: number): readonly LeasedRow[] {
    const rows = this.#guard(
      // The columns are those of the SELECT.
      () => this.#selectUrls.all(JSON.stringify(rowIds)) as [number, string][],
    );
    // A row that is silently left out here would be in nobody's hands for good.
    if (rows.length < rowIds.length) throw damagedError(this.path, 'some of its rows are missing');
    return rows.map(([rowId, url]) => ({
      rowId,
      url,
      earlier: this.#hasEarlier ? this.pages.earlier(rowId) : null,
    }));
  }

  renew(_rowIds: readonly number[], _expiresAtMs: number): void {}

  release(_rowIds: readonly number[]): void {}

  settle(batch: readonly FinishedAttempt[], usage: LedgerUsage): readonly FinishedAttempt[] {
    const settled: FinishedAttempt[] = [];
    this.#transaction(() => {
      for (const one of batch) {
        const attemptId = this.#attempts.append(one, this.#round);
        if (!one.isSettled) continue;
        const { changes } = this.#insertSettlement.run(one.rowId, numberOf(one.result.code), attemptId);
        if (changes !== 1) continue;
        settled.push(one);
        if (one.page !== null) this.pages.insert(one.rowId, one.page, this.#columns);
      }
      this.#upsertMeta.run(MetaKey.ElapsedMs, String(Math.round(usage.elapsedMs)));
      this.#upsertMeta.run(MetaKey.Bytes, String(usage.bytes));
    });
    return settled;
  }

  /**
   * Of rows that are ok; all of them or none.
   *
   * @returns By how many there are more incomplete rows than before.
   * @throws AppError as all of this class
   */
  replaceFields(rows: readonly RowFields[]): number {
    let more = 0;
    this.#transaction(() => (more = replaceFields(this.#database, rows)));
    return more;
  }

  /** Rows that are ok and incomplete; of `rowIds` only, when they are given. @throws AppError as all of this class */
  countIncomplete(rowIds: readonly number[] | null = null): number {
    return this.#guard(() => countIncomplete(this.#database, rowIds));
  }

  /** `roundOptions` are kept with the present round; the first has none. */
  saveOptions(options: RunOptions, roundOptions: Partial<RunOptions>): void {
    this.#columns = options.recipe?.columns ?? [];
    this.#transaction(() => {
      const before = parseOptions(this.#meta(MetaKey.Options)).recipe;
      rearrangeFields(this.#database, before?.columns ?? [], options.recipe?.columns ?? []);
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
    const sql =
      'UPDATE settlement SET code = ? WHERE code = ? AND row_id IN (SELECT value FROM json_each(?))';
    return this.#guard(() => {
      const change = this.#database.prepare(sql);
      return Number(change.run(numberOf(to), numberOf(from), JSON.stringify(rowIds)).changes);
    });
  }

  /** @returns The rows of one host that have this outcome. Reads every settlement. */
  rowsSettledAs(code: OutcomeCode, origin: string): number[] {
    const sql = `SELECT s.row_id AS id FROM settlement s JOIN row r ON r.id = s.row_id JOIN host h ON h.id = r.host_id
      WHERE s.code = ? AND h.origin = ? ORDER BY s.row_id`;
    const rows = this.#guard(
      // The column is that of the SELECT.
      () => this.#database.prepare(sql).all(numberOf(code), origin) as { id: number }[],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes the outcome of rows away without beginning a round: they are pending again. */
  reopen(rowIds: readonly number[]): void {
    const sql = 'DELETE FROM settlement WHERE row_id IN (SELECT value FROM json_each(?))';
    this.#guard(() => this.#database.prepare(sql).run(JSON.stringify(rowIds)));
  }

  /** @param afterAttemptId 0 for the beginning. @returns At most `limit` attempts, oldest first. */
  readPhaseTimes(afterAttemptId: number, limit: number): PhaseTimesPage {
    const rows = this.#guard(
      // The columns are those of the SELECT, as arrays.
      () => this.#selectPhaseTimes.all(afterAttemptId, limit) as [number, ...(number | null)[]][],
    );
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
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
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

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
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
    if (!Number.isSafeInteger(value) || value < 0)
      throw damagedError(this.path, `its "${key}" is not a number`);
    return value;
  }
}
