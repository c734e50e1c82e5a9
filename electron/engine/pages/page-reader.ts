/**
 * Reads kept pages back, for people who look at one and for columns that are taken out later.
 * Synchronous, for threads where nobody waits.
 *
 * A page that the server said had not changed is read from the run before, which had it.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LIMIT_RANGES } from '../../../shared/options.ts';
import { numberOf } from '../ledger/row-filter.ts';
import { PageTable, Store } from '../ledger/page-table.ts';
import { assertRunFile } from '../ledger/run-file-check.ts';
import { openDatabase, type Database, type Statement } from '../ledger/sqlite.ts';
import { isPageFileName } from './page-files.ts';
import { besides, pagesFolderNameOf, warcNameOf } from './page-places.ts';
import type { ArrivedPage } from './page-work.ts';
import { SAMPLE_PAGE_MAX_BYTES } from './sample-quota.ts';
import { pageOfMember } from './warc-answer.ts';

/** Runs that repeat runs that repeat runs; more is a circle that somebody drew. */
const EARLIER_RUNS_MAX = 50;
const ROWS_PER_READ = 200;
/** Of a body, and of a record with it. */
const PAGE_MAX_BYTES = LIMIT_RANGES.maxBodyBytes.max;

/** A kept page as it stands on the disk. */
export type StoredPage =
  | { readonly kind: 'member'; readonly member: Buffer }
  | { readonly kind: 'body'; readonly body: Buffer };

interface PageRow {
  readonly rowId: number;
  readonly url: string;
  readonly contentType: string | null;
  readonly status: number | null;
  /** Epoch milliseconds. */
  readonly startedAtMs: number | null;
  readonly store: number | null;
  readonly place: number | null;
  readonly length: number | null;
  readonly file: string | null;
}

const PAGE_ROWS = `SELECT r.id AS rowId, coalesce(a.final_url, r.url) AS url, a.content_type AS contentType,
    a.status, a.started_at_ms AS startedAtMs, p.store, p.place, p.length, p.file
  FROM settlement s JOIN row r ON r.id = s.row_id LEFT JOIN attempt a ON a.id = s.attempt_id
  LEFT JOIN page p ON p.row_id = r.id
  WHERE s.code = ${numberOf('ok')}`;

export class PageReader {
  readonly #database: Database;
  readonly #runPath: string;
  readonly #depth: number;
  readonly #pages: PageTable;
  readonly #selectRow: Statement;
  readonly #selectNext: Statement;
  readonly #selectSample: Statement;
  #warc: number | null = null;
  #earlier: { readonly reader: PageReader; readonly database: Database } | null | undefined;

