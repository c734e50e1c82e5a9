/** The official Electron binary: whether it is installed, and its download with a time limit. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE, ROOT } from './paths.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const FAILURE_NOTE = join(CACHE, 'official-download-failed.json');

/** @returns {string} The version that package-lock.json pins. */
export function declaredVersion() {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
}

/** @returns {string | null} The folder of the installed runtime, or `null`. */
export function installedDist() {
  try {
    const dist = join(PACKAGE, 'dist');
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return version === declaredVersion() && existsSync(executableIn(dist)) ? dist : null;
  } catch {
    return null;
  }
}

/** @param {string} dist */
export function executableIn(dist) {
  if (process.platform === 'darwin') return join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** @returns {import('./runtime-candidates.mjs').FailedDownload | null} */
export function lastDownloadFailure() {
  try {
    return JSON.parse(readFileSync(FAILURE_NOTE, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Runs Electron's own installer, which checks the download against the checksums in its package.
 *
 * @param {number} timeLimitMs
 * @returns {Promise<string | null>} Why it failed, or `null` when the binary is there. A failure is
 *   noted, so that it is not tried again at each start.
 */
export async function downloadOfficial(timeLimitMs) {
  const reason = await runInstaller(timeLimitMs);
  if (reason !== null) {
    await mkdir(CACHE, { recursive: true });
    const note = { version: declaredVersion(), failedAtMs: Date.now(), reason };
    await writeFile(FAILURE_NOTE, JSON.stringify(note));
  }
  return reason;
}

/**
 * @param {number} timeLimitMs
 * @returns {Promise<string | null>}
 */
function runInstaller(timeLimitMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(PACKAGE, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
    });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, signal) => {
      if (signal !== null) resolve(`not done within ${Math.round(timeLimitMs / 1000)} s`);
      else if (status === 0 && installedDist() !== null) resolve(null);
      else resolve(firstLine(errors));
    });
  });
}

/** @param {string} text */
function firstLine(text) {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? 'no reason given';
  return line.replace(/^\w*Error: /, '').trim();
}
