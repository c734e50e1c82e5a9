/** The section of the benchmark that is about reading lists, with a script in Python for comparison. */
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { measure, median, PYTHON } from './measure.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(ROOT, 'out/bench/import-run');
const MB = 1024 * 1024;
const WALL_MAX_MS = 10_000;
const PEAK_MAX_BYTES = 250 * MB;

/** The same addresses as text, as a table and, a fifth of them, as a workbook; in turns with the script. */
export async function imports({ folder, runs, isQuick, say }) {
  const rows = isQuick ? 50_000 : 1_000_000;
  const lists = writeLists(folder, rows);
  await buildProgram();
  const contenders = [
    ...lists.map((list) => ({ ...list, who: 'Gleaner', command: gleaner(folder, list) })),
    // It has no reader of workbooks.
    ...lists.slice(0, 2).map((list) => ({ ...list, who: 'csv and urlsplit', command: python(list) })),
  ];
  const costs = contenders.map(() => []);
  for (let round = 1; round <= runs; round++) {
    for (const [index, { name, count, who, command }] of contenders.entries()) {
      say(`${name}, ${count.toLocaleString('en')} rows, ${who} ${round}/${runs}`);
      const cost = await measure(command, { folder });
      if (cost.exitCode !== 0 || cost.last?.rows !== count)
        throw new Error(`${who} did not read all rows of ${name}: ${cost.errorText}`);
      costs[index].push(cost);
      rmSync(join(folder, 'import.gleaner'), { force: true });
    }
  }
  const results = contenders.map(({ name, count, who, bytes }, index) => ({
    name,
    count,
    who,
    bytes,
    wallMs: median(costs[index].map(({ wallMs }) => wallMs)),
    cpuMs: median(costs[index].map(({ cpuMs }) => cpuMs)),
    peakBytes: Math.max(...costs[index].map(({ peakBytes }) => peakBytes)),
  }));
  for (const { path } of lists) rmSync(path);

  const [text, table, workbook, scriptOfText, scriptOfTable] = results;
  const limitMs = WALL_MAX_MS * (rows / 1_000_000);
  const peakBytes = Math.max(text.peakBytes, table.peakBytes, workbook.peakBytes);
  return {
    title: `Lists of ${rows.toLocaleString('en')} lines into a run file, ${runs === 1 ? 'one run' : `medians of ${runs} runs`}`,
    table: [
      ['list', 'rows', 'read by', 'file MB', 'wall s', 'CPU s', '÷ script, wall', 'peak memory MB'],
      tableRow(text, scriptOfText),
      tableRow(scriptOfText, scriptOfText),
      tableRow(table, scriptOfTable),
      tableRow(scriptOfTable, scriptOfTable),
      tableRow(workbook, null),
    ],
    budgets: [
      budget('text, in s', text.wallMs < limitMs, seconds(text.wallMs), `below ${seconds(limitMs)}`),
      budget('CSV, in s', table.wallMs < limitMs, seconds(table.wallMs), `below ${seconds(limitMs)}`),
      budget(
        'peak memory, in MB',
        peakBytes <= PEAK_MAX_BYTES,
        megabytes(peakBytes),
        `at most ${megabytes(PEAK_MAX_BYTES)}`,
      ),
    ],
    results,
  };
}

function writeLists(folder, rows) {
  const lists = [
    { name: 'text', path: join(folder, 'import.txt'), count: rows },
    { name: 'CSV', path: join(folder, 'import.csv'), count: rows },
    { name: 'XLSX', path: join(folder, 'import.xlsx'), count: rows / 5 },
  ];
  const [text, table, workbook] = lists;
  const program = join(ROOT, 'e2e/bench/import-lists.py');
  const args = [program, String(rows), text.path, table.path, String(workbook.count), workbook.path];
  const { status } = spawnSync(PYTHON, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The lists to import could not be written.');
  return lists.map((list) => ({ ...list, bytes: statSync(list.path).size }));
}

function buildProgram() {
  return build({
    configFile: join(ROOT, 'e2e/bench/vite.bench.config.ts'),
    logLevel: 'warn',
    build: { outDir: PROGRAM, emptyOutDir: true },
  });
}

function gleaner(folder, { path }) {
  return [process.execPath, join(PROGRAM, 'import-run.js'), path, join(folder, 'import.gleaner')];
}

function python({ path }) {
  return [PYTHON, join(ROOT, 'e2e/bench/import-reference.py'), path];
}

function tableRow({ name, count, who, bytes, wallMs, cpuMs, peakBytes }, script) {
  return [
    name,
    count.toLocaleString('en'),
    who,
    megabytes(bytes),
    seconds(wallMs),
    seconds(cpuMs),
    script === null ? '' : (wallMs / script.wallMs).toFixed(2),
    megabytes(peakBytes),
  ];
}

function budget(what, isMet, value, limit) {
  return { what, value, limit, isMet };
}

const seconds = (ms) => (ms / 1000).toFixed(1);
const megabytes = (bytes) => String(Math.round(bytes / MB));
