/** The section of the benchmark that is about columns: what they cost while fetching, and how fast kept pages are read again. */
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { measure, median } from './measure.mjs';
import { siteList } from './site.mjs';

const GLEANER = fileURLToPath(new URL('../../electron/cli/launch.cjs', import.meta.url));
/** By how much extraction may slow down fetching, if there is a core for it. */
const SLOWER_MAX = 0.15;

const css = (selector, attribute = null) => ({ kind: 'css', selector, attribute });
const column = (name, source, type) => ({
  name,
  source,
  type,
  isRequired: true,
  fallback: null,
  takesAll: false,
});
const RECIPE = {
  kind: 'gleaner-recipe',
  version: 1,
  name: 'bench',
  hosts: [],
  columns: [
    column('name', css('h1'), 'text'),
    column('price', css('.card__price'), 'price'),
    column('image', css('.card__image', 'src'), 'url'),
    column('text', { kind: 'xpath', expression: '//article[2]/p' }, 'text'),
    column('title', { kind: 'offer', offer: 'meta', name: 'title' }, 'text'),
  ],
};

/** With and without five columns in turn, so that what else the machine does meets both. */
export async function extract({ folder, nginx, runs, isQuick, say }) {
  const rows = isQuick ? 5000 : 100_000;
  const listPath = join(folder, 'extract.txt');
  const recipePath = join(folder, 'recipe.json');
  const runFile = join(folder, 'extract.gleaner');
  writeFileSync(listPath, `${[...siteList(nginx.origin, 'p', rows)].join('\n')}\n`);
  writeFileSync(recipePath, JSON.stringify(RECIPE));

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
    const limits = ['--no-adapt', '--concurrency', '200', '--per-host', '200'];
    const { last } = await gleaner('run', listPath, '--run-file', runFile, ...limits, ...more);
    if (last?.ok !== rows) throw new Error(`${last?.ok} of ${rows} rows ok`);
    return (rows * 1000) / last.elapsedMs;
  };

  const without = [];
  const withColumns = [];
  for (let round = 1; round <= runs; round += 1) {
    without.push(await fetchOnce());
    withColumns.push(await fetchOnce('--recipe', recipePath));
    say(
      `fetching ${round}/${runs}: ${whole(without.at(-1))}/s, with five columns ${whole(withColumns.at(-1))}/s`,
    );
  }
  await fetchOnce('--keep', 'warc');
  const again = await gleaner('extract', runFile, '--recipe', recipePath);
  const { pages, incomplete, elapsedMs } = again.last;
  if (pages !== rows || incomplete !== 0) throw new Error(`${pages} pages, ${incomplete} of them incomplete`);
  remove();

  const plain = median(without);
  const extracting = median(withColumns);
  const slower = 1 - extracting / plain;
  return {
    title: `Five columns of ${rows.toLocaleString('en')} pages of 43 KB`,
    table: [
      ['what', 'pages/s', 'peak memory MB'],
      ['fetching', whole(plain), ''],
      ['fetching and extracting', whole(extracting), ''],
      [
        'extracting again from a WARC file',
        whole((pages * 1000) / elapsedMs),
        whole(again.peakBytes / 1024 / 1024),
      ],
    ],
    budgets: [
      {
        what: 'fetching slower with five columns (four cores and more)',
        value: `${(slower * 100).toFixed(1)} %`,
        limit: `below ${SLOWER_MAX * 100} %`,
        // With fewer, nginx and the engine leave none free.
        isMet: availableParallelism() < 4 ? null : slower < SLOWER_MAX,
      },
    ],
    results: { plain, extracting, again },
  };
}

function whole(value) {
  return Math.round(value).toLocaleString('en');
}
