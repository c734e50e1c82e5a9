/**
 * The sections of the benchmark. Each gives rows for its table, and budgets as
 * `{ what, value, limit, isMet }` with value and limit as text for people.
 */
import { fork } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CONTENDERS, runGleaner } from './contenders.mjs';
import { extract } from './extract-section.mjs';
import { exports } from './export-section.mjs';
import { imports } from './import-section.mjs';
import { governor, limits } from './governor-sections.mjs';
import { measure, median } from './measure.mjs';
import { expectedCharacters, PAGE_BYTES, siteList } from './site.mjs';

const MB = 1024 * 1024;
const LATENCY_MS = 500;

/**
 * @typedef {object} Context
 * @property {string} folder
 * @property {{ origin: string, port: number }} nginx
 * @property {readonly number[]} charactersByPage
 * @property {number} runs
 * @property {boolean} isQuick
 * @property {(text: string) => void} say
 */

/** Plain pages: the first budget, and the memory one. */
export async function plain(context) {
  const rows = context.isQuick ? 10_000 : 100_000;
  const job = writeJob(context, [...siteList(context.nginx.origin, 'p', rows)], { pagesOf: rows });
  const results = await interleave(context, job, ['gleaner', 'reference', 'curl', 'raw']);
  const { gleaner, reference, curl } = results;
  return {
    title: `${count(rows)} pages of 43 KB, concurrency ${job.concurrency}`,
    table: throughputTable(results, rows),
    budgets: [
      ratioAtMost('client CPU per request / aiohttp', gleaner?.cpuMs, reference?.cpuMs, 0.3),
      ratioAtLeast('wall time: times faster than aiohttp', reference?.wallMs, gleaner?.wallMs, 3),
      ratioAtLeast('wall time: times faster than curl', curl?.wallMs, gleaner?.wallMs, 1),
      atMost('peak memory', gleaner?.peakBytes, 250 * MB, megabytes),
    ],
    results,
  };
}

export async function gzip(context) {
  const rows = context.isQuick ? 10_000 : 100_000;
  const urls = [...siteList(context.nginx.origin, 'z', rows)];
  const job = { ...writeJob(context, urls, { pagesOf: rows }), isCompressed: true };
  const results = await interleave(context, job, ['gleaner', 'reference', 'curl', 'raw']);
  return {
    title: `${count(rows)} pages of 43 KB as gzip, concurrency ${job.concurrency}`,
    table: throughputTable(results, rows),
    budgets: [
      ratioAtMost('client CPU per request / aiohttp', results.gleaner?.cpuMs, results.reference?.cpuMs, 0.55),
    ],
    results,
  };
}

/** Answers after half a second: what is lost beyond the waiting that cannot be avoided. */
export async function latency(context) {
  const server = await startSlowServer(10);
  const table = [['concurrency', 'contender', 'rows', 'wall s', 'efficiency', 'CPU µs/request']];
  const budgets = [];
  const results = {};
  const waves = context.isQuick ? 8 : 40;
  const floors = { 200: 0.97, 1000: 0.89, 2000: 0.84 };
  try {
    for (const [concurrencyText, floor] of Object.entries(floors)) {
      const concurrency = Number(concurrencyText);
      const rows = concurrency * waves;
      const urls = Array.from(
        { length: rows },
        (_, row) => `${server.origins[row % server.origins.length]}/late/${row}`,
      );
      const job = { ...writeJob(context, urls, {}), concurrency };
      const result = await interleave(context, job, ['gleaner', 'reference']);
      results[concurrencyText] = result;
      const efficiency = (one) => (one === null ? null : (rows * LATENCY_MS) / concurrency / one.wallMs);
      for (const [name, one] of Object.entries(result)) {
        const cells =
          one === null ? ['-', '-', '-'] : [seconds(one.wallMs), percent(efficiency(one)), perRow(one, rows)];
        table.push([count(concurrency), CONTENDERS[name].title, count(rows), ...cells]);
      }
      const value = efficiency(result.gleaner);
      budgets.push(
        budget(
          `efficiency at concurrency ${count(concurrency)}`,
          value,
          (one) => one >= floor,
          percent,
          `at least ${percent(floor)}`,
        ),
      );
    }
  } finally {
    server.close();
  }
  return { title: `Answers after ${LATENCY_MS} ms, ${waves} waves, on 10 hosts`, table, budgets, results };
}

