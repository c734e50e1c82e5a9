/**
 * `npm run timeouts`: how late does a time limit of 300 ms end 1,000 attempts at a server that never
 * answers, alone and while pages are read beside them?
 *
 *     npm run timeouts [-- --samples N]        10,000 attempts each unless told otherwise
 *
 * The server and the engine's network are processes of their own. The table goes to standard output.
 * Ends with status 1 when an attempt ended later than the budget, early, or for another reason.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { atEnd } from './at-end.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'out/bench/timeouts');
const CONCURRENCY = 1000;
const TIMEOUT_MS = 300;
const BUDGET_MS = 100;
/** What the limit can strike; where more connections are wanted than this computer can open, the first. */
const TIMED_OUT = new Set(['connect.timeout', 'timeout.total']);
const CASES = [
  { name: 'nothing else', pagesPerSecond: 0 },
  { name: '200 pages/s of 43 KB beside', pagesPerSecond: 200 },
];

/** Starts a program; resolves with it and with the first message that it sends. */
async function start(path, args = []) {
  const child = fork(path, args);
  atEnd(() => child.kill('SIGKILL'));
  const message = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${path} ended with status ${code}.`)));
    child.once('message', resolve);
  });
  return { child, message };
}

/** The least value that `ratio` of all are not above. */
function percentile(sorted, ratio) {
  return sorted[Math.max(0, Math.ceil(sorted.length * ratio) - 1)];
}

/** @returns {string[]} What is wrong; nothing when the budget is met. */
function faultsOf({ latenessMs, endings, pages, failedPages }, sorted, samples, pagesPerSecond) {
  const faults = [];
  if (latenessMs.length !== samples) faults.push(`${samples - latenessMs.length} attempts never ended`);
  const others = Object.entries(endings).filter(([ending]) => !TIMED_OUT.has(ending));
  for (const [ending, count] of others) faults.push(`${count} attempts ended as ${ending}`);
  if (sorted[0] < 0) faults.push(`an attempt ended ${(-sorted[0]).toFixed(1)} ms early`);
  if (sorted.at(-1) > BUDGET_MS) faults.push(`an attempt ended ${sorted.at(-1).toFixed(1)} ms late`);
  if (failedPages > 0) faults.push(`${failedPages} pages failed`);
  if (pagesPerSecond > 0 && pages === 0) faults.push('no page came');
  return faults;
}

async function main() {
  const { values } = parseArgs({ options: { samples: { type: 'string', default: '10000' } } });
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < CONCURRENCY)
    throw new Error(`--samples must be a whole number of at least ${CONCURRENCY}.`);
  await build({
    configFile: join(ROOT, 'e2e/bench/vite.bench.config.ts'),
    logLevel: 'warn',
    build: { outDir: OUT, emptyOutDir: true },
  });

  const server = await start(fileURLToPath(new URL('silent-server.mjs', import.meta.url)));
  const faults = [];
  process.stdout.write(
    '| beside | attempts | while connecting | pages/s | p50 ms late | p99 ms late | max ms late | processor taken by others |\n',
  );
  process.stdout.write('| --- | --- | --- | --- | --- | --- | --- | --- |\n');
  for (const { name, pagesPerSecond } of CASES) {
    const args = [server.message.origin, CONCURRENCY, samples, TIMEOUT_MS, pagesPerSecond].map(String);
    const { message } = await start(join(OUT, 'timeouts-probe.js'), args);
    const sorted = message.latenessMs.toSorted((a, b) => a - b);
    const pagesRead = Math.round((message.pages * 1000) / message.elapsedMs);
    const late = [percentile(sorted, 0.5), percentile(sorted, 0.99), sorted.at(-1)];
    const connecting = message.endings['connect.timeout'] ?? 0;
    const cells = [name, sorted.length, connecting, pagesRead, ...late.map((ms) => ms.toFixed(1))];
    cells.push(`${Math.round((message.stolenMs * 100) / message.elapsedMs)} % of the time`);
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
    for (const fault of faultsOf(message, sorted, samples, pagesPerSecond)) faults.push(`${name}: ${fault}`);
  }
  server.child.disconnect();

  for (const fault of faults) process.stdout.write(`\n**missed**: ${fault}\n`);
  if (faults.length === 0) process.stdout.write(`\nAll ended within ${BUDGET_MS} ms of their time.\n`);
  return faults.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`timeouts: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
