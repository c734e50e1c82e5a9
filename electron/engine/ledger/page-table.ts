/** The tables of a run file about pages: what is kept of them, what was taken out, what was there before. */
import type { ExtractedFields } from '../pages/page-work.ts';
import { isStem } from '../pages/page-places.ts';
import type { RecipeColumn } from '../../../shared/recipe.ts';
import { MetaKey } from './schema.ts';
import type { Database, Statement } from './sqlite.ts';
import { parseStoredCells } from './stored-json.ts';
import type { PageRecord } from './work-ledger.ts';

/** Numbers of `page.store`. */
export const Store = { None: 0, Warc: 1, Files: 2 } as const;

/** What the run before had of a row, as far as asking for the page again goes. */
export interface EarlierPage {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Values for the columns are there as well. */
  readonly hasCells: boolean;
}

export class PageTable {
  readonly #database: Database;
  readonly #insertPage: Statement;
  readonly #insertValidators: Statement;
  readonly #insertSample: Statement;
  readonly #insertField: Statement;
  readonly #selectEarlier: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#insertPage = database.prepare('INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    // Most pages that are not kept have nothing else, and binding a value costs more than storing it.
    this.#insertValidators = database.prepare(
      `INSERT OR REPLACE INTO page (row_id, etag, last_modified, store) VALUES (?, ?, ?, ${Store.None})`,
    );
    this.#insertSample = database.prepare('INSERT OR REPLACE INTO sample_page VALUES (?, ?, ?)');
    this.#insertField = database.prepare('INSERT OR REPLACE INTO field VALUES (?, ?, ?, ?)');
    this.#selectEarlier = database.prepare(
      'SELECT sha256, etag, last_modified AS lastModified, cells FROM earlier WHERE row_id = ?',
    );
  }

  /** Works inside the caller's transaction, that of the row's settlement. @throws What SQLite throws. */
  insert(rowId: number, page: PageRecord, columns: readonly RecipeColumn[]): void {
    if (page.isUnchanged) this.#takeOver(rowId, page, columns);
    else this.#insertOwn(rowId, page);
    if (page.sample !== null) this.#insertSample.run(rowId, page.sample.contentType, page.sample.packed);
    if (page.fields !== null) this.#putFields(rowId, page.fields);
  }

  /** How much of the WARC file this run file points to, in bytes. */
  warcEnd(): number {
    return Number(this.#one(`SELECT max(place + length) FROM page WHERE store = ${Store.Warc}`) ?? 0);
  }

  /** Pages beyond the end of the WARC file are not there: it was cut by a power failure, or by somebody. */
  forgetBeyond(warcBytes: number): void {
    this.#database
      .prepare(
        `UPDATE page SET store = ${Store.None}, place = NULL, length = NULL
         WHERE store = ${Store.Warc} AND place + length > ?`,
      )
      .run(warcBytes);
  }

  /** What the names of the run's kept pages begin with; `null`: none has been kept. */
  stem(): string | null {
    const stem = this.#one(`SELECT value FROM meta WHERE key = '${MetaKey.PagesStem}'`);
    return typeof stem === 'string' && isStem(stem) ? stem : null;
  }

  setStem(stem: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(MetaKey.PagesStem, stem);
  }

  /** Name of the run file that this run repeats, beside it; `null`: none. */
  earlierRun(): string | null {
    const name = this.#one(`SELECT value FROM meta WHERE key = '${MetaKey.EarlierRun}'`);
    return typeof name === 'string' && isStem(name) ? name : null;
  }

  hostCount(): number {
    return Number(this.#one('SELECT count(*) FROM host'));
  }

  /** Rows of which there is a sample, with their hosts. */
  sampleRows(): readonly { readonly rowId: number; readonly origin: string }[] {
    const sql = `SELECT p.row_id AS rowId, h.origin FROM sample_page p
      JOIN row r ON r.id = p.row_id JOIN host h ON h.id = r.host_id`;
    // The columns are those of the SELECT.
    return this.#database.prepare(sql).all() as { rowId: number; origin: string }[];
  }

  hasEarlier(): boolean {
    return this.#one('SELECT 1 FROM earlier LIMIT 1') === 1;
  }

  earlier(rowId: number): EarlierPage | null {
    const found = this.#earlier(rowId);
    if (found === null) return null;
    return {
      etag: validator(found.etag),
      lastModified: validator(found.lastModified),
      hasCells: found.cells !== null,
    };
  }

  #insertOwn(rowId: number, { sha256, etag, lastModified, kept }: PageRecord): void {
    if (sha256 === null && kept === null) {
      this.#insertValidators.run(rowId, etag, lastModified);
      return;
    }
    const isWarc = kept?.store === 'warc';
    this.#insertPage.run(
      rowId,
      sha256,
      etag,
      lastModified,
      kept === null ? Store.None : isWarc ? Store.Warc : Store.Files,
      isWarc ? kept.place : null,
      kept?.length ?? null,
      kept?.store === 'files' ? kept.file : null,
    );
  }

  /** The server says that it is the page of the run before: what is known of that holds for this run. */
  #takeOver(rowId: number, { etag, lastModified }: PageRecord, columns: readonly RecipeColumn[]): void {
    const found = this.#earlier(rowId);
    this.#insertPage.run(
      rowId,
      found?.sha256 ?? null,
      etag ?? found?.etag ?? null,
      lastModified ?? found?.lastModified ?? null,
      Store.None,
      null,
      null,
      null,
    );
    const cells = found === null ? null : parseStoredCells(found.cells);
    if (cells === null || columns.length === 0) return;
    const missing = columns.filter(({ isRequired }, index) => isRequired && (cells[index] ?? null) === null);
    this.#putFields(rowId, { cells, missing: missing.length, problem: null });
  }

  #putFields(rowId: number, { cells, missing, problem }: ExtractedFields): void {
    this.#insertField.run(rowId, JSON.stringify(cells), missing, problem);
  }

  #earlier(rowId: number): EarlierRow | null {
    return (this.#selectEarlier.get(rowId) as EarlierRow | undefined) ?? null;
  }

  #one(sql: string): unknown {
    return Object.values(Object(this.#database.prepare(sql).get()))[0];
  }
}

interface EarlierRow {
  readonly sha256: Uint8Array | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly cells: string | null;
}

/** What is sent as a header field: a run file that somebody edited must not write fields of its own. */
function validator(stored: string | null): string | null {
  return typeof stored === 'string' && /^[\t\x20-\x7e\x80-\xff]{1,1024}$/.test(stored) ? stored : null;
}
