/**
 * `npm run smoothness`: does the window stay smooth while a run goes at full speed?
 *
 *     npm run smoothness [-- --pages N]
 *
 * Opens the real window, lets it fetch the demo shop with the limits at their upper end, scrolls
 * the results meanwhile, and measures how long the main process and the window's page were kept
 * from answering, and what memory the engine took. The table goes to standard output and, as
 * JSON, to out/bench/smoothness.json. Ends with status 1 when a budget is missed.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { _electron } from '@playwright/test';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { hasDisplay, startVirtualDisplay } from '../../electron/runtime/display.mjs';
import { findRuntime } from '../../electron/runtime/find-runtime.mjs';
import { ensureSystemLibraries } from '../../electron/runtime/system-libraries.mjs';
import { atEnd } from './at-end.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'out/bench');
const MB = 1024 * 1024;
const RUN_LIMIT_MS = 15 * 60_000;
const SCROLL_EVERY_MS = 1000;
/** Reading the engine's memory map stops it for a moment, so not more often than this. */
const MEMORY_EVERY_MS = 2000;

const BUDGETS = { mainP99Ms: 20, longTaskMs: 50, enginePssBytes: 200 * MB };

function startShop(pages) {
  const child = fork(join(ROOT, 'out/cli/demo-shop.js'), [`--pages=${pages}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const nextOf = (type) =>
    new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The demo shop ended with status ${code}.`)));
      child.on('message', (message) => message.type === type && resolve(message));
    });
  return {
    listening: () => nextOf('listening'),
    stats: () => {
      const answer = nextOf('stats');
      child.send({ type: 'stats' });
      return answer;
    },
    stop: () => child.kill(),
  };
}

/** Numbers alone are addresses to the shop, too; what follows them in its own list is decoration. */
function writeList(path, origin, pages) {
  const lines = Array.from({ length: pages }, (_, index) => `${origin}/p/${index + 1}\n`);
  writeFileSync(path, lines.join(''));
}

async function openApp(home, executable, display) {
  const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, '.config') };
  if (display !== null) environment.DISPLAY = display.name;
  mkdirSync(join(home, 'Documents'));
  mkdirSync(join(home, '.config'));
  writeFileSync(join(home, '.config/user-dirs.dirs'), 'XDG_DOCUMENTS_DIR="$HOME/Documents"\n');
  return await _electron.launch({
    executablePath: executable,
    args: ['.', `--user-data-dir=${join(home, 'user-data')}`],
    cwd: ROOT,
    env: environment,
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: 60_000,
  });
}

/** Runs in the main process. The histogram's values hold the interval between two looks, too. */
function watchMain() {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const resolutionMs = 2;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const delayMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  histogram.enable();
  globalThis.readLoopDelay = () => {
    histogram.disable();
    return {
      p50Ms: delayMs(histogram.percentile(50)),
      p99Ms: delayMs(histogram.percentile(99)),
      maxMs: delayMs(histogram.max),
      samples: histogram.count,
    };
  };
}

/** Runs in the window's page. */
function watchPage() {
  /** Long tasks with when they began, counted from here. */
  const longTasks = [];
  const framesMs = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      longTasks.push({ atMs: Math.round(entry.startTime - startedMs), durationMs: entry.duration });
    }
  }).observe({ type: 'longtask' });
  const startedMs = performance.now();
  let last = startedMs;
  const onFrame = (now) => {
    framesMs.push(now - last);
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  globalThis.readSmoothness = () => {
    const sorted = framesMs.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      longTasks,
      frames: sorted.length,
      frameP50Ms: at(0.5),
      frameP99Ms: at(0.99),
      frameMaxMs: at(1),
    };
  };
}

/** @returns Proportional memory of a process: what it shares with others is divided among them. */
function pssBytes(pid) {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function findEnginePid(app) {
  const metrics = await app.evaluate(({ app: electronApp }) => electronApp.getAppMetrics());
  const engine = metrics.find(({ name, serviceName }) => [name, serviceName].includes('Gleaner engine'));
  if (engine === undefined) throw new Error('The engine process was not found.');
  return engine.pid;
}

/** Scrolls and samples until the run is over. */
async function untilFinished(window, enginePid) {
  const end = window.getByRole('button', { name: 'New run' });
  const results = window
    .getByRole('region', { name: 'Results' })
    .or(window.getByRole('grid', { name: 'Results' }));
  const deadlineMs = performance.now() + RUN_LIMIT_MS;
  let peakPss = null;
  let nextMemoryMs = 0;
  let direction = 1;
  await results.first().hover();
  while (!(await end.isVisible())) {
    if (performance.now() > deadlineMs) throw new Error('The run did not finish in time.');
    await window.mouse.wheel(0, direction * 3000);
    direction = Math.random() < 0.3 ? -direction : direction;
    if (process.platform === 'linux' && performance.now() > nextMemoryMs) {
      peakPss = Math.max(peakPss ?? 0, pssBytes(enginePid));
      nextMemoryMs = performance.now() + MEMORY_EVERY_MS;
    }
    await window.waitForTimeout(SCROLL_EVERY_MS);
  }
  return peakPss;
}

async function measureRun(app, listPath) {
  const window = await app.firstWindow();
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, listPath);
  await window.getByRole('button', { name: 'Open list…' }).click();
  const perHost = window.getByRole('slider', { name: 'Per host', exact: true });
  await perHost.focus();
  await perHost.press('End');
  const start = window.getByRole('button', { name: 'Start', exact: true });
  await start
    .and(window.locator(':not([aria-disabled="true"]):not([disabled])'))
    .waitFor({ timeout: 60_000 });
  const enginePid = await findEnginePid(app);

  await window.evaluate(watchPage);
  await app.evaluate(watchMain);
  const startedMs = performance.now();
  await start.click();
  await window.getByRole('button', { name: 'Pause' }).waitFor();
  const peakPss = await untilFinished(window, enginePid);
  const elapsedMs = performance.now() - startedMs;
  return {
    elapsedMs,
    main: await app.evaluate(() => globalThis.readLoopDelay()),
    page: await window.evaluate(() => globalThis.readSmoothness()),
    enginePeakPssBytes: peakPss,
  };
}

