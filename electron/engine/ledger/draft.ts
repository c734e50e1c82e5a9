/**
 * A run file in the making: what an import writes into.
 *
 * It stands under a temporary name in the folder of the run file, so that a half-read
 * list never looks whole, and becomes a run file by being renamed. Nothing in it needs to
 * survive a crash, so its journal stays in memory (OFF is refused by this build of SQLite).
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DroppedLine, MergeReason, RejectReason } from '../../../shared/list-import.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { DraftWriter } from '../import/draft-writer.ts';
import { removeAbandoned } from './abandoned-files.ts';
import { numberOf } from './row-filter.ts';
import { eachDropped, readDropped, type ListFile } from './dropped-lines.ts';
import { MetaKey, SCHEMA } from './schema.ts';
import { openDatabase, readOnlyFolderError, sqliteError, type Database, type Statement } from './sqlite.ts';

const ROWS_PER_TRANSACTION = 5000;
/** Rows are half of what an import costs, and written together each costs a third less. */
const ROWS_PER_INSERT = 32;
const TEXT_MAX = 500;
const DRAFT_NAME = /^\.gleaner-(\d+)-[\da-f-]+\.draft$/;

const COLUMN_COUNTS = { attempt: 19, round: 4, settlement: 3, dropped_line: 5 } as const;

export interface DraftCounts {
  readonly rows: number;
  readonly merged: number;
  readonly rejected: number;
  readonly hosts: number;
}

export type StoredValue = number | string | null;

/** In the order of the columns of `row`. */
type RowValues = readonly [id: number, line: number, url: string, hostId: number, extra: string | null];

/** What an earlier export tells of the last attempt of a row. */
export interface EarlierAttempt {
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number | null;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly contentType: string | null;
  readonly finalUrl: string | null;
  readonly error: string | null;
  readonly title: string | null;
}

export class Draft implements DraftWriter {
  readonly id: string;
  readonly #path: string;
  readonly #database: Database;
  readonly #insertRow: Statement;
  readonly #insertRows: Statement;
  readonly #insertHost: Statement;
  readonly #insertDropped: Statement;
  readonly #insertAttempt: Statement;
  readonly #insertSettlement: Statement;
  readonly #insertEarlierAttempts: Statement;
  readonly #selectUrl: Statement;
  readonly #copies: Partial<Record<keyof typeof COLUMN_COUNTS, Statement>> = {};
  readonly #hosts = new Map<string, number>();
  readonly #files: ListFile[] = [];
  #rows = 0;
  #merged = 0;
  #rejected = 0;
  #bytes = 0;
  #unwritten = 0;
  /** The last rows that were added, at most {@link ROWS_PER_INSERT}. */
  #waitingRows: RowValues[] = [];

