/** Finds out before a run of hours that its export could not be written. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param files Absolute paths.
 * @param taken Absolute paths that the command reads or writes itself.
 * @throws {UsageError} When two files are one, or an export would replace the list or the run file.
 * @throws {AppError} `FILE_UNWRITABLE` or `FOLDER_READ_ONLY`.
 */
export async function checkExportPaths(files: readonly string[], taken: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(file)) throw new UsageError(`--export ${file} was given twice.`);
    if (taken.includes(file)) throw new UsageError(`The export would replace ${file}, which the run needs.`);
    seen.add(file);
    await checkWritable(file);
  }
}

async function checkWritable(file: string): Promise<void> {
  const folder = path.dirname(file);
  const folderStat = await stat(folder).catch(() => null);
  if (folderStat === null || !folderStat.isDirectory()) {
    throw new AppError(ErrorCode.FileUnwritable, `Cannot write ${file}: there is no folder ${folder}.`, {
      advice: 'Make the folder first, or name another one.',
    });
  }
  if ((await stat(file).catch(() => null))?.isDirectory() === true) {
    throw new AppError(ErrorCode.FileUnwritable, `Cannot write ${file}: it is a folder.`);
  }
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new AppError(ErrorCode.FolderReadOnly, `Cannot write ${file}: the folder is read-only.`, {
      cause,
      advice: 'Name a folder that you may write to.',
    });
  }
}
