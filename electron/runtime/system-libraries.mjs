/**
 * Makes sure that the machine has what an Electron window needs. As root on Debian or Ubuntu it
 * installs what is missing; anywhere else it says which line does. All its output goes to standard
 * error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { APT_PACKAGES, missingLibraries, packagesFor } from './apt-packages.mjs';

/**
 * @param {object} options
 * @param {string} options.executable The Electron that shall run.
 * @param {boolean} options.needsDisplayServer There is no display, so Xvfb has to make one.
 * @throws With the line to run when something is missing that cannot be installed from here.
 */
export function ensureSystemLibraries({ executable, needsDisplayServer }) {
  if (process.platform !== 'linux') return;
  const missing = findMissing(executable, needsDisplayServer);
  if (missing.length === 0) return;
  if (isDebian() && process.getuid?.() === 0) {
    process.stderr.write(
      `Missing on this machine: ${missing.join(', ')}. Installing with apt-get, which takes a minute...\n`,
    );
    installWithApt();
    const still = findMissing(executable, needsDisplayServer);
    if (still.length === 0) return;
    throw new Error(`Still missing after the installation: ${still.join(', ')}.`);
  }
  throw new Error(`Missing on this machine: ${missing.join(', ')}.\n${advice()}`);
}

/**
 * @param {string} executable
 * @param {boolean} needsDisplayServer
 */
function findMissing(executable, needsDisplayServer) {
  const ldd = spawnSync('ldd', [executable], { encoding: 'utf8' });
  const missing = [...missingLibraries(ldd.stdout ?? '')];
  if (needsDisplayServer && !isOnPath('Xvfb')) missing.push('Xvfb');
  // Without any font Chromium draws empty boxes for text.
  if (!hasFonts()) missing.push('fonts');
  return missing;
}

/** @param {string} command */
function isOnPath(command) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, command)));
}

function hasFonts() {
  return ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.fonts')].some(
    (folder) =>
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|ttc|otf)$/.test(String(name))),
  );
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function installWithApt() {
  runApt(['update', '-qq']);
  runApt(['install', '-y', '-qq', '--no-install-recommends', ...packagesFor(knownPackages())]);
}

/** @param {readonly string[]} args */
function runApt(args) {
  const result = spawnSync('apt-get', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return;
  // Hundreds of lines about what went well would hide what matters, so only a failure is shown.
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().slice(-3000);
  throw new Error(`${output}\n"apt-get ${args.join(' ')}" failed.\n${advice()}`);
}

function knownPackages() {
  const list = spawnSync('apt-cache', ['pkgnames'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return new Set((list.stdout ?? '').split('\n'));
}

function advice() {
  if (!isDebian()) return `Install what Debian calls: ${APT_PACKAGES.join(' ')}`;
  return `Run: sudo apt-get install -y ${packagesFor(knownPackages()).join(' ')}`;
}
