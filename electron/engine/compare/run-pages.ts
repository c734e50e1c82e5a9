/** What a comparison reads of a run file: addresses, outcomes, hashes and extracted columns. Never writes. */
import { OUTCOME_CODES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { readVersion } from '../ledger/migrations.ts';
import { assertRunFile } from '../ledger/run-file-check.ts';
import { MetaKey } from '../ledger/schema.ts';
import { openDatabase, sqliteError, type Database, type Statement } from '../ledger/sqlite.ts';
import { parseJson } from '../ledger/stored-json.ts';
import { parseOptions } from '../ledger/stored-options.ts';

export interface RunPage {
  readonly rowId: number;
  readonly line: number;
  readonly url: string;
  /** `null` while pending. */
  readonly outcome: OutcomeCode | null;
  readonly sha256: Uint8Array | null;
  /** In the order of {@link RunPages.columns}; `null` when nothing was extracted. */
  readonly cells: readonly (string | null)[] | null;
}

/** Pages and fields came with it; older files are read as they are, and have none. */
const VERSION_WITH_PAGES = 3;
const PAGE_ROWS = 500;

interface SqlPage {
  readonly id: number;
  readonly line: number;
  readonly url: string;
  readonly code: number | null;
  readonly sha256: Uint8Array | null;
  readonly cells: string | null;
}

export class RunPages {
  readonly path: string;
  readonly name: string;
  /** Of its recipe. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly #database: Database;
  readonly #selectRange: Statement;
  readonly #selectOne: Statement;

  /**
   * @throws AppError `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`, `RUN_FILE_DAMAGED`;
   *   so do all methods.
   */
  constructor(path: string) {
    this.path = path;
    assertRunFile(path);
    // Not opened read-only: when such a connection is the last to close, it cannot tidy up the log.
    const database = openDatabase(path);
    try {
      database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -8000');
      const meta = (key: string): string | null => {
        // The column is TEXT NOT NULL; no row is undefined.
        const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(key) as
          | { value: string }
          | undefined;
        return row?.value ?? null;
      };
      this.name = meta(MetaKey.Name) ?? '';
      this.columns = (parseOptions(meta(MetaKey.Options)).recipe?.columns ?? []).map(({ name }) => name);
      // One row with this column, always.
      this.rows = (database.prepare('SELECT count(*) AS count FROM row').get() as { count: number }).count;
      const source =
        readVersion(database) < VERSION_WITH_PAGES
          ? 'SELECT r.id, r.line, r.url, s.code, NULL AS sha256, NULL AS cells FROM row r LEFT JOIN settlement s ON s.row_id = r.id'
          : `SELECT r.id, r.line, r.url, s.code, p.sha256, f.cells FROM row r LEFT JOIN settlement s ON s.row_id = r.id
             LEFT JOIN page p ON p.row_id = r.id LEFT JOIN field f ON f.row_id = r.id`;
      this.#selectRange = database.prepare(`${source} WHERE r.id >= ? AND r.id < ? ORDER BY r.id`);
      this.#selectOne = database.prepare(`${source} WHERE r.id = ?`);
    } catch (error) {
      database.close();
      throw sqliteError(error, path);
    }
    this.#database = database;
  }

  /** In list order, a page of rows at a time. */
  *pages(): Generator<readonly RunPage[]> {
    for (let from = 0; from < this.rows; from += PAGE_ROWS) {
      // The columns are those of the SELECT.
      const rows = this.#guard(() => this.#selectRange.all(from, from + PAGE_ROWS) as SqlPage[]);
      yield rows.map(toRunPage);
    }
  }

  /** @returns `null` when there is no such row. */
  read(rowId: number): RunPage | null {
    // The columns are those of the SELECT.
    const row = this.#guard(() => this.#selectOne.get(rowId) as SqlPage | undefined);
    return row === undefined ? null : toRunPage(row);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw sqliteError(error, this.path);
    }
  }
}

function toRunPage({ id, line, url, code, sha256, cells }: SqlPage): RunPage {
  return {
    rowId: id,
    line,
    url,
    outcome: code === null ? null : (OUTCOME_CODES[code] ?? null),
    sha256: sha256 instanceof Uint8Array ? sha256 : null,
    cells: parseValues(cells),
  };
}

/** Values without what stood on the page: a price that is written in another way is the same price. */
function parseValues(json: string | null): readonly (string | null)[] | null {
  const cells = parseJson(json);
  if (!Array.isArray(cells)) return null;
  return cells.map((cell: unknown) => {
    const value: unknown = Array.isArray(cell) ? cell[0] : cell;
    return typeof value === 'string' ? value : null;
  });
}
