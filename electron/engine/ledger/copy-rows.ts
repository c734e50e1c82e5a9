/** Copies the list of one run file into another, and what is known of its pages. */
import { setImmediate } from 'node:timers/promises';
import { numberOf } from './row-filter.ts';
import { MetaKey } from './schema.ts';
import type { Database } from './sqlite.ts';

/** A hundredth of a second's work, between which the engine's loop turns. */
const ROWS_PER_TURN = 10_000;

const CONDITIONS = { all: '1', kept: '(p.store > 0 OR a.status = 304)', none: '0' } as const;

/**
 * Rows, hosts and dropped lines as they are; of each settled row, how it ended, the hash, the
 * validators and the cells, as `earlier`.
 *
 * @param withValidators Of which pages they are taken along: those that need not be sent again.
 * @throws What SQLite throws.
 */
export async function copyRows(
  into: Database,
  fromPath: string,
  withValidators: 'all' | 'kept' | 'none',
): Promise<{ rows: number; merged: number; rejected: number }> {
  into.prepare('ATTACH ? AS old').run(fromPath);
  try {
    const ok = numberOf('ok');
    // Of a page that was found elsewhere they would be sent to the wrong address.
    const isAskable = `s.code = ${ok} AND a.final_url IS NULL AND ${CONDITIONS[withValidators]}`;
    const copies = [
      'INSERT INTO row SELECT id, line, url, host_id, extra FROM old.row WHERE id BETWEEN ? AND ?',
      `INSERT INTO earlier SELECT s.row_id, s.code, p.sha256, CASE WHEN ${isAskable} THEN p.etag END,
         CASE WHEN ${isAskable} THEN p.last_modified END, f.cells
       FROM old.settlement s LEFT JOIN old.attempt a ON a.id = s.attempt_id
       LEFT JOIN old.page p ON p.row_id = s.row_id LEFT JOIN old.field f ON f.row_id = s.row_id
       WHERE s.row_id BETWEEN ? AND ?`,
    ].map((sql) => into.prepare(sql));
    into.exec(`INSERT INTO host SELECT id, origin FROM old.host;
      INSERT INTO dropped_line SELECT id, line, text, reason, into_row FROM old.dropped_line;
      INSERT OR REPLACE INTO meta SELECT key, value FROM old.meta
        WHERE key IN ('${MetaKey.UrlColumn}', '${MetaKey.OtherColumns}', '${MetaKey.ListFiles}')`);
    const count = (sql: string): number => Number(Object.values(Object(into.prepare(sql).get()))[0]);
    const rows = count('SELECT count(*) FROM old.row');
    for (let from = 0; from < rows; from += ROWS_PER_TURN) {
      into.exec('BEGIN');
      for (const copy of copies) copy.run(from, from + ROWS_PER_TURN - 1);
      into.exec('COMMIT');
      await setImmediate();
    }
    const merged = count('SELECT count(*) FROM dropped_line WHERE into_row IS NOT NULL');
    return { rows, merged, rejected: count('SELECT count(*) FROM dropped_line') - merged };
  } finally {
    if (into.isTransaction) into.exec('ROLLBACK');
    into.exec('DETACH old');
  }
}
