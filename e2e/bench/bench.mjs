/**
 * `npm run bench`: what Gleaner's engine costs, against the script that people write first and
 * against curl, on one machine, over loopback.
 *
 *     npm run bench [-- --only plain,gzip,latency,hosts,governor,limits,import,export,extract,million] [--runs N] [--quick]
 *
 * The table goes to standard output as Markdown and to out/bench/bench.json; what is going on
 * goes to standard error. Ends with status 1 when a budget is missed. --quick shows that everything
 * works, in a minute, and judges nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { atEnd } from './at-end.mjs';
import { PYTHON } from './measure.mjs';
import { withSbin } from '../support/nginx-limits.mjs';
import { startNginx } from './nginx.mjs';
import { SECTIONS } from './sections.mjs';
import { writeSite } from './site.mjs';

const OUT = fileURLToPath(new URL('../../out/bench/', import.meta.url));
const DEFAULT_RUNS = 3;
/** Long, and of interest when the engine's data structures change; asked for by name. */
const ONLY_WHEN_NAMED = new Set(['million']);

function say(text) {
  process.stderr.write(`${text}\n`);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const all = Object.keys(SECTIONS);
  const names = values.only?.split(',') ?? all.filter((name) => !ONLY_WHEN_NAMED.has(name));
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new Error(`No section is named "${unknown}"; there are ${all.join(', ')}.`);
  const runs = values.runs === undefined ? (values.quick ? 1 : DEFAULT_RUNS) : Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number above 0.');
  return { names, runs, isQuick: values.quick };
}

/** @returns The Debian packages that are missing. */
function missingPackages() {
  const needs = {
    'nginx-light': ['nginx', '-v'],
    'python3-aiohttp': [PYTHON, '-c', 'import aiohttp'],
    curl: ['curl', '--version'],
  };
  return Object.keys(needs).filter((name) => isMissing(needs[name]));
}

function isMissing([command, ...args]) {
  return spawnSync(command, args, { env: withSbin() }).status !== 0;
}

function tableLine(cells) {
  return `| ${cells.join(' | ')} |\n`;
}

function verdict(isMet, isQuick) {
  if (isQuick || isMet === null) return 'not judged';
  return isMet ? 'met' : '**missed**';
}

function printSection({ title, table, budgets }, isQuick) {
  const [header, ...rows] = table;
  process.stdout.write(`\n### ${title}\n\n${tableLine(header)}${tableLine(header.map(() => '---'))}`);
  for (const row of rows) process.stdout.write(tableLine(row));
  process.stdout.write(
    `\n${tableLine(['budget', 'limit', 'measured', ''])}${tableLine(['---', '---', '---', '---'])}`,
  );
  for (const { what, limit, value, isMet } of budgets) {
    process.stdout.write(tableLine([what, limit, value, verdict(isMet, isQuick)]));
  }
}

async function main() {
  const { names, runs, isQuick } = readArguments();
  const missing = missingPackages();
  if (missing.length > 0) {
    say(`The benchmark needs ${missing.join(', ')}. Run: sudo apt-get install -y ${missing.join(' ')}`);
    return 2;
  }
  await ensureBuilt(['cli']);

  const folder = mkdtempSync(join(tmpdir(), 'gleaner-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const report = {
    startedAt: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() },
    node: process.version,
    runs,
    isQuick,
    sections: {},
  };
  let nginx = null;
  try {
    const charactersByPage = writeSite(join(folder, 'site'));
    nginx = await startNginx(folder);
    for (const name of names) {
      say(`--- ${name}`);
      const section = await SECTIONS[name]({ folder, nginx, charactersByPage, runs, isQuick, say });
      report.sections[name] = section;
      printSection(section, isQuick);
      mkdirSync(OUT, { recursive: true });
      writeFileSync(join(OUT, 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    await nginx?.close();
  }
  if (isQuick) {
    process.stdout.write(
      '\nA quick run is mostly start-up and judges no budget. Figures: out/bench/bench.json\n',
    );
    return 0;
  }
  const budgets = Object.values(report.sections).flatMap((section) => section.budgets);
  const missed = budgets.filter(({ isMet }) => isMet === false).length;
  const met = budgets.filter(({ isMet }) => isMet === true).length;
  process.stdout.write(`\n${met} budgets met, ${missed} missed. Figures: out/bench/bench.json\n`);
  return missed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
