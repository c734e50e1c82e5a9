/**
 * What an import cannot keep in memory, in a file beside the draft. Its name is that of a draft, so
 * that one which a killed process leaves behind is removed by the next start.
 */
import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { isDiskFull, readOnlyFolderError } from '../ledger/sqlite.ts';
import type { ListSource } from './list-source.ts';
import type { Pace } from './pace.ts';

export function spoolPath(folder: string): string {
  return join(folder, `.gleaner-${process.pid}-${randomUUID()}.draft`);
}

export interface SpooledFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes all of a list to a file. @throws AppError `DISK_FULL`, `FOLDER_READ_ONLY`; nothing stays behind then. */
export async function spooled(source: ListSource, folder: string, pace: Pace): Promise<SpooledFile> {
  const path = spoolPath(folder);
  const remove = () => rm(path, { force: true });
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'wx').catch((error: unknown) => {
      throw spoolError(error, folder);
    });
    for await (const chunk of source.chunks()) {
      await file.appendFile(chunk).catch((error: unknown) => {
        throw spoolError(error, folder);
      });
      await pace.rest();
    }
    await file.close();
    return { path, remove };
  } catch (error) {
    await file?.close().catch(() => {});
    await remove();
    throw error;
  }
}

export function spoolError(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  if (!isDiskFull(error)) return readOnlyFolderError(folder, error);
  return new AppError(ErrorCode.DiskFull, 'The disk is full: the list could not be read.', {
    advice: 'Free some space and try again.',
    cause: error,
  });
}
