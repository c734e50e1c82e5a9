/**
 * `npm run soak`: does a long run cost more towards its end, and does a stopped one leave anything?
 *
 *     npm run soak [-- --rows N]        1,000,000 rows unless told otherwise
 *
 * Fetches a list from the demo shop, a process of its own, with the real command line; then stops
 * another run in the middle, inside a process that looks at itself. Figures go to standard output
 * as Markdown and to out/bench/soak.json. Ends with status 1 when a budget is missed.
 */
import { fork, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { atEnd } from './at-end.mjs';
import { processTreeUsage } from './process-memory.mjs';
import { judge, leakTable, sectionTable } from './soak-report.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'out/bench');
const DEFAULT_ROWS = 1_000_000;
const SECTION_ROWS = 100_000;
/**
 * Two of the shop's pages stop it for a second below this one, seven in its first 100,000: a first
 * section with these in it would be slow, and any last one fast beside it.
 */
const FIRST_PAGE = 200_001;
/**
 * Behind those that are measured. At its end a run waits some seconds for the last few rows, which are
 * tried again after a pause; that is no speed, and the first section has no such wait in it.
 */
const FURTHER_ROWS = 20_000;
const PER_HOST = 200;
const SAMPLE_EVERY_MS = 200;
const LEAK_ROWS = 5000;

function say(text) {
  process.stderr.write(`${text}\n`);
}

async function startShop(pages) {
  const child = fork(join(ROOT, 'out/cli/demo-shop.js'), [`--pages=${pages}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  atEnd(() => child.kill());
  const origin = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo shop ended with status ${code}.`)));
    child.on('message', (message) => message.type === 'listening' && resolve(message.origin));
  });
  return { origin, stop: () => child.kill() };
}

/** Numbers alone are addresses to the shop, too. As a stream: a million lines need not be in memory. */
async function writeList(path, origin, firstPage, rows) {
  const file = createWriteStream(path);
  for (let row = 0; row < rows; row += 1) {
    if (file.write(`${origin}/p/${firstPage + row}\n`)) continue;
    await new Promise((resolve) => file.once('drain', resolve));
  }
  await new Promise((resolve) => file.end(resolve));
}

/**
 * Runs the command line on the list and samples it.
 *
 * @returns {Promise<{ samples: readonly import('./soak-report.mjs').Sample[], finished: object }>}
 */
async function fetchList(folder, listPath, rows) {
  const gleaner = join(ROOT, 'electron/cli/launch.cjs');
  // Without the governor: at a speed that it finds by and by, sections could not be compared.
  const args = ['run', listPath, '--run-file', join(folder, 'soak.gleaner'), '--json', '--no-adapt'];
  const child = spawn(process.execPath, [gleaner, ...args, '--per-host', String(PER_HOST)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: folder,
    env: { ...process.env, GLEANER_HOSTS_FILE: '' },
  });
  const forget = atEnd(() => child.kill('SIGKILL'));
  const samples = [];
  let latest = null;
  let finished = null;
  let saidSections = 0;
  const timer = setInterval(() => {
    const usage = latest === null ? null : processTreeUsage(child.pid);
    if (usage !== null) samples.push({ ...latest, ...usage });
  }, SAMPLE_EVERY_MS);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line);
    if (told.type === 'finished') finished = told;
    if (told.type !== 'progress' && told.type !== 'finished') return;
    const settled = told.ok + told.failed + told.skipped;
    latest = { settled, elapsedMs: told.elapsedMs };
    if (Math.floor(settled / SECTION_ROWS) <= saidSections) return;
    saidSections = Math.floor(settled / SECTION_ROWS);
    say(`${settled.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`);
  });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(timer);
  forget();
  if (finished?.rows !== rows || finished.pending !== 0) throw new Error('The run did not finish.');
  return { samples, finished };
}

async function probeLeaks(folder, listPath) {
  const built = join(OUT, 'leak-probe');
  await build({
    configFile: join(ROOT, 'e2e/bench/vite.bench.config.ts'),
    logLevel: 'warn',
    build: { outDir: built, emptyOutDir: true },
  });
  const child = fork(join(built, 'leak-probe.js'), [listPath, folder]);
  const forget = atEnd(() => child.kill('SIGKILL'));
  const report = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The leak probe ended with status ${code}.`)));
    child.once('message', resolve);
  });
  forget();
  return report;
}

async function main() {
  const { values } = parseArgs({ options: { rows: { type: 'string' } } });
  const rows = values.rows === undefined ? DEFAULT_ROWS : Number(values.rows);
  if (!Number.isInteger(rows) || rows < 2 * SECTION_ROWS || rows % SECTION_ROWS !== 0)
    throw new Error(`--rows must be a multiple of ${SECTION_ROWS.toLocaleString('en')}, at least two of it.`);
  await ensureBuilt(['cli']);

  const folder = mkdtempSync(join(tmpdir(), 'gleaner-soak-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const allRows = rows + FURTHER_ROWS;
  const shop = await startShop(FIRST_PAGE + allRows);
  const listPath = join(folder, 'soak.txt');
  await writeList(listPath, shop.origin, FIRST_PAGE, allRows);
  const { samples, finished } = await fetchList(folder, listPath, allRows);
  say('Stopping a run in the middle');
  const shortPath = join(folder, 'short.txt');
  await writeList(shortPath, shop.origin, FIRST_PAGE, LEAK_ROWS);
  const leaks = await probeLeaks(folder, shortPath);
  shop.stop();

  const { sections, budgets } = judge({ samples, leaks, rows, sectionRows: SECTION_ROWS });
  process.stdout.write(sectionTable(sections));
  process.stdout.write(leakTable(leaks));
  for (const { what, value, limit, isMet } of budgets)
    process.stdout.write(`${isMet ? 'met' : 'MISSED'}: ${what}: ${value} (${limit})\n`);
  mkdirSync(OUT, { recursive: true });
  const report = { startedAt: new Date().toISOString(), rows, sections, budgets, leaks, finished, samples };
  writeFileSync(join(OUT, 'soak.json'), `${JSON.stringify(report)}\n`);
  return budgets.every(({ isMet }) => isMet) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`soak: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
