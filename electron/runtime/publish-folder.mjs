/** Replaces a folder's content while other processes may be reading it. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Moves every file of `from` over its namesake in `to`, then removes what `from` did not have.
 *
 * Each file is replaced in one step, so there is no moment at which an entry is missing, as there
 * would be between two renames of whole folders. The files in `last` are moved after all others:
 * who sees a new entry finds the chunks that it imports.
 *
 * @param {string} from
 * @param {string} to
 * @param {(path: string) => boolean} isLast
 */
export async function publishFolder(from, to, isLast) {
  const fresh = await listFiles(from);
  await mkdir(to, { recursive: true });
  for (const path of [...fresh.filter((file) => !isLast(file)), ...fresh.filter(isLast)]) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await rename(join(from, path), join(to, path));
  }
  const keep = new Set(fresh);
  for (const path of await listFiles(to)) {
    if (!keep.has(path)) await rm(join(to, path), { force: true });
  }
  await rm(from, { recursive: true, force: true });
}

/** @param {string} folder */
async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
