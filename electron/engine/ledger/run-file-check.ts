/** Looks at a file before it is opened as a run: whether it is one, and how far it has come. Changes nothing. */
import { existsSync, statSync } from 'node:fs';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { readVersion } from './migrations.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';
import { foreignError, openDatabase, sqliteError } from './sqlite.ts';

/** @throws AppError `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_TOO_NEW`, `RUN_FILE_DAMAGED` */
export function assertRunFile(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new AppError(ErrorCode.FileUnreadable, `There is no run file at ${path}.`, {
      advice: 'It may have been moved or deleted. Choose it where it is now.',
    });
  }
  const database = openDatabase(path, { readOnly: true });
  try {
    // A PRAGMA that reads gives one row with the pragma's own name as its column.
    const { application_id: application } = database.prepare('PRAGMA application_id').get() as {
      application_id: number;
    };
    const version = readVersion(database);
    if (application !== APPLICATION_ID || version < 1) throw foreignError(path);
    if (version > SCHEMA_VERSION) {
      throw new AppError(ErrorCode.RunFileTooNew, 'This run file was made by a newer Gleaner.', {
        advice: 'Update Gleaner to open it.',
      });
    }
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
  }
}

/** Tells whether a run at `path` still has pending rows, without locking it. @throws as {@link assertRunFile} */
export function readPendingCount(path: string): number {
  assertRunFile(path);
  const database = openDatabase(path);
  try {
    const row = database
      .prepare('SELECT (SELECT count(*) FROM row) - (SELECT count(*) FROM settlement) AS pending')
      // One row with this column, always.
      .get() as { pending: number };
    return row.pending;
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
  }
}
