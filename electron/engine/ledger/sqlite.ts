/** Opens SQLite databases and turns its errors into ones that a person can act on. */
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { AppError, ErrorCode } from '../../../shared/errors.ts';

export type Database = DatabaseSyncInstance;
export type Statement = ReturnType<Database['prepare']>;

/** @throws AppError `FOLDER_READ_ONLY`, `DISK_FULL`, `FILE_UNREADABLE`, `RUN_FILE_FOREIGN`, `RUN_FILE_DAMAGED` */
export function openDatabase(path: string, options: { readOnly?: boolean } = {}): Database {
  try {
    return new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 2000 });
  } catch (error) {
    throw sqliteError(error, path);
  }
}

/**
 * Lets go of what closed databases still hold, so that no `-wal` and `-shm` files stay
 * beside a run file that nobody has open.
 *
 * The SQLite module has no call that finalises a statement; it does so when the statement
 * is garbage, and until then SQLite keeps the closed connection and its files. So garbage is
 * collected here, once per closed run.
 */
export async function collectClosedDatabases(): Promise<void> {
  setFlagsFromString('--expose-gc');
  // `gc` is what the flag adds to new contexts.
  const collect = runInNewContext('gc') as () => void;
  collect();
  // Native finalisers run in a turn of their own.
  await setImmediate();
}

/** Primary result codes (sqlite.org/rescode.html). */
const Sqlite = {
  /** In statements that we wrote ourselves: a table or a column is not there. */
  Error: 1,
  Perm: 3,
  Busy: 5,
  Locked: 6,
  ReadOnly: 8,
  IoError: 10,
  Corrupt: 11,
  Full: 13,
  CannotOpen: 14,
  NotADatabase: 26,
};

/** @returns The AppError for a failure while working on the file at `path`. */
export function sqliteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const file = basename(path);
  if (isDiskFull(error)) {
    return new AppError(ErrorCode.DiskFull, `The disk is full: ${file} could not be written.`, {
      advice: 'Free some space and try again. Nothing that was settled is lost.',
      cause: error,
    });
  }
  switch (resultCode(error)) {
    case Sqlite.NotADatabase:
      return foreignError(path, error);
    case Sqlite.Error:
    case Sqlite.Corrupt:
      return new AppError(ErrorCode.RunFileDamaged, `${file} is damaged.`, {
        advice: 'Start again from the list, or from a copy of the run file.',
        cause: error,
      });
    case Sqlite.Busy:
    case Sqlite.Locked:
      return lockedError(path, error);
    case Sqlite.CannotOpen:
    case Sqlite.ReadOnly:
    case Sqlite.Perm:
      if (!isWritable(dirname(path))) return readOnlyFolderError(dirname(path), error);
      return new AppError(ErrorCode.FileUnreadable, `${file} could not be opened.`, {
        advice: 'Check that the file exists and that you may read and write it.',
        cause: error,
      });
    default: {
      const text = error instanceof Error ? error.message : String(error);
      return new AppError(ErrorCode.FileUnreadable, `${file} could not be used: ${text}.`, { cause: error });
    }
  }
}

/** For errors of SQLite and of the file system alike. A failed write without a better reason is taken for a full disk. */
export function isDiskFull(error: unknown): boolean {
  const code = resultCode(error);
  if (code === Sqlite.Full || code === Sqlite.IoError) return true;
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function resultCode(error: unknown): number {
  return error instanceof Error && 'sqliteCode' in error ? Number(error.sqliteCode) : -1;
}

export function foreignError(path: string, cause?: unknown): AppError {
  return new AppError(ErrorCode.RunFileForeign, `${basename(path)} is not a Gleaner run file.`, {
    advice: 'Choose a file that Gleaner made, or open it as a list.',
    cause,
  });
}

export function isDiskFullError(error: AppError): boolean {
  return error.code === ErrorCode.DiskFull;
}

export function lockedError(path: string, cause?: unknown): AppError {
  return new AppError(ErrorCode.RunFileLocked, `${basename(path)} is open in another window or command.`, {
    advice: 'Close it there first.',
    cause,
  });
}

export function readOnlyFolderError(folder: string, cause?: unknown): AppError {
  return new AppError(ErrorCode.FolderReadOnly, `The folder ${folder} cannot be written to.`, {
    advice: 'Choose another folder for the run file, or change its permissions.',
    cause,
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return existsSync(folder);
  } catch {
    return false;
  }
}
