/** Opens SQLite databases and turns its errors into ones that a person can act on. */
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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

/** @returns The AppError for a failure while working on the file at `path`. */
export function sqliteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const file = basename(path);
  if (isDiskFull(error)) {
    return new AppError(ErrorCode.DiskFull, `The disk is full: ${file} could not be written.`, {
      advice: 'Free some space and try again. Nothing that was settled is lost.',
      cause: error,
    });
  }
  if (/not a database/i.test(text)) {
    return new AppError(ErrorCode.RunFileForeign, `${file} is not a Gleaner run file.`, {
      advice: 'Choose a file that ends in .gleaner, or open it as a list.',
      cause: error,
    });
  }
  if (/malformed|corrupt/i.test(text)) {
    return new AppError(ErrorCode.RunFileDamaged, `${file} is damaged.`, {
      advice: 'Start again from the list, or from a copy of the run file.',
      cause: error,
    });
  }
  if (/locked|busy/i.test(text)) return lockedError(path, error);
  if (/unable to open|readonly|read-only/i.test(text)) {
    if (!isWritable(dirname(path))) return readOnlyFolderError(dirname(path), error);
    return new AppError(ErrorCode.FileUnreadable, `${file} could not be opened.`, {
      advice: 'Check that the file exists and that you may read and write it.',
      cause: error,
    });
  }
  return new AppError(ErrorCode.FileUnreadable, `${file} could not be used: ${text}.`, { cause: error });
}

/** SQLite names its conditions in its messages only; the numbers (`SQLITE_FULL`) do not reach JavaScript. */
export function isDiskFull(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /disk is full|ENOSPC|no space|disk i\/o error/i.test(text);
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
