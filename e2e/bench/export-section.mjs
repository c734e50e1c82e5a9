/** The section of the benchmark that is about exports: all formats, and a script in Python for comparison. */
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { measure, PYTHON } from './measure.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GLEANER = join(ROOT, 'electron/cli/launch.cjs');
const REFERENCE = join(ROOT, 'e2e/bench/export-reference.py');
const MB = 1024 * 1024;
const ENDINGS = ['csv', 'jsonl', 'xlsx', 'parquet', 'sqlite'];
const CSV_MAX_MS = 15_000;
const REFERENCE_RATIO_MAX = 1.5;
const PEAK_MAX_BYTES = 250 * MB;

/** CSV of a million rows and of a tenth, the other formats of a tenth. Once each: they are steady. */
export async function exports({ folder, isQuick, say }) {
  const rows = isQuick ? 50_000 : 1_000_000;
  const tenth = rows / 10;
  const large = await makeRun(folder, rows);
  const small = await makeRun(folder, tenth);
  const table = [['format', 'rows', 'wall s', 'CPU s', 'file MB', 'peak memory MB']];
  const results = {};
  const one = async (name, run, count, command) => {
    say(`${name}, ${count.toLocaleString('en')} rows`);
    const out = join(folder, `export.${name}`);
    const cost = await measure(command(run, out), { folder });
    if (cost.exitCode !== 0 || cost.last?.rows !== count)
      throw new Error(`${name} did not export all rows: ${cost.errorText}`);
    const bytes = statSync(out).size;
    rmSync(out);
    table.push([
      name,
      count.toLocaleString('en'),
      seconds(cost.wallMs),
      seconds(cost.cpuMs),
      megabytes(bytes),
      megabytes(cost.peakBytes),
    ]);
    return { ...cost, bytes };
  };
  for (const ending of ENDINGS) results[ending] = await one(ending, small, tenth, gleaner);
  results.csvLarge = await one('csv', large, rows, gleaner);
  results.pythonLarge = await one('python.csv', large, rows, python);
  for (const run of [large, small]) rmSync(run);
  const { csvLarge, pythonLarge } = results;
  const limitMs = CSV_MAX_MS * (rows / 1_000_000);
  return {
    title: `Exports of a run with extracted columns, ${rows.toLocaleString('en')} rows and a tenth of them`,
    table,
    budgets: [
      budget(
        `CSV of ${rows.toLocaleString('en')} rows, in s`,
        csvLarge.wallMs <= limitMs,
        seconds(csvLarge.wallMs),
        seconds(limitMs),
      ),
      budget(
        'wall time / sqlite3 and csv of Python',
        csvLarge.wallMs / pythonLarge.wallMs <= REFERENCE_RATIO_MAX,
        ratio(csvLarge.wallMs / pythonLarge.wallMs),
        ratio(REFERENCE_RATIO_MAX),
      ),
      // Of the whole command, which also opens the run; an export of none of its rows takes 155 MB.
      budget(
        'peak memory, in MB',
        csvLarge.peakBytes <= PEAK_MAX_BYTES,
        megabytes(csvLarge.peakBytes),
        megabytes(PEAK_MAX_BYTES),
      ),
    ],
    results,
  };
}

function gleaner(run, out) {
  return [process.execPath, GLEANER, 'export', run, '--out', out, '--json'];
}

function python(run, out) {
  return [PYTHON, REFERENCE, run, out];
}

async function makeRun(folder, rows) {
  const outDir = join(ROOT, 'out/bench/export-run');
  await build({
    configFile: join(ROOT, 'e2e/bench/vite.bench.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  const path = join(folder, `products-${rows}.gleaner`);
  const { status } = spawnSync(process.execPath, [join(outDir, 'export-run.js'), path, String(rows)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The run to export could not be made.');
  return path;
}

function budget(what, isMet, value, limit) {
  return { what, value, limit: `at most ${limit}`, isMet };
}

const ratio = (value) => `${value.toFixed(2)} ×`;
const seconds = (ms) => (ms / 1000).toFixed(1);
const megabytes = (bytes) => String(Math.round(bytes / MB));
