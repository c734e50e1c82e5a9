/**
 * What a killed process has left, read from a copy: the run file itself stays exactly as the kill
 * left it, so that whoever opens it next has to recover it.
 */
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/engine.ts';
import { openDatabase } from '../../electron/engine/ledger/sqlite.ts';
import { OUTCOME_CODES, type OutcomeCode } from '../../shared/outcome-codes.ts';
import type { RunTotals } from '../../shared/progress.ts';

export interface Remains {
  readonly totals: RunTotals;
  readonly isSalvaged: boolean;
  /** Outcome of each settled row. */
  readonly settled: ReadonlyMap<number, OutcomeCode>;
  /** Attempts of each row that was asked, as the file tells. */
  readonly attempts: ReadonlyMap<number, number>;
  /** Rows with more than one attempt that ended well: settled twice, whatever the settlements say. */
  readonly rowsSettledTwice: readonly number[];
  /** Settlements that point to no attempt of their row with their code. */
  readonly strayRows: readonly number[];
}

/** @throws AppError When the file cannot be opened as a run. */
export async function examine(runPath: string, folder: string): Promise<Remains> {
  const copyFolder = join(folder, `copy-${randomUUID()}`);
  mkdirSync(copyFolder);
  const copy = join(copyFolder, 'run.gleaner');
  for (const suffix of ['', '-wal']) {
    if (existsSync(runPath + suffix)) copyFileSync(runPath + suffix, copy + suffix);
  }
  const engine = createEngine({ emit: () => undefined });
  try {
    const { totals, salvage } = await engine.handlers['run.open']({ path: copy });
    return { totals, isSalvaged: salvage !== null, ...readLedger(copy) };
  } finally {
    await engine.dispose();
    rmSync(copyFolder, { recursive: true, force: true });
  }
}

function readLedger(path: string): Omit<Remains, 'totals' | 'isSalvaged'> {
  const database = openDatabase(path, { readOnly: true });
  try {
    // The columns are those of the statements.
    const all = (sql: string) => database.prepare(sql).all() as { row: number; value: number }[];
    const rowsOf = (sql: string) => all(sql).map(({ row }) => row);
    return {
      settled: new Map(
        all('SELECT row_id AS row, code AS value FROM settlement').map(({ row, value }) => [
          row,
          OUTCOME_CODES[value]!,
        ]),
      ),
      attempts: new Map(
        all('SELECT row_id AS row, count(*) AS value FROM attempt GROUP BY row_id').map(({ row, value }) => [
          row,
          value,
        ]),
      ),
      rowsSettledTwice: rowsOf(
        `SELECT row_id AS row FROM attempt WHERE code = ${OUTCOME_CODES.indexOf('ok')}
         GROUP BY row_id HAVING count(*) > 1`,
      ),
      strayRows: rowsOf(
        `SELECT s.row_id AS row FROM settlement s LEFT JOIN attempt a ON a.id = s.attempt_id
         WHERE a.id IS NULL OR a.row_id <> s.row_id OR a.code <> s.code`,
      ),
    };
  } finally {
    database.close();
  }
}
