/**
 * Two run files side by side. The later one is walked through in list order and each of its
 * addresses looked up in the earlier one; what only that has comes behind, in its own order.
 *
 * The index of addresses and what came of every pair stand in a database beside the later run
 * file, under a name of its own, that is removed when the comparison is closed: memory is flat at
 * a million rows.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  CHANGE_KINDS,
  type ChangeKind,
  type ComparedRow,
  type ComparisonSummary,
} from '../../../shared/comparison.ts';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { removeAbandoned } from '../ledger/abandoned-files.ts';
import { readIds } from '../ledger/read-ids.ts';
import { openDatabase, sqliteError, type Database, type Statement } from '../ledger/sqlite.ts';
import { judgePair, sharedColumns, type SharedColumn } from './judge-pair.ts';
import { RunPages, type RunPage } from './run-pages.ts';

export interface ComparisonOptions {
  readonly beforePath: string;
  readonly afterPath: string;
  readonly onProgress?: (rowsDone: number, rowsTotal: number) => void;
  readonly signal?: AbortSignal;
}

export interface ComparisonFilter {
  /** Empty is all kinds. */
  readonly kinds: readonly ChangeKind[];
  /** Part of the address or of a value that has changed; empty is all. */
  readonly search: string;
}

export interface ComparedPair {
  readonly row: ComparedRow;
  /** For each shared column, what it was and what it is. */
  readonly values: readonly (string | null)[];
}

const EXPORT_PAGE_ROWS = 500;
const TEMPORARY_NAME = /^\.gleaner-compare-(\d+)-[\da-f]+\.tmp$/;
/** Nothing in it needs to survive (OFF is refused by this build of SQLite). The cache is 32 MB. */
const PRAGMAS = 'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000';
const TABLES = `
CREATE TABLE before_url (url TEXT PRIMARY KEY, row_id INTEGER NOT NULL, is_met INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE pair (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, before_id INTEGER, after_id INTEGER, found TEXT NOT NULL);
`;

export class Comparison {
  readonly id = randomBytes(6).toString('hex');
  readonly #before: RunPages;
  readonly #after: RunPages;
  readonly #columns: readonly SharedColumn[];
  readonly #path: string;
  readonly #database: Database;
  readonly #counts = new Map<ChangeKind, number>(CHANGE_KINDS.map((kind) => [kind, 0]));
  readonly #changedIn: Map<string, number>;
  #view: { readonly key: string; readonly ids: Uint32Array } | null = null;

  private constructor({ beforePath, afterPath }: ComparisonOptions) {
    this.#before = new RunPages(beforePath);
    try {
      this.#after = new RunPages(afterPath);
    } catch (error) {
      this.#before.close();
      throw error;
    }
    this.#columns = sharedColumns(this.#before.columns, this.#after.columns);
    this.#changedIn = new Map(this.#columns.map(({ name }) => [name, 0]));
    const folder = dirname(afterPath);
    removeAbandoned(folder, TEMPORARY_NAME);
    this.#path = join(folder, `.gleaner-compare-${process.pid}-${this.id}.tmp`);
    try {
      this.#database = openDatabase(this.#path);
    } catch (error) {
      this.#before.close();
      this.#after.close();
      throw error;
    }
  }

