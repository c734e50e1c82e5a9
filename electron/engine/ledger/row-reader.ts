/** Reads rows out of a run file for people: result rows, details, exports. Never writes. */
import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { StoredCell } from '../../../shared/recipe.ts';
import {
  parseFieldSort,
  type AttemptRecord,
  type ExtractedRow,
  type ResultRow,
  type RoundRecord,
  type RowDetail,
  type RowFilter,
  type RowSort,
  type RowSortColumn,
} from '../../../shared/rows.ts';
import { readIds } from './read-ids.ts';
import { readRounds } from './rounds.ts';
import { ATTEMPT_COUNT, filterCondition, ROW_SOURCE, SETTLED_SOURCE, SHOWN_ERROR } from './row-filter.ts';
import { MetaKey } from './schema.ts';
import type { Database, Statement } from './sqlite.ts';
import { parseCells, parseHops, parseStoredCells } from './stored-json.ts';
import { parseOptions } from './stored-options.ts';

const ROW_COLUMNS = `
  r.id, r.line, r.url, r.extra, s.code AS settled, a.code AS last, a.status, a.final_url AS finalUrl,
  a.content_type AS contentType, nullif(a.bytes, -1) AS bytes, nullif(a.duration_ms, -1) AS durationMs,
  ${SHOWN_ERROR} AS error, a.title, ${ATTEMPT_COUNT} AS attempts, f.cells`;
const READ_SOURCE = `${ROW_SOURCE} LEFT JOIN field f ON f.row_id = r.id`;

const SORT_EXPRESSION: Readonly<Record<RowSortColumn, string>> = {
  line: 'r.id',
  url: 'r.url',
  status: 'a.status',
  outcome: 's.code',
  bytes: 'nullif(a.bytes, -1)',
  durationMs: 'nullif(a.duration_ms, -1)',
  attempts: ATTEMPT_COUNT,
  title: 'a.title',
};

interface SqlRow {
  readonly id: number;
  readonly line: number;
  readonly url: string;
  readonly extra: string | null;
  readonly settled: number | null;
  readonly last: number | null;
  readonly status: number | null;
  readonly finalUrl: string | null;
  readonly contentType: string | null;
  readonly bytes: number | null;
  readonly durationMs: number | null;
  readonly error: string | null;
  readonly title: string | null;
  readonly attempts: number;
  readonly cells: string | null;
}

export class RowReader {
  readonly #database: Database;
  readonly #selectRow: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#selectRow = database.prepare(`SELECT ${ROW_COLUMNS} FROM ${READ_SOURCE} WHERE r.id = ?`);
  }

  /** Rows in the order of `rowIds`; ids that do not exist are left out. */
  read(rowIds: Iterable<number>): ResultRow[] {
    const rows: ResultRow[] = [];
    for (const rowId of rowIds) {
      // The columns are those of ROW_COLUMNS.
      const row = this.#selectRow.get(rowId) as SqlRow | undefined;
      if (row !== undefined) rows.push(toResultRow(row));
    }
    return rows;
  }

  /** @returns The ids of all rows that pass `filter`, in the order of `sort`; ties stand in list order. */
  readIds(filter: RowFilter, sort: RowSort): Uint32Array {
    const { where, parameters, needsAttempt } = filterCondition(filter);
    const direction = sort.direction === 'desc' ? 'DESC' : 'ASC';
    const field = parseFieldSort(sort.column);
    // What is no column of the recipe is one of every run.
    const expression =
      field === null ? SORT_EXPRESSION[sort.column as RowSortColumn] : fieldExpression(field);
    // Rows without a value stand last whichever way the column is sorted.
    const order =
      sort.column === 'line'
        ? `r.id ${direction}`
        : `${expression} IS NULL, ${expression} ${direction}, r.id`;
    const rowSource = needsAttempt || sort.column !== 'line' ? ROW_SOURCE : SETTLED_SOURCE;
    const source = field === null ? rowSource : READ_SOURCE;
    const statement = this.#database.prepare(`SELECT r.id FROM ${source} WHERE ${where} ORDER BY ${order}`);
    return readIds(statement, parameters);
  }

  countAll(): number {
    // One row with this column, always.
    return (this.#database.prepare('SELECT count(*) AS count FROM row').get() as { count: number }).count;
  }

  /** @returns `null` when there is no such row. */
  readDetail(rowId: number): RowDetail | null {
    // The columns are those of ROW_COLUMNS.
    const row = this.#selectRow.get(rowId) as SqlRow | undefined;
    if (row === undefined) return null;
    const attempts = this.#database
      .prepare(
        `SELECT a.*, s.attempt_id IS NOT NULL AS isSettled FROM attempt a
         LEFT JOIN settlement s ON s.attempt_id = a.id AND s.row_id = a.row_id
         WHERE a.row_id = ? ORDER BY a.id`,
      )
      // The columns are those of the attempt table.
      .all(rowId) as SqlAttempt[];
    const names = this.otherColumns();
    const cells = parseCells(row.extra) ?? [];
    const earlier = row.attempts - attempts.length;
    return {
      row: toResultRow(row),
      attempts: attempts.map((attempt, index) => toAttemptRecord(attempt, earlier + index + 1)),
      rounds: this.#readRounds(attempts),
      extra: cells.map((cell, index) => [names[index] ?? `column ${index + 1}`, cell] as const),
      fields: this.#readFields(rowId),
    };
  }

  #readFields(rowId: number): ExtractedRow | null {
    // The columns are those of the SELECT.
    const found = this.#database
      .prepare('SELECT cells, missing, problem FROM field WHERE row_id = ?')
      .get(rowId) as { cells: string; missing: number; problem: string | null } | undefined;
    const cells = found === undefined ? null : parseStoredCells(found.cells);
    const { recipe } = parseOptions(this.#meta(MetaKey.Options));
    if (found === undefined || cells === null || recipe === null) return null;
    const { missing, problem } = found;
    return {
      cells: recipe.columns.map(({ name }, index) => ({ name, cell: cells[index] ?? null })),
      missing,
      problem,
    };
  }

  /** Those that asked the row with these attempts. */
  #readRounds(attempts: readonly SqlAttempt[]): RoundRecord[] {
    const firsts = new Map<number, SqlAttempt>();
    for (const attempt of attempts) if (!firsts.has(attempt.round)) firsts.set(attempt.round, attempt);
    const known = readRounds(this.#database);
    return [...firsts].map(
      ([round, first]) =>
        // The first round has no record, nor has one of a run file of an older version.
        known.get(round) ?? { round, startedAtMs: first.started_at_ms, requeued: null, options: {} },
    );
  }

  /** The list's own other columns. */
  otherColumns(): string[] {
    return parseCells(this.#meta(MetaKey.OtherColumns)) ?? [];
  }

  #meta(key: string): string | null {
    const row = this.#database.prepare('SELECT value FROM meta WHERE key = ?').get(key) as
      // The column is TEXT NOT NULL; no row is undefined.
      { value: string } | undefined;
    return row?.value ?? null;
  }
}