  /** @param database Of the run file at `runPath`; stays the caller's. */
  constructor(database: Database, runPath: string, depth = 0) {
    this.#database = database;
    this.#runPath = runPath;
    this.#depth = depth;
    this.#pages = new PageTable(database);
    this.#selectRow = database.prepare(`${PAGE_ROWS} AND r.id = ?`);
    this.#selectNext = database.prepare(
      `${PAGE_ROWS} AND r.id > ? AND (p.store > 0 OR a.status = 304) ORDER BY r.id LIMIT ${ROWS_PER_READ}`,
    );
    this.#selectSample = database.prepare(
      'SELECT content_type AS contentType, body FROM sample_page WHERE row_id = ?',
    );
  }

  /** @returns `null` when the row is not ok, or its page is not kept, or cannot be read. @throws What SQLite throws. */
  read(rowId: number): ArrivedPage | null {
    const row = this.#selectRow.get(rowId) as PageRow | undefined;
    return row === undefined ? null : this.#read(row);
  }

  /** All kept pages of rows that are ok, in the order of the list. Samples are not among them. @throws What SQLite throws. */
  *all(afterRowId = -1): Generator<ArrivedPage> {
    for (let last = afterRowId; ;) {
      // The columns are those of the SELECT.
      const rows = this.#selectNext.all(last) as unknown as PageRow[];
      for (const row of rows) {
        const page = this.#read(row);
        if (page !== null) yield page;
      }
      if (rows.length < ROWS_PER_READ) return;
      last = rows.at(-1)!.rowId;
    }
  }

  /** How many {@link all} has at most. */
  count(): number {
    const sql = `SELECT count(*) AS count FROM (${PAGE_ROWS} AND (p.store > 0 OR a.status = 304))`;
    // The column is that of the SELECT.
    return (this.#database.prepare(sql).get() as { count: number }).count;
  }

  /** The sample pages of rows that are ok. @throws What SQLite throws. */
  samples(): ArrivedPage[] {
    return this.#pages
      .sampleRows()
      .map(({ rowId }) => this.#selectRow.get(rowId) as PageRow | undefined)
      .flatMap((row) => (row === undefined ? [] : (this.#sample(row) ?? [])));
  }

  /** As it is kept, to be handed on. @returns As {@link read}. */
  stored(rowId: number): (StoredPage & Pick<PageRow, 'url' | 'contentType' | 'startedAtMs'>) | null {
    const row = this.#selectRow.get(rowId) as PageRow | undefined;
    if (row === undefined) return null;
    const { url, contentType, startedAtMs } = row;
    if (row.store === Store.Warc) {
      const member = this.#member(row);
      return member === null ? null : { kind: 'member', member, url, contentType, startedAtMs };
    }
    const body = this.#file(row);
    if (body !== null) return { kind: 'body', body, url, contentType, startedAtMs };
    return row.status === 304 ? (this.#earlierReader?.stored(rowId) ?? null) : null;
  }

  /** Closes what was opened here. */
  close(): void {
    if (this.#warc !== null) closeSync(this.#warc);
    this.#warc = null;
    this.#earlier?.reader.close();
    this.#earlier?.database.close();
    this.#earlier = null;
  }

  #read(row: PageRow): ArrivedPage | null {
    const body = this.#body(row);
    if (body !== null) return { rowId: row.rowId, url: row.url, contentType: row.contentType, body };
    const before = row.status === 304 ? (this.#earlierReader?.read(row.rowId) ?? null) : null;
    return before ?? this.#sample(row);
  }

  #body(row: PageRow): Buffer | null {
    if (row.store === Store.Files) return this.#file(row);
    const member = row.store === Store.Warc ? this.#member(row) : null;
    return member === null ? null : pageOfMember(member, PAGE_MAX_BYTES);
  }

  #member({ place, length }: PageRow): Buffer | null {
    const descriptor = this.#openWarc();
    if (descriptor === null || !isSize(place) || !isSize(length)) return null;
    return readWhole(descriptor, place, length);
  }

  #file({ store, file }: PageRow): Buffer | null {
    const stem = this.#pages.stem();
    if (store !== Store.Files || file === null || stem === null || !isPageFileName(file)) return null;
    const path = join(besides(this.#runPath, pagesFolderNameOf(stem)), file);
    const descriptor = openIfThere(path);
    if (descriptor === null) return null;
    try {
      return readWhole(descriptor, 0, fstatSync(descriptor).size);
    } finally {
      closeSync(descriptor);
    }
  }

  #sample({ rowId, url, contentType }: PageRow): ArrivedPage | null {
    // The columns are those of the SELECT.
    const found = this.#selectSample.get(rowId) as { body: Uint8Array } | undefined;
    if (found === undefined) return null;
    try {
      const body = gunzipSync(found.body, { maxOutputLength: SAMPLE_PAGE_MAX_BYTES });
      return { rowId, url, contentType, body };
    } catch {
      return null;
    }
  }

  #openWarc(): number | null {
    const stem = this.#pages.stem();
    if (this.#warc !== null || stem === null) return this.#warc;
    this.#warc = openIfThere(besides(this.#runPath, warcNameOf(stem)));
    return this.#warc;
  }

  get #earlierReader(): PageReader | null {
    this.#earlier ??= this.#openEarlier();
    return this.#earlier?.reader ?? null;
  }

  #openEarlier(): { reader: PageReader; database: Database } | null {
    const name = this.#pages.earlierRun();
    if (name === null || this.#depth >= EARLIER_RUNS_MAX) return null;
    const path = besides(this.#runPath, name);
    if (!existsSync(path)) return null;
    try {
      assertRunFile(path);
      const database = openDatabase(path, { readOnly: true });
      return { reader: new PageReader(database, path, this.#depth + 1), database };
    } catch {
      // It is not what it was; then its pages are not there.
      return null;
    }
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

/** @returns `null` when not all of it is there. */
function readWhole(descriptor: number, place: number, length: number): Buffer | null {
  // Asked of the file first: a run file that somebody edited must not have a gigabyte allocated.
  if (length > PAGE_MAX_BYTES || place + length > fstatSync(descriptor).size) return null;
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let read = 0; read < length;) {
    const count = readSync(descriptor, bytes, read, length - read, place + read);
    if (count === 0) return null;
    read += count;
  }
  return bytes;
}

function isSize(value: number | null): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
