/** Opens SQLite databases and turns its errors into ones that a person can act on. */
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { AppError, ErrorCode } from '../../../shared/errors.ts';

export type Database = DatabaseSyncInstance;
export type Statement = ReturnType<Database['prepare']>;

export const DAMAGED_ADVICE =
  'Open it again: what can still be read of it is put into a new file. Or start again from the list.';

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
  /** Also in statements of ours: a table that somebody else has made in place of ours. */
  Constraint: 19,
  NotADatabase: 26,
};
/** The kinds of {@link Sqlite.IoError} that are about reading: 1 READ, 2 SHORT_READ, 33 CORRUPTFS. */
const READ_FAULTS: ReadonlySet<number> = new Set([1, 2, 33]);
const PRIMARY_BITS = 8;
/**
 * What sqlite3_errstr() says for them. The SQLite module passes on nothing but this text when a
 * statement fails between two rows of its answer (`all()` and `iterate()`).
 */
const CODE_BY_TEXT: ReadonlyMap<string, number> = new Map([
  ['access permission denied', Sqlite.Perm],
  ['database is locked', Sqlite.Busy],
  ['database table is locked', Sqlite.Locked],
  ['attempt to write a readonly database', Sqlite.ReadOnly],
  // Such statements read.
  ['disk I/O error', Sqlite.IoError | (1 << PRIMARY_BITS)],
  ['database disk image is malformed', Sqlite.Corrupt],
  ['database or disk is full', Sqlite.Full],
  ['unable to open database file', Sqlite.CannotOpen],
  ['file is not a database', Sqlite.NotADatabase],
]);
/** SQLITE_IOERR_SHMSIZE: the index of the log, a file of its own, could not grow. */
const NO_ROOM_FOR_INDEX = Sqlite.IoError | (19 << PRIMARY_BITS);

/** @returns The AppError, with advice, for a failure while working on the file at `path`. */
export function sqliteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const file = basename(path);
  if (isDiskFull(error)) {
    return new AppError(ErrorCode.DiskFull, `The disk is full: ${file} could not be written.`, {
      advice: 'Free some space and try again. Nothing that was settled is lost.',
      cause: error,
    });
  }
  switch (primaryCode(error)) {
    case Sqlite.NotADatabase:
      return foreignError(path, error);
    case Sqlite.Error:
    case Sqlite.Corrupt:
    case Sqlite.Constraint:
      return new AppError(ErrorCode.RunFileDamaged, `${file} is damaged.`, {
        advice: DAMAGED_ADVICE,
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
    case Sqlite.IoError:
      return ioError(path, error);
    default:
      return isRefusedByFolder(error)
        ? readOnlyFolderError(dirname(path), error)
        : new AppError(ErrorCode.FileUnreadable, `${file} could not be used: ${textOf(error)}.`, {
            advice: 'Check the disk that it is on, then open it again.',
            cause: error,
          });
  }
}

/** For errors of SQLite and of the file system alike. */
export function isDiskFull(error: unknown): boolean {
  if (primaryCode(error) === Sqlite.Full || resultCode(error) === NO_ROOM_FOR_INDEX) return true;
  const cause = systemCode(error);
  return cause === 'ENOSPC' || cause === 'EDQUOT';
}

function ioError(path: string, cause: unknown): AppError {
  const file = basename(path);
  if (READ_FAULTS.has(resultCode(cause) >> PRIMARY_BITS))
    return new AppError(ErrorCode.FileUnreadable, `The disk did not give back what is in ${file}.`, {
      advice: 'Check the disk and its connection. Then open the file again, or a copy of it.',
      cause,
    });
  return new AppError(ErrorCode.FileUnwritable, `${file} could not be written: ${textOf(cause)}.`, {
    advice: 'Check the disk, its connection and its free space. Nothing that was settled is lost.',
    cause,
  });
}

/** What the system said, by name; SQLite passes the number on for some of its failures. */
function systemCode(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if ('systemErrno' in error && Number(error.systemErrno) > 0)
    return getSystemErrorName(-Number(error.systemErrno));
  return 'code' in error ? error.code : undefined;
}

function isRefusedByFolder(error: unknown): boolean {
  const cause = systemCode(error);
  return cause === 'EACCES' || cause === 'EPERM' || cause === 'EROFS';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Extended: the primary code is in its lowest byte. -1 for what is no error of SQLite. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error)) return -1;
  if ('sqliteExtendedCode' in error) return Number(error.sqliteExtendedCode);
  if ('sqliteCode' in error) return Number(error.sqliteCode);
  return 'code' in error && error.code === 'ERR_SQLITE_ERROR' ? (CODE_BY_TEXT.get(error.message) ?? -1) : -1;
}

function primaryCode(error: unknown): number {
  const code = resultCode(error);
  return code < 0 ? -1 : code & 0xff;
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
