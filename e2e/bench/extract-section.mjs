/** The section of the benchmark that is about columns: what they cost while fetching, and how fast kept pages are read again. */
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { busyCores, readProcessors } from './busy-cores.mjs';
import { measure, median } from './measure.mjs';
import { siteList } from './site.mjs';

const GLEANER = fileURLToPath(new URL('../../electron/cli/launch.cjs', import.meta.url));
/** By how much extraction may slow down fetching, if there is a core for it. */
const SLOWER_MAX = 0.15;
/** What the machine does besides, in cores. */
const CORE_TOLERANCE = 0.15;

const css = (selector, attribute = null) => ({ kind: 'css', selector, attribute });
const column = (name, source, type) => ({
  name,
  source,
  type,
  isRequired: true,
  fallback: null,
  takesAll: false,
});
const recipe = (columns) => ({ kind: 'gleaner-recipe', version: 1, name: 'bench', hosts: [], columns });
const SHARED = [
  column('name', css('h1'), 'text'),
  column('price', css('.card__price'), 'price'),
  column('image', css('.card__image', 'src'), 'url'),
  column('title', { kind: 'offer', offer: 'meta', name: 'title' }, 'text'),
];
const HOSTS = 4;
/** 43 MB/s: more than nearly everybody's line, and ten times what a polite run of several shops makes. */
const PER_SEC_MAX = 1000;
/** Each of five columns. */
const RECIPES = {
  selectors: recipe([...SHARED, column('text', css('article + article p'), 'text')]),
  'an XPath among them': recipe([
    ...SHARED,
    column('text', { kind: 'xpath', expression: '//article[2]/p' }, 'text'),
  ]),
};

/** With and without five columns in turn, so that what else the machine does meets both. */
export async function extract({ folder, nginx, runs, isQuick, say }) {
  const rows = isQuick ? 5000 : 100_000;
  const cores = availableParallelism();
  const listPath = join(folder, 'extract.txt');
  const recipePath = join(folder, 'recipe.json');
  const runFile = join(folder, 'extract.gleaner');
  // Rates are set by host and end at 1,000 a second.
  const urls = [...siteList(nginx.origin, 'p', rows)].map((url, at) =>
    url.replace('127.0.0.1', `127.0.0.${1 + (at % HOSTS)}`),
  );
  writeFileSync(listPath, `${urls.join('\n')}\n`);

  const gleaner = async (...args) => {
    const result = await measure([process.execPath, GLEANER, ...args, '--json'], { folder });
    if (result.exitCode !== 0) throw new Error(`gleaner ${args[0]} failed: ${result.errorText}`);
    return result;
  };
  const remove = () => {
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(runFile + suffix, { force: true });
    rmSync(join(folder, 'extract.warc.gz'), { force: true });
  };
  const fetchOnce = async (...more) => {
    remove();
    const limits = ['--no-adapt', '--concurrency', '200', '--per-host', '50'];
    const before = readProcessors();
    const { last } = await gleaner('run', listPath, '--run-file', runFile, ...limits, ...more);
    if (last?.ok !== rows) throw new Error(`${last?.ok} of ${rows} rows ok`);
    return { perSec: (rows * 1000) / last.elapsedMs, busy: busyCores(before, readProcessors(), cores) };
  };

  const fastest = await fetchOnce();
  // As fast as leaves a core to others, whatever the machine has, and no faster than lists are fetched.
  const share = fastest.busy === null ? 1 : Math.min(1, (cores - 1) / fastest.busy);
  const rate = Math.floor(Math.min(PER_SEC_MAX, fastest.perSec * share));
  const limit = ['--rate', String(rate / HOSTS)];
  say(
    `fetching: ${whole(fastest.perSec)}/s with ${fastest.busy?.toFixed(2)} cores busy; at ${rate}/s one is free`,
  );

  writeFileSync(recipePath, JSON.stringify(RECIPES.selectors));
  const without = [];
  const withColumns = [];
  for (let round = 1; round <= runs; round += 1) {
    without.push(await fetchOnce(...limit));
    withColumns.push(await fetchOnce(...limit, '--recipe', recipePath));
    say(`${round}/${runs}: ${shown(without.at(-1))}, with five columns ${shown(withColumns.at(-1))}`);
  }
  const flatOut = await fetchOnce('--recipe', recipePath);
  await fetchOnce('--keep', 'warc');
  const again = {};
  for (const [name, columns] of Object.entries(RECIPES)) {
    writeFileSync(recipePath, JSON.stringify(columns));
    again[name] = await gleaner('extract', runFile, '--recipe', recipePath);
    const { pages, incomplete } = again[name].last;
    if (pages !== rows || incomplete !== 0) throw new Error(`${pages} pages, ${incomplete} incomplete`);
    say(`extracting again, ${name}: ${whole((pages * 1000) / again[name].last.elapsedMs)}/s`);
  }
  remove();

  const plain = middle(without, 'perSec');
  const extracting = middle(withColumns, 'perSec');
  const slower = 1 - extracting / plain;
  const isCoreFree = middle(without, 'busy') <= cores - 1 + CORE_TOLERANCE;
  return {
    title: `Five columns of ${rows.toLocaleString('en')} pages of 43 KB`,
    table: [
      ['what', 'pages/s', 'cores busy', 'peak memory MB'],
      ['fetching, flat out', whole(fastest.perSec), tenths(fastest.busy), ''],
      ['fetching and extracting, flat out', whole(flatOut.perSec), tenths(flatOut.busy), ''],
      [`fetching at ${whole(rate)}/s, a core being free`, whole(plain), tenths(middle(without, 'busy')), ''],
      ['fetching and extracting, the same', whole(extracting), tenths(middle(withColumns, 'busy')), ''],
      ...Object.entries(again).map(([name, { last, peakBytes }]) => [
        `extracting again from a WARC file, ${name}`,
        whole((last.pages * 1000) / last.elapsedMs),
        '',
        whole(peakBytes / 1024 / 1024),
      ]),
    ],
    budgets: [
      {
        what: 'fetching slower with five columns, a core being free',
        value: `${(slower * 100).toFixed(1)} %`,
        limit: `below ${SLOWER_MAX * 100} %`,
        // Where others use the core that was to be free, nothing can be told.
        isMet: isCoreFree ? slower < SLOWER_MAX : null,
      },
    ],
    results: { fastest, flatOut, without, withColumns, again },
  };
}

function middle(measured, what) {
  return median(measured.map((one) => one[what] ?? NaN));
}

function shown({ perSec, busy }) {
  return `${whole(perSec)}/s (${tenths(busy)} cores)`;
}

function tenths(value) {
  return value === null || Number.isNaN(value) ? '' : value.toFixed(1);
}

function whole(value) {
  return Math.round(value).toLocaleString('en');
}
