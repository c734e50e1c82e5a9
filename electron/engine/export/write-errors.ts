/** Turns what the disk says about writing an export into words for a person. */
import { basename, dirname } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';

/** @param path where the export was to go. An `AppError` passes unchanged. */
export function toWriteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const name = basename(path);
  const folder = dirname(path);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFullError(path, error);
    case 'EROFS':
      return failure(
        ErrorCode.FolderReadOnly,
        `${folder} is on a disk that cannot be written to.`,
        'Choose another folder.',
        error,
      );
    case 'EACCES':
    case 'EPERM':
      return failure(
        ErrorCode.FolderReadOnly,
        `You may not write ${name} in ${folder}.`,
        'Choose another folder, or close the program that has the file open.',
        error,
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return unwritable(`The folder ${folder} does not exist.`, 'Make it, or choose another.', error);
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return unwritable(`${name} is a folder.`, 'Choose another name.', error);
    case 'EBUSY':
      return unwritable(`Another program has ${name} open.`, 'Close it there, then export again.', error);
    case 'EFBIG':
      return unwritable('The disk does not take files of this size.', 'Choose another disk.', error);
    case 'ENAMETOOLONG':
      return unwritable('The name of the export is too long.', 'Choose a shorter one.', error);
    default:
      return unwritable(
        `${name} could not be written${typeof code === 'string' ? ` (${code})` : ''}.`,
        'Choose another folder or disk.',
        error,
      );
  }
}

export function diskFullError(path: string, cause: unknown): AppError {
  return failure(
    ErrorCode.DiskFull,
    `The disk is full: ${basename(path)} was not written.`,
    'Free some space.',
    cause,
  );
}

function unwritable(message: string, advice: string, cause: unknown): AppError {
  return failure(ErrorCode.FileUnwritable, message, advice, cause);
}

function failure(code: ErrorCode, message: string, advice: string, cause: unknown): AppError {
  return new AppError(code, message, { advice, cause });
}
