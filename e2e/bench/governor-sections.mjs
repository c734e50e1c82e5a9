/** The sections of the benchmark that are about the governor: its cost, and nginx's own limits. */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { startLimitedNginx } from '../support/nginx-limits.mjs';
import { measure, median } from './measure.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GLEANER = join(ROOT, 'electron/cli/launch.cjs');
const COST_MAX_MICROS = 5;
const RUN_SEC = 180;
const SETTLED_AFTER_SEC = 60;
const REFUSED_MAX = 0.01;
const THROUGHPUT_MIN = 0.85;

/**
 * `perSec` is what the limit lets through. limit_conn lets through six answers at once; how many a
 * second that is, is measured before.
 */
const LIMITS = [
  {
    name: 'burst',
    title: 'limit_req 50r/s, burst=20 nodelay, 429',
    http: 'limit_req_zone $server_port zone={zone}:1m rate=50r/s;',
    location: 'limit_req zone={zone} burst=20 nodelay; limit_req_status 429;',
    answerMs: 80,
    perSec: 50,
  },
  {
    name: 'strict',
    title: 'limit_req 10r/s without a burst, 503',
    http: 'limit_req_zone $server_port zone={zone}:1m rate=10r/s;',
    location: 'limit_req zone={zone};',
    answerMs: 80,
    perSec: 10,
  },
  {
    name: 'connections',
    title: 'limit_conn 6, answers of about 200 ms, 503',
    http: 'limit_conn_zone $server_port zone={zone}:1m;',
    location: 'limit_conn {zone} 6;',
    answerMs: 200,
    perSec: null,
  },
];

/** What the governor adds to a request, at 10,000 hosts. */
export async function governor() {
  const outDir = join(ROOT, 'out/bench/governor-probe');
  await build({
    configFile: join(ROOT, 'e2e/bench/vite.bench.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  const child = fork(join(outDir, 'governor-probe.js'));
  const { hosts, governed, fixed } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (status) => reject(new Error(`The probe ended with status ${status}.`)));
  });
  const cost = median(governed);
  const without = median(fixed);
  return {
    title: `The governor at ${hosts.toLocaleString('en')} hosts, medians of ${governed.length} interleaved rounds`,
    table: [
      ['', 'µs per request'],
      ['governed', cost.toFixed(2)],
      ['fixed limits', without.toFixed(2)],
    ],
    budgets: [
      {
        what: 'cost per request, in µs',
        value: cost.toFixed(2),
        limit: `under ${COST_MAX_MICROS}`,
        isMet: cost < COST_MAX_MICROS,
      },
    ],
    results: { governed, fixed },
  };
}

/** One run against three nginx hosts with limits that it is not told, measured in nginx's own log. */
export async function limits({ folder, isQuick, say }) {
  const seconds = isQuick ? 20 : RUN_SEC;
  const nginxFolder = join(folder, 'limited');
  mkdirSync(nginxFolder, { recursive: true });
  const nginx = await startLimitedNginx(nginxFolder, LIMITS);
  try {
    const connectionsPerSec = await mostBySix(nginx.origins.connections);
    say(`limit_conn lets ${connectionsPerSec.toFixed(1)} answers a second through`);
    const before = Object.fromEntries(LIMITS.map(({ name }) => [name, nginx.log(name).length]));
    const listPath = join(folder, 'limits.txt');
    const lines = LIMITS.flatMap(({ name, perSec }) =>
      Array.from(
        { length: Math.round((perSec ?? connectionsPerSec) * seconds) },
        (_, row) => `${nginx.origins[name]}/${row}`,
      ),
    );
    writeFileSync(listPath, `${lines.join('\n')}\n`);
    const runFile = join(folder, 'limits.gleaner');
    const { last } = await measure(
      [process.execPath, GLEANER, 'run', listPath, '--run-file', runFile, '--json', '--per-host', '64'],
      { folder },
    );
    const isComplete = last?.type === 'finished' && last.ok === lines.length;
    const table = [['limit', 'lets through /s', 'after the first minute /s', 'share', 'refused']];
    const budgets = [];
    const results = { finished: last };
    for (const { name, title, perSec } of LIMITS) {
      const log = nginx.log(name).slice(before[name]);
      const seen = afterFirstMinute(log, isQuick ? 10 : SETTLED_AFTER_SEC);
      const limit = perSec ?? connectionsPerSec;
      results[name] = { ...seen, limit };
      table.push([
        title,
        limit.toFixed(1),
        seen.okPerSec.toFixed(1),
        percent(seen.okPerSec / limit),
        percent(seen.refusedShare),
      ]);
      budgets.push(
        {
          what: `${name}: refused after the first minute`,
          value: percent(seen.refusedShare),
          limit: `at most ${percent(REFUSED_MAX)}`,
          isMet: isComplete && seen.refusedShare <= REFUSED_MAX,
        },
        {
          what: `${name}: throughput / limit`,
          value: percent(seen.okPerSec / limit),
          limit: `at least ${percent(THROUGHPUT_MIN)}`,
          isMet: isComplete && seen.okPerSec / limit >= THROUGHPUT_MIN,
        },
      );
    }
    return { title: 'Limits of a real nginx, unknown to us', table, budgets, results };
  } finally {
    await nginx.close();
  }
}

/** Six at once for some seconds: what limit_conn lets through at best. */
async function mostBySix(origin) {
  const untilMs = performance.now() + 5000;
  let answers = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      while (performance.now() < untilMs) {
        const answer = await fetch(`${origin}/${answers}`);
        await answer.arrayBuffer();
        if (answer.status === 200) answers += 1;
      }
    }),
  );
  return (answers * 1000) / (performance.now() - startedMs);
}

/** Until the host's last answer. */
function afterFirstMinute(log, settledAfterSec) {
  const fromMs = log[0].atMs + settledAfterSec * 1000;
  const counted = log.filter(({ atMs }) => atMs >= fromMs);
  const ok = counted.filter(({ status }) => status === 200).length;
  const seconds = (log.at(-1).atMs - fromMs) / 1000;
  return {
    okPerSec: ok / seconds,
    refusedShare: (counted.length - ok) / Math.max(1, counted.length),
    refusedEver: log.filter(({ status }) => status !== 200).length,
    seconds,
  };
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