/** Rows are sorted by what they show: the value, not the text that stood on the page. */
function fieldExpression({ index, isNumber }: { index: number; isNumber: boolean }): string {
  const cell = `json_extract(f.cells, '$[${index}]')`;
  const value = `iif(json_type(f.cells, '$[${index}]') = 'array', json_extract(f.cells, '$[${index}][0]'), ${cell})`;
  // Somebody may have edited the file.
  const text = `iif(json_valid(f.cells), ${value}, NULL)`;
  if (!isNumber) return text;
  // What is no number stands behind all that are.
  return `iif(${text} GLOB '[-0-9]*', CAST(${text} AS REAL), NULL)`;
}

function valueOf(cell: StoredCell): string | null {
  return typeof cell === 'string' || cell === null ? cell : cell[0];
}

function toResultRow(row: SqlRow): ResultRow {
  const lastCode = codeOrNull(row.settled ?? row.last);
  return {
    rowId: row.id,
    line: row.line,
    url: row.url,
    outcome: codeOrNull(row.settled),
    lastCode,
    status: row.status,
    finalUrl: row.finalUrl ?? (lastCode === 'ok' ? row.url : null),
    contentType: row.contentType,
    bytes: row.bytes,
    durationMs: row.durationMs,
    attempts: row.attempts,
    error: row.error ?? (lastCode === null || lastCode === 'ok' ? null : OUTCOMES[lastCode].cause),
    title: row.title,
    fields: (parseStoredCells(row.cells) ?? []).map(valueOf),
  };
}

interface SqlAttempt {
  readonly round: number;
  readonly code: number;
  readonly isSettled: number;
  readonly started_at_ms: number;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly bytes: number;
  readonly content_type: string | null;
  readonly final_url: string | null;
  readonly hops: string | null;
  readonly error: string | null;
  readonly title: string | null;
  readonly dns_ms: number | null;
  readonly connect_ms: number | null;
  readonly tls_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly body_ms: number | null;
  readonly wait_ms: number | null;
}

function toAttemptRecord(attempt: SqlAttempt, number: number): AttemptRecord {
  return {
    number,
    round: attempt.round,
    code: codeOrNull(attempt.code) ?? 'protocol.invalid',
    isSettled: attempt.isSettled === 1,
    startedAtMs: attempt.started_at_ms,
    durationMs: Math.max(0, attempt.duration_ms),
    status: attempt.status,
    bytes: Math.max(0, attempt.bytes),
    contentType: attempt.content_type,
    finalUrl: attempt.final_url,
    hops: parseHops(attempt.hops),
    error: attempt.error,
    title: attempt.title,
    phases: {
      waitMs: attempt.wait_ms,
      dnsMs: attempt.dns_ms,
      connectMs: attempt.connect_ms,
      tlsMs: attempt.tls_ms,
      firstByteMs: attempt.first_byte_ms,
      bodyMs: attempt.body_ms,
    },
  };
}

function codeOrNull(number: number | null): OutcomeCode | null {
  return number === null ? null : (OUTCOME_CODES[number] ?? null);
}