function describeTask({ atMs, durationMs }) {
  return `${durationMs} ms after ${(atMs / 1000).toFixed(1)} s`;
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

function report(pages, figures, stats) {
  const { main, page, enginePeakPssBytes, elapsedMs } = figures;
  const longestMs = Math.max(0, ...page.longTasks.map(({ durationMs }) => durationMs));
  const pss = enginePeakPssBytes;
  const rows = [
    ['main process, event-loop delay p50', ms(main.p50Ms), '', null],
    [
      'main process, event-loop delay p99',
      ms(main.p99Ms),
      `under ${BUDGETS.mainP99Ms} ms`,
      main.p99Ms < BUDGETS.mainP99Ms,
    ],
    ['main process, event-loop delay max', ms(main.maxMs), '', null],
    [
      'page, longest task',
      longestMs === 0 ? 'none over 50 ms' : ms(longestMs),
      `at most ${BUDGETS.longTaskMs} ms`,
      longestMs <= BUDGETS.longTaskMs,
    ],
    ['page, tasks over 50 ms', page.longTasks.map(describeTask).join(', ') || 'none', '', null],
    [
      'page, time between frames p50 / p99 / max',
      [page.frameP50Ms, page.frameP99Ms, page.frameMaxMs].map(ms).join(' / '),
      '',
      null,
    ],
    pss === null
      ? ['engine, peak memory (PSS)', 'measured on Linux only', '', null]
      : [
          'engine, peak memory (PSS)',
          `${Math.round(pss / MB)} MB`,
          `at most ${BUDGETS.enginePssBytes / MB} MB`,
          pss <= BUDGETS.enginePssBytes,
        ],
    ['pages per second', String(Math.round((pages * 1000) / elapsedMs)), '', null],
  ];
  process.stdout.write(
    `\n### ${pages.toLocaleString('en')} demo pages in the window, ${(elapsedMs / 1000).toFixed(1)} s\n\n`,
  );
  process.stdout.write('| what | measured | budget | |\n| --- | --- | --- | --- |\n');
  for (const [what, value, budget, isMet] of rows) {
    const verdict = isMet === null ? '' : isMet ? 'met' : '**missed**';
    process.stdout.write(`| ${what} | ${value} | ${budget} | ${verdict} |\n`);
  }
  mkdirSync(OUT, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() };
  const whole = {
    startedAt: new Date().toISOString(),
    machine,
    pages,
    figures,
    shop: stats,
    budgets: BUDGETS,
  };
  writeFileSync(join(OUT, 'smoothness.json'), `${JSON.stringify(whole, null, 2)}\n`);
  return rows.every(([, , , isMet]) => isMet !== false);
}

async function run() {
  const { values } = parseArgs({ options: { pages: { type: 'string', default: '100000' } } });
  const pages = Number(values.pages);
  if (!Number.isInteger(pages) || pages < 1) throw new Error('--pages must be a whole number above 0.');
  await ensureBuilt();
  const { executable } = await findRuntime();
  const needsDisplayServer = !hasDisplay();
  ensureSystemLibraries({ executable, needsDisplayServer });

  const home = mkdtempSync(join(tmpdir(), 'gleaner-smooth-'));
  atEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const display = needsDisplayServer ? await startVirtualDisplay() : null;
  const shop = startShop(pages);
  let app = null;
  try {
    const { origin } = await shop.listening();
    const listPath = join(home, 'list.txt');
    writeList(listPath, origin, pages);
    app = await openApp(home, executable, display);
    const figures = await measureRun(app, listPath);
    const stats = await shop.stats();
    if (stats.outcomes.unasked > 0) throw new Error(`${stats.outcomes.unasked} pages were never asked for.`);
    return report(pages, figures, stats) ? 0 : 1;
  } finally {
    await app?.close();
    shop.stop();
    await display?.dispose();
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`smoothness: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
