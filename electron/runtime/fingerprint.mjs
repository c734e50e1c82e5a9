/**
 * Tells whether files have changed without reading them: a hash over path, size and modification
 * time. Deleted and renamed files count as changes, which "newest modification time" would miss.
 */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Synchronous on purpose: it runs before the command line starts, and a few hundred `stat` calls
 * in a row take 3 ms where as many promises take 15.
 *
 * @param {string} root
 * @param {readonly string[]} entries Files and folders below `root`; one that does not exist is skipped.
 * @param {(path: string) => boolean} isRelevant Gets each path below `root`, with forward slashes.
 * @returns {string}
 */
export function fingerprint(root, entries, isRelevant = () => true) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const visit = (path) => {
    if (!isRelevant(path)) return;
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(root, path)).toSorted()) visit(`${path}/${name}`);
    } else {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const entry of entries) visit(entry);
  return hash.digest('hex');
}
