/** Finds the folder that new run files go to. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunsFolderOptions {
  /** `null` when the system has no such folder. */
  readonly documentsFolder: string | null;
  readonly userDataFolder: string;
  /** `folder` is used, because `wanted` cannot be written. */
  readonly onFallback: (wanted: string, folder: string, error: unknown) => void;
}

/**
 * `<Documents>/Gleaner`, or a folder of our own when that cannot be written.
 * @throws When neither can be written.
 */
export async function prepareRunsFolder(options: RunsFolderOptions): Promise<string> {
  const { documentsFolder, userDataFolder, onFallback } = options;
  const fallback = join(userDataFolder, 'runs');
  if (documentsFolder === null) return tryFolder(fallback);
  const wanted = join(documentsFolder, 'Gleaner');
  try {
    return await tryFolder(wanted);
  } catch (error) {
    const folder = await tryFolder(fallback);
    onFallback(wanted, folder, error);
    return folder;
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
