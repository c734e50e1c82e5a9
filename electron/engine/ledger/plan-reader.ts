/** Reads out of a run file how far each of its rows has come. */
import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { numberOf } from './row-filter.ts';
import { damagedError } from './run-file-check.ts';
import type { Database } from './sqlite.ts';
import type { WorkPlan } from './work-ledger.ts';

/** Attempts beyond this are not told apart; it is far above any retry setting. */
const ATTEMPTS_USED_MAX = 255;
/**
 * Attempts that cost a row nothing: the host or this computer put them off, or they brought a
 * page that was taken for good or for a block page first and is asked for again.
 */
const FREE_CODES = OUTCOME_CODES.filter(
  (code) => OUTCOMES[code].retry === 'host' || code === 'ok' || code === 'blocked.soft',
);

/** What the run file says of itself. */
interface Stated {
  /** For messages. */
  readonly path: string;
  readonly rows: number;
  readonly round: number;
}

/** @throws AppError `RUN_FILE_DAMAGED` when the rows are not those that are stated; what SQLite throws. */
export function readPlan(database: Database, { path, rows: count, round }: Stated): WorkPlan {
  if (highestId(database, 'row') !== count - 1)
    throw damagedError(path, 'its rows are not those that it counts');
  const plan = {
    origins: [] as string[],
    hostOfRow: new Uint32Array(count),
    isPending: new Uint8Array(count).fill(1),
    attemptsUsed: new Uint8Array(count),
  };
  for (const host of each<{ id: number; origin: string }>(
    database,
    'SELECT id, origin FROM host ORDER BY id',
  ))
    plan.origins[host.id] = String(host.origin);
  let rows = 0;
  for (const row of each<{ id: number; host: number }>(database, 'SELECT id, host_id AS host FROM row')) {
    if (plan.origins[row.host] === undefined) throw damagedError(path, `row ${row.id} has no host`);
    plan.hostOfRow[row.id] = row.host;
    rows++;
  }
  if (rows !== count) throw damagedError(path, 'some of its rows are missing');
  for (const { id } of each<{ id: number }>(database, 'SELECT row_id AS id FROM settlement'))
    plan.isPending[id] = 0;
  const used = `SELECT row_id AS id, count(*) AS used FROM attempt WHERE round = ${round}
    AND code NOT IN (${FREE_CODES.map(numberOf).join(',')}) AND row_id NOT IN (SELECT row_id FROM settlement) GROUP BY row_id`;
  for (const { id, used: attempts } of each<{ id: number; used: number }>(database, used))
    plan.attemptsUsed[id] = Math.min(attempts, ATTEMPTS_USED_MAX);
  return plan;
}

/** @returns Settled rows by code. @throws AppError `RUN_FILE_DAMAGED`; what SQLite throws. */
export function readSettled(
  database: Database,
  { path, rows }: Omit<Stated, 'round'>,
): ReadonlyMap<OutcomeCode, number> {
  if (highestId(database, 'settlement') >= rows)
    throw damagedError(path, 'it settles rows that it does not have');
  const settled = new Map<OutcomeCode, number>();
  const counts = 'SELECT code, count(*) AS count FROM settlement GROUP BY code';
  for (const { code: number, count } of each<{ code: number; count: number }>(database, counts)) {
    const code = OUTCOME_CODES[number];
    if (code === undefined) throw damagedError(path, `it has an outcome ${number} that does not exist`);
    settled.set(code, count);
  }
  return settled;
}

/** -1 when `table` is empty. */
export function highestId(database: Database, table: 'row' | 'settlement' | 'attempt'): number {
  const column = table === 'settlement' ? 'row_id' : 'id';
  // One row with this column, always.
  const row = database.prepare(`SELECT max(${column}) AS id FROM ${table}`).get() as { id: number | null };
  return row.id ?? -1;
}

function each<Row>(database: Database, sql: string): IterableIterator<Row> {
  // Each caller names the columns of its own SELECT.
  return database.prepare(sql).iterate() as IterableIterator<Row>;
}
