/** Looks at a file before it is opened as a run: whether it is one, and how far it has come. Changes nothing. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { OUTCOME_CODES } from '../../../shared/outcome-codes.ts';
import { readVersion } from './migrations.ts';
import { APPLICATION_ID, ATTEMPT_COLUMNS_1, MetaKey, SCHEMA_VERSION } from './schema.ts';
import { DAMAGED_ADVICE, foreignError, openDatabase, sqliteError, type Database } from './sqlite.ts';

/** Far above any version to come; a higher one is damage. */
const PLAUSIBLE_VERSION_MAX = 1000;

/** @throws AppError `FILE_UNREADABLE` */
export function assertThere(path: string): void {
  if (existsSync(path) && statSync(path).isFile()) return;
  throw new AppError(ErrorCode.FileUnreadable, `There is no run file at ${path}.`, {
    advice: 'It may have been moved or deleted. Choose it where it is now.',
  });
}

/** @throws AppError `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`, `RUN_FILE_DAMAGED` */
export function assertRunFile(path: string): void {
  withDatabase(path, { readOnly: true }, assertOurs);
}

/**
 * Reads the whole file: about 0.1 s for 100,000 rows that are in the system's cache.
 *
 * @returns What is wrong with it, `RUN_FILE_DAMAGED` or, when its beginning is gone,
 *   `RUN_FILE_FOREIGN`; `null` when nothing is.
 * @throws AppError `FILE_UNREADABLE`, `RUN_FILE_TOO_NEW`, `FOLDER_READ_ONLY`
 */
export function findDamage(path: string): AppError | null {
  try {
    withDatabase(path, { readOnly: true }, (database) => {
      assertOurs(database, path);
      const fault = findFault(database);
      if (fault !== null) throw damagedError(path, fault);
    });
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === ErrorCode.RunFileDamaged || error.code === ErrorCode.RunFileForeign) return error;
    throw error;
  }
}

/** Tells whether a run at `path` still has pending rows, without locking it. @throws as {@link assertRunFile} */
export function readPendingCount(path: string): number {
  assertRunFile(path);
  return withDatabase(path, {}, (database) => {
    const row = database
      .prepare('SELECT (SELECT count(*) FROM row) - (SELECT count(*) FROM settlement) AS pending')
      // One row with this column, always.
      .get() as { pending: number };
    return row.pending;
  });
}

export function damagedError(path: string, what: string): AppError {
  return new AppError(ErrorCode.RunFileDamaged, `${basename(path)} is damaged: ${what}.`, {
    advice: DAMAGED_ADVICE,
  });
}

function assertOurs(database: Database, path: string): void {
  // A PRAGMA that reads gives one row with the pragma's own name as its column.
  const { application_id: application } = database.prepare('PRAGMA application_id').get() as {
    application_id: number;
  };
  if (application !== APPLICATION_ID) throw foreignError(path);
  const version = readVersion(database);
  if (version < 1 || version > PLAUSIBLE_VERSION_MAX) throw damagedError(path, 'its version makes no sense');
  if (version > SCHEMA_VERSION) {
    throw new AppError(ErrorCode.RunFileTooNew, 'This run file was made by a newer Gleaner.', {
      advice: 'Update Gleaner to open it.',
    });
  }
}

/** What SQLite finds, and then what only we can know. */
function findFault(database: Database): string | null {
  const one = (sql: string): unknown => Object.values(Object(database.prepare(sql).get()))[0];
  const check = one('PRAGMA quick_check(1)');
  if (check !== 'ok') return String(check).replaceAll(/\s+/g, ' ');
  // Tables and columns that are gone make these fail.
  database.prepare('SELECT id, line, url, host_id, extra FROM row').get();
  database.prepare('SELECT id, line, text, reason, into_row FROM dropped_line').get();
  database.prepare(`SELECT ${ATTEMPT_COLUMNS_1} FROM attempt`).get();
  database.prepare('SELECT row_id, code, attempt_id FROM settlement').get();

  const number = (key: string): number => Number(one(`SELECT value FROM meta WHERE key = '${key}'`) ?? '0');
  const figures = [
    MetaKey.Lines,
    MetaKey.Rows,
    MetaKey.Merged,
    MetaKey.Rejected,
    MetaKey.Bytes,
    MetaKey.Round,
  ];
  for (const key of figures)
    if (!Number.isSafeInteger(number(key)) || number(key) < 0) return `its "${key}" is not a number`;
  const rows = number(MetaKey.Rows);
  if (one('SELECT count(*) FROM row') !== rows || (one('SELECT max(id) FROM row') ?? -1) !== rows - 1)
    return 'its rows are not those that it counts';
  if (number(MetaKey.Lines) !== rows + number(MetaKey.Merged) + number(MetaKey.Rejected))
    return 'its lines do not add up';
  if (one('SELECT 1 FROM row WHERE host_id NOT IN (SELECT id FROM host) LIMIT 1') === 1)
    return 'a row has no host';
  if (one(`SELECT 1 FROM settlement WHERE row_id NOT BETWEEN 0 AND ${rows - 1} LIMIT 1`) === 1)
    return 'it settles rows that it does not have';
  if (one(`SELECT 1 FROM settlement WHERE code NOT BETWEEN 0 AND ${OUTCOME_CODES.length - 1} LIMIT 1`) === 1)
    return 'it has an outcome that does not exist';
  return null;
}

function withDatabase<Value>(
  path: string,
  options: { readOnly?: boolean },
  action: (database: Database, path: string) => Value,
): Value {
  assertThere(path);
  const database = openDatabase(path, options);
  try {
    return action(database, path);
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
  }
}
