/**
 * Reads the rows of a run file for an export: only the columns that were chosen, in blocks, in the
 * order of the list, all of them as they were at one moment however long the export takes.
 */
import type { ExportColumn, ExportRows, ResultColumnName } from '../../../shared/export.ts';
import { OUTCOME_CODES, OUTCOMES } from '../../../shared/outcome-codes.ts';
import { availableColumns, type ColumnOrigin, type SourceColumn } from './export-columns.ts';
import type { Cell } from './table-writer.ts';
import {
  ATTEMPT_COUNT,
  filterCondition,
  numberOf,
  ROW_SOURCE,
  SETTLED_SOURCE,
  SHOWN_ERROR,
} from '../ledger/row-filter.ts';
import { readIds } from '../ledger/read-ids.ts';
import { MetaKey } from '../ledger/schema.ts';
import type { Database, Statement } from '../ledger/sqlite.ts';
import { parseOptions } from '../ledger/stored-options.ts';
import { parseCells, parseJson } from '../ledger/stored-json.ts';

const BLOCK_ROWS_MAX = 500;
const BLOCK_ROWS_FIRST = 32;
/** Of text, roughly. */
const BLOCK_CHARACTERS = 4_000_000;

const EXPRESSION: Readonly<Record<ResultColumnName, string>> = {
  line: 'r.line',
  url: 'r.url',
  outcome: 's.code',
  status: 'a.status',
  final_url: `coalesce(a.final_url, iif(coalesce(s.code, a.code) = ${numberOf('ok')}, r.url, NULL))`,
  content_type: 'a.content_type',
  bytes: 'nullif(a.bytes, -1)',
  duration_ms: 'nullif(a.duration_ms, -1)',
  attempts: ATTEMPT_COUNT,
  // The attempt's own words, or the number of the outcome, whose words are ours.
  error: `coalesce(${SHOWN_ERROR}, nullif(coalesce(s.code, a.code), ${numberOf('ok')}))`,
  title: 'a.title',
};

interface BlockQuery {
  readonly statement: Statement;
  /** @returns What the statement needs for the next rows; `null` when there are no more. */
  next(rowCount: number): readonly (string | number)[] | null;
}

export class ExportReader {
  readonly #database: Database;
  readonly #columns: readonly SourceColumn[];

  /** Holds on to this moment until {@link release}. @param database of its own: others would be held, too. */
  constructor(database: Database) {
    this.#database = database;
    database.exec('BEGIN');
    this.#columns = availableColumns(
      parseCells(this.#meta(MetaKey.OtherColumns)) ?? [],
      parseOptions(this.#meta(MetaKey.Options)).recipe,
    );
  }

  columns(): readonly SourceColumn[] {
    return this.#columns;
  }

  count(rows: ExportRows): number {
    const { where, parameters, source } = selection(rows);
    const row = this.#database
      .prepare(`SELECT count(*) AS count FROM ${source} WHERE ${where}`)
      // One row with this column, always.
      .get(...parameters) as { count: number };
    return row.count;
  }

  /** In the order of the list, four bytes each. */
  rowIds(rows: ExportRows): Uint32Array {
    const { where, parameters, source } = selection(rows);
    return readIds(
      this.#database.prepare(`SELECT r.id FROM ${source} WHERE ${where} ORDER BY r.id`),
      parameters,
    );
  }

  /**
   * A block at a time in memory: an iterator that lives from one turn of the event loop to the
   * next is not safe, because the SQLite module lets its statement be collected under it.
   */
  *blocks(rows: ExportRows, columns: readonly SourceColumn[]): Generator<Cell[][]> {
    const { statement, next } =
      rows.kind === 'rows' ? this.#byIds(rows.rowIds, columns) : this.#byRange(rows, columns);
    statement.setReturnArrays(true);
    const cellsOf = cellMaker(columns);
    let rowCount = BLOCK_ROWS_FIRST;
    for (;;) {
      const parameters = next(rowCount);
      if (parameters === null) return;
      // Rows come as arrays because of setReturnArrays.
      const found = statement.all(...parameters) as unknown[][];
      const block = found.map(cellsOf);
      if (block.length > 0) yield block;
      const perRow = charactersOf(found) / Math.max(1, found.length);
      rowCount = Math.min(BLOCK_ROWS_MAX, Math.max(1, Math.floor(BLOCK_CHARACTERS / Math.max(1, perRow))));
    }
  }

  release(): void {
    if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  #byRange(rows: ExportRows & { kind: 'filter' }, columns: readonly SourceColumn[]): BlockQuery {
    const { where, parameters } = filterCondition(rows.filter);
    const statement = this.#database.prepare(
      `${select(columns)} WHERE r.id >= ? AND r.id < ? AND (${where}) ORDER BY r.id`,
    );
    // One row with this column, always.
    const last = this.#database.prepare('SELECT max(id) AS id FROM row').get() as { id: number | null };
    const end = (last.id ?? -1) + 1;
    let from = 0;
    return {
      statement,
      next: (rowCount) => {
        if (from >= end) return null;
        const first = from;
        from = first + rowCount;
        return [first, from, ...parameters];
      },
    };
  }

