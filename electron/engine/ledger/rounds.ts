/** Rounds of a run: which rows are asked again, and what is set for that. Works inside the caller's transaction. */
import { assertNever } from '../../../shared/errors.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { RetrySelection, RoundRecord } from '../../../shared/rows.ts';
import { codesOf, filterCondition, numberOf, ROW_SOURCE, SETTLED_SOURCE } from './row-filter.ts';
import type { Database } from './sqlite.ts';
import { parseSomeOptions } from './stored-options.ts';

/** Takes the outcome of the selected rows away, if it is a failure. @returns How many rows. */
export function deleteFailures(database: Database, selection: RetrySelection): number {
  const failed = codesOf('failed');
  const remove = (codes: readonly number[], where: string, parameters: readonly string[] = []): number =>
    Number(
      database
        .prepare(`DELETE FROM settlement WHERE code IN (${codes.join(',')}) AND ${where}`)
        .run(...parameters).changes,
    );
  switch (selection.kind) {
    case 'all':
      return remove(failed.map(numberOf), '1');
    case 'codes':
      return remove(selection.codes.filter((code) => failed.includes(code)).map(numberOf), '1');
    case 'filter': {
      const { where, parameters, needsAttempt } = filterCondition(selection.filter);
      const source = needsAttempt ? ROW_SOURCE : SETTLED_SOURCE;
      return remove(
        failed.map(numberOf),
        `row_id IN (SELECT r.id FROM ${source} WHERE ${where})`,
        parameters,
      );
    }
    case 'rows':
      return remove(failed.map(numberOf), 'row_id IN (SELECT value FROM json_each(?))', [
        JSON.stringify(selection.rowIds),
      ]);
    default:
      return assertNever(selection);
  }
}

export function insertRound(database: Database, record: RoundRecord): void {
  database
    .prepare('INSERT OR REPLACE INTO round VALUES (?, ?, ?, ?)')
    .run(record.round, record.startedAtMs, record.requeued ?? 0, JSON.stringify(record.options));
}

/** Replaces what is set for one round; the first round has nothing of its own. */
export function updateRoundOptions(database: Database, round: number, options: Partial<RunOptions>): void {
  database.prepare('UPDATE round SET options = ? WHERE id = ?').run(JSON.stringify(options), round);
}

/** Those that are on record, by number. A round of a run file of version 1 is not. */
export function readRounds(database: Database): ReadonlyMap<number, RoundRecord> {
  // The columns are those of the round table.
  const rows = database.prepare('SELECT * FROM round ORDER BY id').all() as {
    id: number;
    started_at_ms: number;
    requeued: number;
    options: string;
  }[];
  return new Map(
    rows.map((row) => [
      row.id,
      {
        round: row.id,
        startedAtMs: row.started_at_ms,
        requeued: row.requeued,
        options: parseSomeOptions(row.options),
      },
    ]),
  );
}
