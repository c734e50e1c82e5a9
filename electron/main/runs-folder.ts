/** Finds the folder that new run files go to. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, ErrorCode } from '../../shared/errors.ts';

export interface RunsFolderOptions {
  /** `null` when the system has no such folder. */
  readonly documentsFolder: string | null;
  readonly userDataFolder: string;
  /** `folder` is used, because `wanted` cannot be written. */
  readonly onFallback: (wanted: string, folder: string, error: unknown) => void;
}

/**
 * `<Documents>/Gleaner`, or a folder of our own when that cannot be written.
 * @throws AppError `DISK_FULL` or `FOLDER_READ_ONLY` when neither can be written.
 */
export async function prepareRunsFolder(options: RunsFolderOptions): Promise<string> {
  const { documentsFolder, userDataFolder, onFallback } = options;
  const fallback = join(userDataFolder, 'runs');
  if (documentsFolder === null) return lastResort(fallback);
  const wanted = join(documentsFolder, 'Gleaner');
  try {
    return await tryFolder(wanted);
  } catch (error) {
    const folder = await lastResort(fallback);
    onFallback(wanted, folder, error);
    return folder;
  }
}

async function lastResort(folder: string): Promise<string> {
  try {
    return await tryFolder(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
      const advice = 'Free some space, then try again.';
      throw new AppError(ErrorCode.DiskFull, 'The disk is full, so a run has no place to go.', {
        cause,
        advice,
      });
    }
    const advice = `Make ${folder} writable, then try again.`;
    throw new AppError(ErrorCode.FolderReadOnly, 'There is no folder that a run could go to.', {
      cause,
      advice,
    });
  }
}

/** Only a write proves that a folder can be written: permission bits miss read-only mounts and full disks. */
async function tryFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const probe = join(folder, `.gleaner-probe-${process.pid}`);
  await writeFile(probe, 'x');
  await rm(probe);
  return folder;
}