  /** @throws AppError `FOLDER_READ_ONLY`, `DISK_FULL` */
  constructor(id: string, folder: string) {
    this.id = id;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw readOnlyFolderError(folder, error);
    }
    // A draft whose process is gone belongs to nobody.
    removeAbandoned(folder, DRAFT_NAME);
    this.#path = join(folder, `.gleaner-${process.pid}-${id}.draft`);
    this.#database = openDatabase(this.#path);
    try {
      this.#database.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; ${SCHEMA}`);
    } catch (error) {
      this.discard();
      throw sqliteError(error, this.#path);
    }
    const values = '(?, ?, ?, ?, ?)';
    this.#insertRow = this.#database.prepare(`INSERT INTO row VALUES ${values}`);
    this.#insertRows = this.#database.prepare(
      `INSERT INTO row VALUES ${Array.from({ length: ROWS_PER_INSERT }, () => values).join(', ')}`,
    );
    this.#insertHost = this.#database.prepare('INSERT INTO host VALUES (?, ?)');
    this.#insertDropped = this.#database.prepare(
      'INSERT INTO dropped_line (line, text, reason, into_row) VALUES (?, ?, ?, ?)',
    );
    this.#insertAttempt = this.#database.prepare(
      `INSERT INTO attempt (row_id, round, code, started_at_ms, duration_ms, status, bytes, content_type,
       final_url, error, title) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSettlement = this.#database.prepare('INSERT INTO settlement VALUES (?, ?, ?)');
    this.#insertEarlierAttempts = this.#database.prepare('INSERT INTO earlier_attempts VALUES (?, ?)');
    this.#selectUrl = this.#database.prepare('SELECT url FROM row WHERE id = ?');
    this.#database.exec('BEGIN');
  }

  get counts(): DraftCounts {
    return { rows: this.#rows, merged: this.#merged, rejected: this.#rejected, hosts: this.#hosts.size };
  }

  /** Has `fill` write the tables itself, in transactions of its own. @throws AppError as all of this class */
  async fillWith(fill: (database: Database) => Promise<Omit<DraftCounts, 'hosts'>>): Promise<void> {
    try {
      this.#database.exec('COMMIT');
      const { rows, merged, rejected } = await fill(this.#database);
      this.#rows = rows;
      this.#merged = merged;
      this.#rejected = rejected;
      this.#database.exec('BEGIN');
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  setColumns(urlColumn: string | null, otherColumns: readonly string[]): void {
    this.setMeta(MetaKey.UrlColumn, JSON.stringify(urlColumn));
    this.setMeta(MetaKey.OtherColumns, JSON.stringify(otherColumns));
  }

  addHost(origin: string): number {
    const known = this.#hosts.get(origin);
    if (known !== undefined) return known;
    const hostId = this.#hosts.size;
    this.#hosts.set(origin, hostId);
    this.#write(() => this.#insertHost.run(hostId, origin));
    return hostId;
  }

  addRow(line: number, url: string, hostId: number, extra: readonly string[] | null): number {
    const rowId = this.#rows++;
    this.#waitingRows.push([rowId, line, url, hostId, extra === null ? null : JSON.stringify(extra)]);
    if (this.#waitingRows.length === ROWS_PER_INSERT) this.#writeRows();
    return rowId;
  }

  beginFile(name: string): void {
    this.#files.push({ name, firstDropped: this.#merged + this.#rejected + 1 });
  }

  addMerged(line: number, text: string, intoRowId: number, reason: MergeReason): void {
    this.#merged++;
    this.#write(() => this.#insertDropped.run(line, text.slice(0, TEXT_MAX), reason, intoRowId));
  }

  addRejected(line: number, text: string, reason: RejectReason): void {
    this.#rejected++;
    this.#write(() => this.#insertDropped.run(line, text.slice(0, TEXT_MAX), reason, null));
  }

  /** Settles a row that was just added. `attempt` is `null` when it was never asked. */
  addSettled(rowId: number, code: OutcomeCode, attempt: EarlierAttempt | null): void {
    this.#write(() => {
      const attemptId =
        attempt === null
          ? null
          : this.#insertAttempt.run(
              rowId,
              numberOf(code),
              attempt.startedAtMs,
              attempt.durationMs ?? -1,
              attempt.status,
              attempt.bytes ?? -1,
              attempt.contentType,
              attempt.finalUrl,
              attempt.error,
              attempt.title,
            ).lastInsertRowid;
      this.#insertSettlement.run(rowId, numberOf(code), attemptId);
    });
    this.#bytes += attempt?.bytes ?? 0;
  }

  /** Counts attempts of a row of which nothing else is known. */
  addEarlierAttempts(rowId: number, count: number): void {
    if (count > 0) this.#write(() => this.#insertEarlierAttempts.run(rowId, count));
  }

  /** Copies an entry of another run file. Values are in the order of the table's columns; missing last ones are null. */
  copy(table: 'attempt' | 'round' | 'settlement' | 'dropped_line', values: readonly StoredValue[]): void {
    const statement = (this.#copies[table] ??= this.#database.prepare(
      `INSERT OR IGNORE INTO ${table} VALUES (${Array.from({ length: COLUMN_COUNTS[table] }, () => '?').join(', ')})`,
    ));
    const missing = Array.from({ length: COLUMN_COUNTS[table] - values.length }, () => null);
    this.#write(() => statement.run(...values, ...missing));
  }

  urlOf(rowId: number): string {
    const waiting = this.#waitingRows[rowId - (this.#rows - this.#waitingRows.length)];
    if (waiting !== undefined) return waiting[2];
    // The column is TEXT NOT NULL.
    return (this.#selectUrl.get(rowId) as { url: string }).url;
  }

  setMeta(key: string, value: string): void {
    this.#write(() => this.#database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value));
  }

  /**
   * Writes the counts and everything that is still open. Rows can be read afterwards, not added.
   *
   * @param facts What the `meta` table has besides, or instead.
   */
  finish(name: string, facts: Readonly<Record<string, string>> = {}): void {
    this.#writeRows();
    this.setMeta(MetaKey.Name, name);
    this.setMeta(MetaKey.Lines, String(this.#rows + this.#merged + this.#rejected));
    this.setMeta(MetaKey.Rows, String(this.#rows));
    this.setMeta(MetaKey.Merged, String(this.#merged));
    this.setMeta(MetaKey.Rejected, String(this.#rejected));
    this.setMeta(MetaKey.Round, '0');
    if (this.#files.length > 0) this.setMeta(MetaKey.ListFiles, JSON.stringify(this.#files));
    if (this.#bytes > 0) this.setMeta(MetaKey.Bytes, String(this.#bytes));
    for (const [key, value] of Object.entries(facts)) this.setMeta(key, value);
    this.#guard(() => this.#database.exec('COMMIT'));
  }

  /** Merged and rejected lines in the order of the list. */
  dropped(from: number, count: number): DroppedLine[] {
    return readDropped(this.#database, from, count);
  }

  /** As {@link dropped}, all of them. */
  eachDropped(): Iterable<DroppedLine> {
    return eachDropped(this.#database);
  }

  /** Closes the draft and puts it under `path`, replacing what is there. */
  moveTo(path: string): void {
    this.#database.close();
    try {
      // The rename must not reach the disk before the content does.
      const descriptor = openSync(this.#path, 'r+');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      renameSync(this.#path, path);
    } catch (error) {
      throw sqliteError(error, path);
    }
  }

  discard(): void {
    if (this.#database.isOpen) this.#database.close();
    rmSync(this.#path, { force: true });
  }

  #writeRows(): void {
    const rows = this.#waitingRows;
    if (rows.length === 0) return;
    this.#waitingRows = [];
    this.#write(() => {
      if (rows.length === ROWS_PER_INSERT) this.#insertRows.run(...rows.flat());
      else for (const row of rows) this.#insertRow.run(...row);
    }, rows.length);
  }

  #write(action: () => unknown, entries = 1): void {
    this.#guard(() => {
      action();
      this.#unwritten += entries;
      if (this.#unwritten < ROWS_PER_TRANSACTION) return;
      this.#unwritten = 0;
      this.#database.exec('COMMIT; BEGIN');
    });
  }

  #guard(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}