export async function hosts(context) {
  const hostCount = context.isQuick ? 2000 : 20_000;
  const rows = hostCount * 3;
  const urls = Array.from({ length: rows }, (_, row) => {
    const host = row % hostCount;
    const address = `127.${1 + Math.floor(host / 62_500)}.${Math.floor(host / 250) % 250}.${1 + (host % 250)}`;
    return `http://${address}:${context.nginx.port}/p/${1_000_000 + row}.html`;
  });
  const job = writeJob(context, urls, { pagesOf: rows });
  const results = await interleave(context, job, ['governed', 'reference']);
  return {
    title: `${count(rows)} pages on ${count(hostCount)} hosts, concurrency ${job.concurrency}`,
    table: throughputTable(results, rows),
    budgets: [
      ratioAtMost('client CPU per request / aiohttp', results.governed?.cpuMs, results.reference?.cpuMs, 0.6),
      atMost('peak memory', results.governed?.peakBytes, 400 * MB, megabytes),
    ],
    results,
  };
}

/** One list of a million lines: import, fetch, export. Once: it is long, and its parts are steady. */
export async function million(context) {
  const rows = context.isQuick ? 100_000 : 1_000_000;
  const small = writeJob(context, [...siteList(context.nginx.origin, 'p', rows / 10)], {
    pagesOf: rows / 10,
  });
  context.say(`gleaner, ${count(rows / 10)} rows`);
  const before = await runGleaner(small);
  const job = writeJob(context, [...siteList(context.nginx.origin, 'p', rows)], { pagesOf: rows });
  let importMs = null;
  context.say(`gleaner, ${count(rows)} rows`);
  const onLine = (line, sinceStartMs) => {
    if (line.type === 'import') importMs = sinceStartMs;
  };
  const run = await runGleaner(job, { onLine, keepRunFile: true });
  const csv = join(context.folder, 'bench.csv');
  rmSync(csv, { force: true });
  context.say(`export of ${count(rows)} rows`);
  const gleaner = fileURLToPath(new URL('../../electron/cli/launch.cjs', import.meta.url));
  const exported = await measure([process.execPath, gleaner, 'export', run.runFile, '--out', csv, '--json'], {
    folder: context.folder,
  });
  const isExported =
    exported.exitCode === 0 && exported.last?.rows === rows && statSync(csv).size > rows * 50;
  rmSync(csv, { force: true });
  rmSync(run.runFile, { force: true });
  for (const [name, one] of [
    ['small', before],
    ['large', run],
  ]) {
    if (one.problem !== null) context.say(`does not count (${name}): ${one.problem}`);
  }
  const isSound = run.problem === null && before.problem === null;
  const exportMs = isExported ? exported.wallMs : null;
  return {
    title: `${count(rows)} rows in one list`,
    table: [
      ['step', 'time s', 'peak memory MB'],
      ['import, program start included', importMs === null ? '-' : seconds(importMs), '-'],
      ['whole run', isSound ? seconds(run.wallMs) : '-', isSound ? megabytes(run.peakBytes) : '-'],
      [`for comparison: a run of ${count(rows / 10)}`, seconds(before.wallMs), megabytes(before.peakBytes)],
      ['export as CSV', exportMs === null ? '-' : seconds(exportMs), megabytes(exported.peakBytes)],
    ],
    budgets: [
      atMost(`import of ${count(rows)} lines, in s`, importMs, 10_000 * (rows / 1_000_000), seconds),
      atMost(`export of ${count(rows)} rows, in s`, exportMs, 15_000 * (rows / 1_000_000), seconds),
      ratioAtMost(
        'peak memory / that of a tenth',
        isSound ? run.peakBytes : undefined,
        before.peakBytes,
        1.2,
      ),
    ],
    results: { small: before, large: run, exported, importMs },
  };
}

export const SECTIONS = {
  plain,
  gzip,
  latency,
  hosts,
  governor,
  limits,
  import: imports,
  export: exports,
  extract,
  million,
};

