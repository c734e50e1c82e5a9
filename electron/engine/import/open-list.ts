/** Opens a list for reading and turns what the disk says into words for a person. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';

export interface OpenedList {
  readonly stream: AsyncIterable<Uint8Array>;
  /** `null` when it is not known beforehand: standard input and pipes. */
  readonly sizeBytes: number | null;
  /** Epoch milliseconds; `null` when it is not known. */
  readonly changedAtMs: number | null;
  readonly fileName: string;
  /** `null` for what can only be read from beginning to end. */
  readonly path: string | null;
}

const READ_SIZE = 256 * 1024;

/**
 * @param path a file, or `-` for standard input.
 * @throws AppError `FILE_UNREADABLE`. Importing the stream to its end, or giving up on it, closes the file.
 */
export async function openList(path: string): Promise<OpenedList> {
  if (path === '-')
    return {
      stream: process.stdin,
      sizeBytes: null,
      changedAtMs: null,
      fileName: 'standard input',
      path: null,
    };
  const fileName = basename(path);
  try {
    const file = await open(path, 'r');
    const stat = await file.stat();
    if (stat.isDirectory()) {
      await file.close();
      throw folderError(fileName);
    }
    return {
      stream: file.createReadStream({ highWaterMark: READ_SIZE }),
      sizeBytes: stat.isFile() ? stat.size : null,
      changedAtMs: stat.isFile() ? Math.round(stat.mtimeMs) : null,
      fileName,
      path: stat.isFile() ? path : null,
    };
  } catch (error) {
    throw toReadError(error, fileName);
  }
}

/** An `AppError` passes unchanged; anything else becomes `FILE_UNREADABLE` with its cause. */
export function toReadError(error: unknown, fileName: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return unreadable(`${fileName} does not exist.`, 'Check the path; it may have been moved.', error);
    case 'EACCES':
    case 'EPERM':
      return unreadable(`You may not read ${fileName}.`, 'Change its permissions, or copy it.', error);
    case 'EISDIR':
      return folderError(fileName, error);
    case 'EMFILE':
    case 'ENFILE':
      return unreadable('Too many files are open on this computer.', 'Close some programs.', error);
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return unreadable(
        `${fileName} is damaged: its compressed data cannot be read to the end.`,
        'Get it again, or decompress it yourself and open what comes out.',
        error,
      );
    default:
      return unreadable(
        `${fileName} could not be read${typeof code === 'string' ? ` (${code})` : ''}.`,
        'Copy it to another disk and try again.',
        error,
      );
  }
}

function folderError(fileName: string, cause?: unknown): AppError {
  return unreadable(`${fileName} is a folder, not a list.`, 'Open a file inside it.', cause);
}

function unreadable(message: string, advice: string, cause: unknown): AppError {
  return new AppError(ErrorCode.FileUnreadable, message, { advice, cause });
}
