import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import type { FreeBytes } from '../pages/free-space.ts';
import { openBackendHere } from '../pages/page-backend.ts';
import { PageReader } from '../pages/page-reader.ts';
import type { ArrivedPage, PageExtractor } from '../pages/page-work.ts';
import { startPageServer, type PageServer } from '../testing/page-server.ts';
import { tamper } from '../testing/run-files.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';
import { judgeWarc } from '../testing/warc-judge.ts';
import type { PageTools } from './run-pages.ts';

const RECIPE: Recipe = {
  name: 'titles',
  hosts: [],
  columns: [
    {
      name: 'title',
      source: { kind: 'css', selector: 'title', attribute: null },
      type: 'text',
      isRequired: true,
      fallback: null,
      takesAll: false,
    },
  ],
};

let server: PageServer;
let origin: string;
let answer: (path: string, response: ServerResponse) => void;
let harness: RunHarness;

beforeEach(async () => {
  answer = (path, response) => void response.setHeader('content-type', 'text/html').end(pageOf(path));
  server = await startPageServer((request, response) => answer(request.url ?? '', response));
  origin = server.origin;
});
afterEach(async () => {
  await harness.dispose();
  server.close();
});

function begin(pageTools: Partial<PageTools> = {}): RunHarness {
  harness = createHarness({ pageTools });
  return harness;
}

function pageOf(path: string): string {
  return `<!doctype html><title>Page ${path}</title>${`<p>of ${path}, and only of it</p>`.repeat(60)}`;
}