  /**
   * @throws AppError `CANCELLED`, `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`,
   *   `RUN_FILE_DAMAGED`, `FOLDER_READ_ONLY`, `DISK_FULL`. Nothing stays behind then.
   */
  static async open(options: ComparisonOptions): Promise<Comparison> {
    const comparison = new Comparison(options);
    try {
      await comparison.#compare(options);
      return comparison;
    } catch (error) {
      comparison.close();
      throw sqliteError(error, comparison.#path);
    }
  }

  get summary(): ComparisonSummary {
    return {
      comparisonId: this.id,
      beforeName: this.#nameOf(this.#before),
      afterName: this.#nameOf(this.#after),
      // Every kind has its entry from the beginning.
      counts: Object.fromEntries(this.#counts) as Record<ChangeKind, number>,
      columns: this.#columns.map(({ name }) => ({ name, changed: this.#changedIn.get(name) ?? 0 })),
    };
  }

  /** Of its list; runs of one list are told apart by their files. */
  #nameOf({ name, path }: RunPages): string {
    return name === '' || this.#before.name === this.#after.name ? basename(path) : name;
  }

  /** Names of the columns that both runs have. */
  get columnNames(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  count(filter: ComparisonFilter): number {
    return this.#idsOf(filter).length;
  }

  read(filter: ComparisonFilter, from: number, count: number): ComparedRow[] {
    return this.#pairsOf(this.#idsOf(filter).subarray(from, from + count)).map(({ row }) => row);
  }

  /** All that pass, in order, some at a time, with the values that both runs have in shared columns. */
  *blocks(filter: ComparisonFilter): Generator<readonly ComparedPair[]> {
    const ids = this.#idsOf(filter);
    for (let from = 0; from < ids.length; from += EXPORT_PAGE_ROWS)
      yield this.#pairsOf(ids.subarray(from, from + EXPORT_PAGE_ROWS));
  }

  /** Idempotent. Removes what was written. */
  close(): void {
    this.#before.close();
    this.#after.close();
    if (this.#database.isOpen) this.#database.close();
    rmSync(this.#path, { force: true });
  }

  async #compare({ onProgress, signal }: ComparisonOptions): Promise<void> {
    this.#database.exec(`${PRAGMAS}; ${TABLES}; BEGIN`);
    const rowsTotal = this.#before.rows + this.#after.rows;
    let rowsDone = 0;
    const step = async (rows: number): Promise<void> => {
      rowsDone += rows;
      onProgress?.(rowsDone, rowsTotal);
      await setImmediate();
      if (signal?.aborted) throw new AppError(ErrorCode.Cancelled, 'The comparison was cancelled.');
    };
    // A run file that keeps every line may have an address twice: the first one stands for all.
    const remember = this.#database.prepare('INSERT OR IGNORE INTO before_url VALUES (?, ?, 0)');
    for (const pages of this.#before.pages()) {
      for (const { url, rowId } of pages) remember.run(url, rowId);
      await step(pages.length);
    }
    const find = this.#database.prepare('SELECT row_id FROM before_url WHERE url = ?');
    const meet = this.#database.prepare('UPDATE before_url SET is_met = 1 WHERE url = ?');
    const insert = this.#database.prepare(
      'INSERT INTO pair (kind, before_id, after_id, found) VALUES (?, ?, ?, ?)',
    );
    for (const pages of this.#after.pages()) {
      for (const page of pages) {
        // The column is that of the SELECT.
        const met = find.get(page.url) as { row_id: number } | undefined;
        if (met !== undefined) meet.run(page.url);
        this.#add(insert, met === undefined ? null : this.#before.read(met.row_id), page);
      }
      await step(pages.length);
    }
    await this.#addMissing(insert, step);
    this.#database.exec('COMMIT; CREATE INDEX pair_by_kind ON pair (kind, id)');
  }

  async #addMissing(insert: Statement, step: (rows: number) => Promise<void>): Promise<void> {
    const select = this.#database.prepare(
      'SELECT row_id FROM before_url WHERE is_met = 0 AND row_id > ? ORDER BY row_id LIMIT ?',
    );
    this.#database.exec('CREATE INDEX before_unmet ON before_url (row_id) WHERE is_met = 0');
    for (let last = -1; ;) {
      // The column is that of the SELECT.
      const rows = select.all(last, EXPORT_PAGE_ROWS) as { row_id: number }[];
      if (rows.length === 0) return;
      for (const { row_id: rowId } of rows) this.#add(insert, this.#before.read(rowId), null);
      last = rows.at(-1)!.row_id;
      await step(0);
    }
  }

  #add(insert: Statement, before: RunPage | null, after: RunPage | null): void {
    const row = judgePair(before, after, this.#columns);
    this.#counts.set(row.kind, (this.#counts.get(row.kind) ?? 0) + 1);
    for (const { column } of row.changes) this.#changedIn.set(column, (this.#changedIn.get(column) ?? 0) + 1);
    const found = [row.url, ...row.changes.flatMap(({ from, to }) => [from ?? '', to ?? ''])].join('\n');
    insert.run(CHANGE_KINDS.indexOf(row.kind), before?.rowId ?? null, after?.rowId ?? null, found);
  }

  #idsOf({ kinds, search }: ComparisonFilter): Uint32Array {
    const key = JSON.stringify([kinds, search]);
    if (this.#view?.key === key) return this.#view.ids;
    const conditions = [
      kinds.length === 0 ? '1' : `kind IN (${kinds.map((kind) => CHANGE_KINDS.indexOf(kind)).join(',')})`,
      ...(search === '' ? [] : [`found LIKE ? ESCAPE '\\'`]),
    ];
    const statement = this.#database.prepare(
      `SELECT id FROM pair WHERE ${conditions.join(' AND ')} ORDER BY id`,
    );
    const parameters = search === '' ? [] : [`%${search.replace(/[\\%_]/g, '\\$&')}%`];
    const ids = readIds(statement, parameters);
    this.#view = { key, ids };
    return ids;
  }

  #pairsOf(ids: Iterable<number>): ComparedPair[] {
    const select = this.#database.prepare('SELECT kind, before_id, after_id FROM pair WHERE id = ?');
    return Array.from(ids, (id) => {
      // The columns are those of the SELECT, and every id comes from the table.
      const pair = select.get(id) as { kind: number; before_id: number | null; after_id: number | null };
      const before = pair.before_id === null ? null : this.#before.read(pair.before_id);
      const after = pair.after_id === null ? null : this.#after.read(pair.after_id);
      // A run that goes on meanwhile does not move rows from one kind to another.
      const row = { ...judgePair(before, after, this.#columns), kind: CHANGE_KINDS[pair.kind]! };
      const values = this.#columns.flatMap((column) => [
        before?.cells?.[column.before] ?? null,
        after?.cells?.[column.after] ?? null,
      ]);
      return { row, values };
    });
  }
}
