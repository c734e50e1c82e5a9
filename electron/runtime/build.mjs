/**
 * `npm run build`, and `ensureBuilt` for everything that needs a build first.
 *
 * A part is built again only when its sources have changed. Nothing is ever written to standard
 * output: the command line calls this before it starts, and its own output belongs to its user.
 * Vite is imported only when there is something to build, because that alone takes 300 ms.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL_PARTS, BUILD_PARTS, isBuildSource } from './build-parts.mjs';
import { withFileLock } from './file-lock.mjs';
import { fingerprint } from './fingerprint.mjs';
import { OUT, ROOT } from './paths.mjs';
import { publishFolder } from './publish-folder.mjs';

/** Lies in the output folder itself, so that deleting the folder forgets the stamp too. */
const STAMP_NAME = 'build-stamp';

/**
 * Builds those of `names` whose sources have changed; the others cost a few milliseconds.
 *
 * @param {readonly import('./build-parts.mjs').PartName[]} names
 */
export async function ensureBuilt(names = ALL_PARTS) {
  if (names.every(isFresh)) return;
  mkdirSync(OUT, { recursive: true });
  await withFileLock(join(OUT, '.build-lock'), async () => {
    // Asked again inside the lock: another process may have built them while this one waited.
    for (const name of names) if (!isFresh(name)) await buildPart(name);
  });
}

/** @param {import('./build-parts.mjs').PartName} name */
function sourceFingerprint(name) {
  const part = BUILD_PARTS[name];
  return fingerprint(ROOT, part.sources, (path) => isBuildSource(part, path));
}

/** @param {import('./build-parts.mjs').PartName} name */
function isFresh(name) {
  try {
    const stamp = readFileSync(join(ROOT, BUILD_PARTS[name].outDir, STAMP_NAME), 'utf8');
    return stamp === sourceFingerprint(name);
  } catch {
    return false;
  }
}

/** @param {import('./build-parts.mjs').PartName} name */
async function buildPart(name) {
  const startedMs = performance.now();
  const part = BUILD_PARTS[name];
  const temporary = join(OUT, `.building-${name}-${process.pid}`);
  // Taken before the build: what is edited while it runs makes the result stale again.
  const stamp = sourceFingerprint(name);
  const { build } = await import('vite');
  try {
    await build({
      configFile: join(ROOT, part.configFile),
      logLevel: 'warn',
      build: { outDir: temporary, emptyOutDir: true },
    });
    await writeFile(join(temporary, STAMP_NAME), stamp);
    await publishFolder(temporary, join(ROOT, part.outDir), isEntry);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stderr.write(`Built ${part.outDir} in ${seconds} s.\n`);
}

/**
 * Entries have fixed names, chunks and assets carry a hash, and the stamp vouches for all of them.
 *
 * @param {string} path
 */
function isEntry(path) {
  return path === STAMP_NAME || /^(index\.html|[a-z-]+\.c?js)$/.test(path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureBuilt();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