function urls(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${origin}/${index}`);
}

/** What the run file says of its pages, and what can be read back of them. */
function inspect<Value>(
  runPath: string,
  look: (reader: PageReader, sql: (text: string) => unknown[]) => Value,
): Value {
  const database = openDatabase(runPath);
  const reader = new PageReader(database, runPath);
  try {
    return look(reader, (text) => database.prepare(text).all());
  } finally {
    reader.close();
    database.close();
  }
}

function readAll(runPath: string): (readonly [rowId: number, text: string])[] {
  return inspect(runPath, (reader) =>
    [...reader.all()].map((page) => [page.rowId, page.body.toString()] as const),
  );
}

function extractor(gate: (page: ArrivedPage) => Promise<void>): PageExtractor {
  return {
    extract: async (page) => {
      await gate(page);
      return {
        cells: [/<title>(.*?)</.exec(page.body.toString())?.[1] ?? null],
        missing: 0,
        problem: null,
      };
    },
    setRecipe: () => undefined,
    close: () => Promise.resolve(),
  };
}

describe('A run that keeps its pages', () => {
  it('has every page in a WARC file that others read, and reads each of them back', async () => {
    answer = (path, response) => {
      if (path === '/3') response.writeHead(404).end('gone');
      else if (path === '/4') response.writeHead(302, { location: '/elsewhere' }).end('over there');
      else
        response
          .writeHead(200, { 'content-encoding': 'gzip', etag: `"${path}"` })
          .end(gzipSync(pageOf(path)));
    };
    begin();
    const { path } = await harness.start(urls(40), { keep: 'warc' });
    await harness.finished();

    const records = await judgeWarc(path.replace(/gleaner$/, 'warc.gz'));
    const responses = records.filter(({ type }) => type === 'response');
    expect(new Set(responses.map(({ url, text }) => `${url} ${text}`))).toEqual(
      new Set(
        urls(40)
          .filter((url) => !url.endsWith('/3'))
          .map((url) => url.replace(/\/4$/, '/elsewhere'))
          .map((url) => `${url} ${pageOf(url.slice(origin.length))}`),
      ),
    );
    const expected = Array.from({ length: 40 }, (_, row) => [
      row,
      pageOf(row === 4 ? '/elsewhere' : `/${row}`),
    ]);
    expect(readAll(path)).toEqual(expected.filter(([row]) => row !== 3));
    const stored = inspect(path, (_, sql) =>
      sql('SELECT lower(hex(sha256)) AS hash, etag FROM page WHERE row_id = 7'),
    );
    expect(stored).toEqual([{ hash: createHash('sha256').update(pageOf('/7')).digest('hex'), etag: '"/7"' }]);
  });

  it('appends what a retry brings, and the newest is what is read', async () => {
    let isUp = false;
    answer = (path, response) => {
      if (path === '/1' && !isUp) response.writeHead(500).end('down');
      else response.end(pageOf(path));
    };
    begin();
    const { path } = await harness.start(urls(3), { keep: 'warc', retries: 0 });
    await harness.finished();
    isUp = true;

    await harness.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    await harness.finished(2);

    expect(readAll(path).map(([row]) => row)).toEqual([0, 1, 2]);
    expect(await judgeWarc(path.replace(/gleaner$/, 'warc.gz'))).toHaveLength(4);
  });

  it('has them as files by host and hash when they are wanted so, the same page once', async () => {
    answer = (_path, response) =>
      void response.setHeader('content-type', 'text/html').end('<p>all alike</p>');
    begin();
    const { path } = await harness.start(urls(5), { keep: 'files' });
    await harness.finished();

    const folder = path.replace(/gleaner$/, 'pages');
    const [host] = readdirSync(folder);
    expect(host).toMatch(/^127\.0\.0\.1_\d+$/);
    expect(readdirSync(join(folder, host!))).toHaveLength(1);
    expect(readAll(path).map(([, text]) => text)).toEqual(
      Array.from({ length: 5 }, () => '<p>all alike</p>'),
    );
  });

  it('does not write over pages of another run', async () => {
    begin();
    const first = await harness.start(urls(2), { keep: 'warc' });
    await harness.finished();
    await harness.engine.handlers['run.close']({});
    const warcPath = first.path.replace(/gleaner$/, 'warc.gz');
    const before = readFileSync(warcPath);
    renameSync(first.path, `${first.path}.away`);

    const second = await harness.start(urls(3), { keep: 'warc' });
    await harness.finished(2);

    expect(second.path).toBe(first.path);
    expect(readFileSync(warcPath)).toEqual(before);
    expect(readAll(second.path)).toHaveLength(3);
    expect(existsSync(first.path.replace(/\.gleaner$/, '-2.warc.gz'))).toBe(true);
  });

  it('says that a page is gone when its file was cut short, and goes on behind what is left', async () => {
    let isUp = false;
    answer = (path, response) => {
      if (path === '/0' && !isUp) response.writeHead(500).end('down');
      else response.end(pageOf(path));
    };
    begin();
    const { path } = await harness.start(urls(4), { keep: 'warc', retries: 0, perHost: 1 });
    await harness.finished();
    await harness.engine.handlers['run.close']({});
    const warcPath = path.replace(/gleaner$/, 'warc.gz');
    truncateSync(warcPath, statSync(warcPath).size - 10);
    // Otherwise the page would still be found there.
    tamper(path, 'DELETE FROM sample_page');
    expect(readAll(path).map(([row]) => row)).toHaveLength(2);
    isUp = true;

    await harness.engine.handlers['run.open']({ path });
    await harness.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    await harness.finished(2);

    expect(readAll(path)).toHaveLength(3);
    expect(await judgeWarc(warcPath)).toHaveLength(4);
  });

  it('waits while the disk is too full, and loses nothing', async () => {
    let isFull = true;
    const free = (): number => (isFull ? 1000 : 1e12);
    const freeBytes: FreeBytes = { now: free, soon: () => Promise.resolve(free()) };
    begin({ freeBytes });

    const { path } = await harness.start(urls(5), { keep: 'warc' });
    const held = await harness.batch(({ hold }) => hold?.code === 'local.disk_full');
    isFull = false;
    const totals = await harness.finished();

    expect(held.totals.pending).toBe(5);
    expect(totals.ok).toBe(5);
    expect(readAll(path)).toHaveLength(5);
  });

  it('asks again for pages that could not be written, at no cost to their rows', async () => {
    let failures = 2;
    begin({
      openBackend: (places) => {
        const backend = openBackendHere(places);
        return {
          ...backend,
          write: async (pages) => {
            if (failures-- > 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
            return backend.write(pages);
          },
        };
      },
    });

    const { path } = await harness.start(urls(20), { keep: 'warc', retries: 0 });
    const totals = await harness.finished();

    expect(totals.ok).toBe(20);
    expect(harness.troubles).toContain('local.disk_full');
    expect(readAll(path)).toHaveLength(20);
    expect((await harness.rows()).every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

describe('Without keeping pages', () => {
  it('a run keeps the first thirty as a sample, and no file', async () => {
    begin();
    const { path } = await harness.start(urls(50), {});
    await harness.finished();

    const samples = inspect(path, (reader) => reader.samples());
    expect(samples).toHaveLength(30);
    expect(samples.every((page) => page.body.toString() === pageOf(new URL(page.url).pathname))).toBe(true);
    expect(readdirSync(dirname(path)).filter((name) => /warc|pages/.test(name))).toEqual([]);
  });

  it('a run hashes its pages when that is wanted, and notes what it takes to ask again', async () => {
    answer = (path, response) => {
      const fields = {
        etag: 'W/"x"',
        'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT',
        'content-type': 'image/png',
      };
      response.writeHead(200, fields).end(pageOf(path));
    };
    begin();
    const { path } = await harness.start(urls(1), { hashes: true });
    await harness.finished();

    const [page] = inspect(path, (_, sql) =>
      sql('SELECT lower(hex(sha256)) AS hash, etag, last_modified, store FROM page'),
    );
    expect(page).toEqual({
      hash: createHash('sha256').update(pageOf('/0')).digest('hex'),
      etag: 'W/"x"',
      last_modified: 'Tue, 24 Nov 2026 10:00:00 GMT',
      store: 0,
    });
  });
});

describe('A run with a recipe', () => {
  it('has the cells of every row that is ok', async () => {
    begin({ createExtractor: () => extractor(() => Promise.resolve()) });
    const { path } = await harness.start(urls(10), { recipe: RECIPE });
    await harness.finished();

    const cells = inspect(path, (_, sql) => sql('SELECT cells FROM field ORDER BY row_id'));
    expect(cells).toEqual(Array.from({ length: 10 }, (_, row) => ({ cells: `["Page /${row}"]` })));
  });

  it('gives rows back whose page is still being worked on when it has to stop', async () => {
    let isSlow = true;
    begin({
      createExtractor: () => extractor(() => (isSlow ? new Promise(() => undefined) : Promise.resolve())),
    });
    const { path } = await harness.start(urls(4), { recipe: RECIPE });
    await harness.batch(({ totals }) => totals.inFlight === 4);

    const stopped = await harness.engine.handlers['run.stop']({});
    isSlow = false;
    await harness.engine.handlers['run.resume']({ options: {} });
    await harness.finished();

    expect(stopped.totals).toMatchObject({ pending: 4, ok: 0, inFlight: 0 });
    expect(inspect(path, (_, sql) => sql('SELECT row_id FROM field'))).toHaveLength(4);
  });

  it('starts nothing more while too many pages wait', async () => {
    let goOn!: () => void;
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    begin({ createExtractor: () => extractor(() => mayGoOn) });
    let asked = 0;
    const serve = answer;
    answer = (path, response) => {
      asked++;
      serve(path, response);
    };

    await harness.start(urls(400), { recipe: RECIPE, concurrency: 20, perHost: 20 });
    await harness.batch(({ totals }) => totals.inFlight >= 256);
    const stopped = harness.engine.handlers['run.stop']({});
    goOn();
    await stopped;

    // Those that were on their way when it became too many came, too.
    expect(asked).toBeLessThanOrEqual(256 + 20);
  });
});

describe('A sample run', () => {
  it('fetches rows from all over the list, waits, and then fetches the rest', async () => {
    begin();
    const draftId = await harness.importList(urls(100));
    const options = { ...DEFAULT_OPTIONS, adapt: false };
    await harness.engine.handlers['run.start']({ draftId, options, sampleRows: 5 });

    const paused = await harness.batch(({ state, sample }) => state === 'paused' && sample !== null);
    const rows = (await harness.rows()).filter(({ outcome }) => outcome === 'ok').map(({ rowId }) => rowId);
    await harness.engine.handlers['run.resume']({ options: {} });
    const totals = await harness.finished();

    expect(paused.sample).toEqual({ rows: 5 });
    expect(paused.totals).toMatchObject({ ok: 5, pending: 95 });
    expect(rows).toEqual([0, 20, 40, 60, 80]);
    expect(totals.ok).toBe(100);
    expect(harness.batches.at(-1)?.sample).toBeNull();
  });
});
