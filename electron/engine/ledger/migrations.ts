/**
 * Brings a run file of an older Gleaner to the present layout, in one transaction: a process
 * that dies in the middle leaves the old file, and one that dies after it the new one.
 */
import { PAGE_TABLES, ROUND_TABLES, SCHEMA_VERSION } from './schema.ts';
import type { Database } from './sqlite.ts';

/** By the version that they start from. */
export const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `ALTER TABLE attempt ADD COLUMN wait_ms INTEGER; ${ROUND_TABLES}`,
  2: PAGE_TABLES,
};

export function readVersion(database: Database): number {
  // A PRAGMA that reads gives one row with the pragma's own name as its column.
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/**
 * Does nothing when the file is of this version already. Rounds that version 1 did not record
 * stay without a record.
 *
 * @throws What SQLite throws; the file is then as it was.
 */
export function migrate(database: Database): void {
  if (readVersion(database) === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (let version = readVersion(database); version < SCHEMA_VERSION; version++) {
      const step = MIGRATIONS[version];
      if (step === undefined) throw new Error(`No way leads from version ${version} of the run file.`);
      // The version is part of the transaction, so it never names a layout that is not there.
      database.exec(`${step}; PRAGMA user_version = ${version + 1}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
