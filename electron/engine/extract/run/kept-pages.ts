/** The pages of a run that are there to be read again, on a connection of their own. */
import { PageReader } from '../../pages/page-reader.ts';
import type { ArrivedPage } from '../../pages/page-work.ts';
import { numberOf } from '../../ledger/row-filter.ts';
import { openDatabase, sqliteError, type Database } from '../../ledger/sqlite.ts';

/** In one batch, which is a transaction of what comes out of it. */
const BATCH_PAGES = 64;
const BATCH_BYTES = 4 * 1024 * 1024;

export interface PageCounts {
  /** Rows that are ok and whose page is kept. */
  readonly kept: number;
  /** Rows that are ok and whose page is not. */
  readonly withoutPage: number;
}

export interface PageBatch {
  readonly pages: readonly ArrivedPage[];
  /** Where the next one goes on; `null`: this was the last. */
  readonly next: number | null;
}

export interface KeptPages {
  count(): Promise<PageCounts>;
  /** Of rows that are ok. */
  samples(): Promise<readonly ArrivedPage[]>;
  read(rowId: number): Promise<ArrivedPage | null>;
  /** @param after -1, or `next` of the batch before. */
  batch(after: number): Promise<PageBatch>;
  close(): Promise<void>;
}

export class KeptPagesHere implements KeptPages {
  readonly #path: string;
  readonly #database: Database;
  readonly #reader: PageReader;

  /** @throws AppError as all of `RunFile`; so do all methods. */
  constructor(path: string) {
    this.#path = path;
    // Not opened read-only: when such a connection is the last to close, it cannot tidy up the log.
    this.#database = openDatabase(path);
    try {
      this.#database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -4000');
      this.#reader = new PageReader(this.#database, path);
    } catch (error) {
      this.#database.close();
      throw sqliteError(error, path);
    }
  }

  async count(): Promise<PageCounts> {
    return this.#guard(() => {
      const kept = this.#reader.count();
      return { kept, withoutPage: this.#okRows() - kept };
    });
  }

  async samples(): Promise<readonly ArrivedPage[]> {
    return this.#guard(() => this.#reader.samples());
  }

  async read(rowId: number): Promise<ArrivedPage | null> {
    return this.#guard(() => this.#reader.read(rowId));
  }

  async batch(after: number): Promise<PageBatch> {
    return this.#guard(() => {
      const pages: ArrivedPage[] = [];
      let bytes = 0;
      for (const page of this.#reader.all(after)) {
        pages.push(page);
        bytes += page.body.length;
        if (pages.length >= BATCH_PAGES || bytes >= BATCH_BYTES) return { pages, next: page.rowId };
      }
      return { pages, next: null };
    });
  }

  async close(): Promise<void> {
    this.#reader.close();
    this.#database.close();
  }

  #okRows(): number {
    const sql = `SELECT count(*) AS count FROM settlement WHERE code = ${numberOf('ok')}`;
    // The column is that of the SELECT.
    return (this.#database.prepare(sql).get() as { count: number }).count;
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}
