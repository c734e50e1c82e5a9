/**
 * Who fetches the list, and how each is told apart from having done it wrongly. A
 * contender's `run` gives the costs of one run and `problem`, a text when its rows did
 * not all come whole: such a run does not count.
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { measure, PYTHON } from './measure.mjs';
import { PAGE_BYTES } from './site.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const GLEANER = fileURLToPath(new URL('../../electron/cli/launch.cjs', import.meta.url));

/**
 * @typedef {object} Job
 * @property {string} folder Empty it of what you wrote.
 * @property {string} listPath
 * @property {readonly string[]} urls
 * @property {number} concurrency
 * @property {boolean} isCompressed Whether answers come compressed for who accepts it.
 * @property {number | null} bytes Decoded bytes of all pages, where that is known beforehand.
 * @property {number | null} characters Likewise.
 */

/** @param {Job} job */
export async function runGleaner(job, { onLine, keepRunFile = false, isGoverned = false } = {}) {
  const runFile = join(job.folder, 'bench.gleaner');
  removeRunFile(runFile);
  const concurrency = String(job.concurrency);
  const perHost = String(Math.min(job.concurrency, 200));
  const args = ['run', job.listPath, '--run-file', runFile, '--json', ...(isGoverned ? [] : ['--no-adapt'])];
  const result = await measure(
    [process.execPath, GLEANER, ...args, '--concurrency', concurrency, '--per-host', perHost],
    { folder: job.folder, ...(onLine === undefined ? {} : { onLine }) },
  );
  if (!keepRunFile) removeRunFile(runFile);
  const { last } = result;
  const rows = job.urls.length;
  let problem = null;
  if (last?.type !== 'finished') problem = `did not finish: ${result.errorText.trim()}`;
  else if (last.ok !== rows)
    problem = `${last.ok} of ${rows} rows ok; failures ${JSON.stringify(last.failures)}`;
  else if (job.bytes !== null && last.bytes !== job.bytes)
    problem = `${last.bytes} bytes instead of ${job.bytes}`;
  return { ...result, runFile, problem };
}

function removeRunFile(path) {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}

/** @param {Job} job */
export async function runReference(job) {
  const command = [PYTHON, here('reference.py'), job.listPath, String(job.concurrency)];
  const result = await measure(command, { folder: job.folder });
  return { ...result, problem: countProblem(result, job) };
}

/** @param {Job} job */
export async function runRawDispatch(job) {
  const command = [process.execPath, here('raw-dispatch.mjs'), job.listPath, String(job.concurrency)];
  if (job.isCompressed) command.push('gzip');
  const result = await measure(command, { folder: job.folder });
  return { ...result, problem: countProblem(result, job) };
}

function countProblem({ last, errorText }, { urls, characters }) {
  if (last === null) return `printed no result: ${errorText.trim()}`;
  if (last.ok !== urls.length)
    return `${last.ok} of ${urls.length} rows ok; ${JSON.stringify(last.failures)}`;
  const isShort = characters !== null && last.characters !== undefined && last.characters !== characters;
  return isShort ? `${last.characters} characters instead of ${characters}` : null;
}

/** @param {Job} job */
export async function runCurl(job) {
  const files = join(job.folder, 'curl-files');
  const config = join(job.folder, 'curl.conf');
  rmSync(files, { recursive: true, force: true });
  mkdirSync(files);
  const entries = job.urls.map((url, index) => `url = "${url}"\noutput = "${files}/${index}"\n`);
  writeFileSync(config, entries.join(''));
  const command = ['curl', '--parallel', '--parallel-max', String(job.concurrency), '--config', config];
  if (job.isCompressed) command.splice(1, 0, '--compressed');
  const result = await measure(command, { folder: job.folder });
  const names = readdirSync(files);
  const wrong =
    job.bytes === null ? 0 : names.filter((name) => statSync(join(files, name)).size !== PAGE_BYTES).length;
  rmSync(files, { recursive: true, force: true });
  let problem = null;
  if (result.exitCode !== 0) problem = `status ${result.exitCode}`;
  else if (names.length !== job.urls.length) problem = `${names.length} files instead of ${job.urls.length}`;
  else if (wrong > 0) problem = `${wrong} files of the wrong size`;
  return { ...result, problem };
}

export const CONTENDERS = {
  gleaner: { title: 'Gleaner (run file, titles)', run: runGleaner },
  governed: { title: 'Gleaner, governor on', run: (job) => runGleaner(job, { isGoverned: true }) },
  reference: { title: 'aiohttp script', run: runReference },
  curl: { title: 'curl --parallel (files)', run: runCurl },
  raw: { title: 'undici dispatch, nothing else', run: runRawDispatch },
};