function writeJob(context, urls, { pagesOf = null }) {
  const listPath = join(context.folder, 'list.txt');
  writeFileSync(listPath, `${urls.join('\n')}\n`);
  return {
    folder: context.folder,
    listPath,
    urls,
    concurrency: 200,
    isCompressed: false,
    bytes: pagesOf === null ? null : pagesOf * PAGE_BYTES,
    characters: pagesOf === null ? null : expectedCharacters(context.charactersByPage, pagesOf),
  };
}

/**
 * Runs each contender in turn, `context.runs` times over, so that a slow minute of the machine
 * hits all of them; the order turns round each time.
 *
 * @returns Medians by contender; `null` for one that had no run that counts.
 */
async function interleave(context, job, names) {
  const kept = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 1; round <= context.runs; round += 1) {
    const order = round % 2 === 1 ? names : names.toReversed();
    for (const name of order) {
      const result = await CONTENDERS[name].run(job);
      const summary = `${name} ${round}/${context.runs}: ${seconds(result.wallMs)} s, ${perRow(result, job.urls.length)} µs/request`;
      context.say(result.problem === null ? summary : `${summary}; does not count: ${result.problem}`);
      if (result.problem === null) kept[name].push(result);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medians(kept[name])]));
}

function medians(runs) {
  if (runs.length === 0) return null;
  const of = (key) => median(runs.map((run) => run[key]));
  const keys = ['wallMs', 'cpuMs', 'userMs', 'systemMs', 'peakBytes'];
  return { ...Object.fromEntries(keys.map((key) => [key, of(key)])), countedRuns: runs.length };
}

function throughputTable(results, rows) {
  const base = results.reference;
  const table = [['contender', 'wall s', 'rows/s', 'CPU µs/request', '÷ aiohttp', 'peak memory MB']];
  for (const [name, one] of Object.entries(results)) {
    const { title } = CONTENDERS[name];
    if (one === null) table.push([title, '-', '-', '-', '-', '-']);
    else {
      const ratio = base === null ? '-' : (one.cpuMs / base.cpuMs).toFixed(2);
      const rate = count(Math.round((rows * 1000) / one.wallMs));
      table.push([title, seconds(one.wallMs), rate, perRow(one, rows), ratio, megabytes(one.peakBytes)]);
    }
  }
  return table;
}

function startSlowServer(hostCount) {
  const script = fileURLToPath(new URL('slow-server.mjs', import.meta.url));
  const child = fork(script, [String(LATENCY_MS), String(hostCount)]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The slow server ended with status ${code}.`)));
    child.once('message', ({ origins }) => resolve({ origins, close: () => child.disconnect() }));
  });
}

/** `isMet` is `null` when only the other contender has no run that counts: that is not Gleaner's fault. */
function budget(what, value, isWithin, text, limit, isOtherMissing = false) {
  const isKnown = value !== null && value !== undefined && !Number.isNaN(value);
  const isMet = isKnown ? isWithin(value) : isOtherMissing ? null : false;
  return { what, value: isKnown ? text(value) : 'no run counts', limit, isMet };
}

function atMost(what, value, limit, text) {
  return budget(what, value, (one) => one <= limit, text, `at most ${text(limit)}`);
}

function ratioAtMost(what, part, whole, limit) {
  const value = part === undefined || whole === undefined ? null : part / whole;
  return budget(
    what,
    value,
    (one) => one <= limit,
    ratioText,
    `at most ${ratioText(limit)}`,
    part !== undefined,
  );
}

function ratioAtLeast(what, part, whole, limit) {
  const value = part === undefined || whole === undefined ? null : part / whole;
  return budget(
    what,
    value,
    (one) => one >= limit,
    ratioText,
    `at least ${ratioText(limit)}`,
    whole !== undefined,
  );
}

const ratioText = (value) => `${value.toFixed(2)} ×`;
const percent = (value) => `${(value * 100).toFixed(1)} %`;
const seconds = (ms) => (ms / 1000).toFixed(1);
const megabytes = (bytes) => `${Math.round(bytes / MB)} MB`;
const count = (value) => value.toLocaleString('en');
const perRow = ({ cpuMs }, rows) => String(Math.round((cpuMs * 1000) / rows));