  #byIds(rowIds: readonly number[], columns: readonly SourceColumn[]): BlockQuery {
    const ids = [...new Set(rowIds)].toSorted((a, b) => a - b);
    const statement = this.#database.prepare(
      `${select(columns)} WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.id`,
    );
    let from = 0;
    return {
      statement,
      next: (rowCount) => {
        if (from >= ids.length) return null;
        const some = ids.slice(from, from + rowCount);
        from += rowCount;
        return [JSON.stringify(some)];
      },
    };
  }

  #meta(key: string): string | null {
    // The column is TEXT NOT NULL; no row is undefined.
    const row = this.#database.prepare('SELECT value FROM meta WHERE key = ?').get(key) as
      | { value: string }
      | undefined;
    return row?.value ?? null;
  }
}

/** What the window and the command line need to know of the columns. */
export function toExportColumn({ name, kind }: SourceColumn): ExportColumn {
  return { name, kind };
}

function selection(rows: ExportRows): { source: string; where: string; parameters: readonly string[] } {
  if (rows.kind === 'rows')
    return {
      source: 'row r',
      where: 'r.id IN (SELECT value FROM json_each(?))',
      parameters: [JSON.stringify(rows.rowIds)],
    };
  const { where, parameters, needsAttempt } = filterCondition(rows.filter);
  return { source: needsAttempt ? ROW_SOURCE : SETTLED_SOURCE, where, parameters };
}

/** The list's own cells first, then those of the pages, then one value per result column. */
function select(columns: readonly SourceColumn[]): string {
  const has = (kind: ColumnOrigin['kind']): boolean => columns.some(({ origin }) => origin.kind === kind);
  const hasFields = has('field') || has('original');
  const results = columns.flatMap(({ origin }) =>
    origin.kind === 'result' ? [EXPRESSION[origin.column]] : [],
  );
  const values = [has('list') ? 'r.extra' : 'NULL', hasFields ? 'f.cells' : 'NULL', ...results];
  const fields = hasFields ? 'LEFT JOIN field f ON f.row_id = r.id' : '';
  return `SELECT ${values.join(', ')} FROM ${ROW_SOURCE} ${fields}`;
}

const RESULTS_AT = 2;

function cellMaker(columns: readonly SourceColumn[]): (values: unknown[]) => Cell[] {
  let at = RESULTS_AT;
  const picks = columns.map(({ origin, type }) => {
    switch (origin.kind) {
      case 'result': {
        const place = at++;
        const toCell = resultCell(origin.column, type === 'integer');
        return (values: unknown[]): Cell => toCell(values[place]);
      }
      case 'list':
        return (_values: unknown[], list: readonly unknown[]): Cell => textOf(list[origin.index]);
      case 'field':
        return (_values: unknown[], _list: readonly unknown[], fields: readonly unknown[]): Cell => {
          const cell = fields[origin.index];
          return textOf(Array.isArray(cell) ? cell[0] : cell);
        };
      case 'original':
        return (_values: unknown[], _list: readonly unknown[], fields: readonly unknown[]): Cell => {
          const cell = fields[origin.index];
          return textOf(Array.isArray(cell) ? cell[1] : cell);
        };
    }
  });
  return (values) => {
    const list = arrayOf(values[0]);
    const fields = arrayOf(values[1]);
    return picks.map((pick) => pick(values, list, fields));
  };
}

function resultCell(column: ResultColumnName, isInteger: boolean): (value: unknown) => Cell {
  if (column === 'outcome') return (value) => codeOf(value) ?? 'pending';
  if (column === 'error')
    return (value) => {
      if (typeof value === 'string') return value;
      const code = codeOf(value);
      return code === null ? null : OUTCOMES[code].cause;
    };
  return isInteger ? integerOf : textOf;
}

function codeOf(value: unknown): (typeof OUTCOME_CODES)[number] | null {
  return typeof value === 'number' ? (OUTCOME_CODES[value] ?? null) : null;
}

/** A run file that somebody has edited may hold anything anywhere. */
function textOf(value: unknown): Cell {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function integerOf(value: unknown): Cell {
  return Number.isSafeInteger(value) ? Number(value) : null;
}

const NOTHING: readonly unknown[] = [];

function arrayOf(text: unknown): readonly unknown[] {
  const value = typeof text === 'string' ? parseJson(text) : null;
  return Array.isArray(value) ? value : NOTHING;
}

function charactersOf(rows: readonly unknown[][]): number {
  let characters = 0;
  for (const row of rows) for (const value of row) if (typeof value === 'string') characters += value.length;
  return characters;
}
