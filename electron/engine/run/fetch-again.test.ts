/** A run again, against a server that knows whether its pages have changed. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunOptions } from '../../../shared/options.ts';
import { exportWarc } from '../export/warc-export.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import { PageReader } from '../pages/page-reader.ts';
import { startPageServer, type PageServer } from '../testing/page-server.ts';
import { tamper } from '../testing/run-files.ts';
import { judgeWarc } from '../testing/warc-judge.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';

let harness: RunHarness;
let server: PageServer;
let origin: string;
/** By path. */
let versions: Map<string, number>;
let answers: (readonly [path: string, status: number])[];

beforeEach(async () => {
  versions = new Map();
  answers = [];
  server = await startPageServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/moved') {
      response.writeHead(302, { location: '/target' }).end();
      return;
    }
    const etag = `"${path}-${versions.get(path) ?? 1}"`;
    const isSame = request.headers['if-none-match'] === etag;
    answers.push([path, isSame ? 304 : 200]);
    response.writeHead(isSame ? 304 : 200, { etag, 'content-type': 'text/html' });
    response.end(isSame ? undefined : pageOf(path));
  });
  origin = server.origin;
  harness = createHarness();
});
afterEach(async () => {
  await harness.dispose();
  server.close();
});

const pageOf = (path: string): string =>
  `<title>${path}</title>version ${versions.get(path) ?? 1}`.padEnd(400, '.');

async function runAgain(path: string, options: Partial<RunOptions> = {}): Promise<string> {
  answers = [];
  const runs = harness.finishes.length;
  const again = await harness.engine.handlers['run.again']({
    path,
    runPath: null,
    replaceUnfinished: false,
    options,
  });
  await harness.finished(runs + 1);
  return again.path;
}

function read(path: string, sql: string): unknown[] {
  const database = openDatabase(path);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

function pagesOf(path: string): string[] {
  const database = openDatabase(path);
  const reader = new PageReader(database, path);
  try {
    return [...reader.all()].map(({ body }) => body.toString());
  } finally {
    reader.close();
    database.close();
  }
}

it('sends only what has changed, and still has every page, over three runs', async () => {
  const first = await harness.start([`${origin}/a`, `${origin}/b`, `${origin}/c`], { keep: 'warc' });
  await harness.finished();
  versions.set('/b', 2);
  const second = await runAgain(first.path);
  const answersOfSecond = answers.toSorted();
  versions.set('/c', 2);
  const third = await runAgain(second);

  expect(answersOfSecond).toEqual([
    ['/a', 304],
    ['/b', 200],
    ['/c', 304],
  ]);
  expect(answers.toSorted()).toEqual([
    ['/a', 304],
    ['/b', 304],
    ['/c', 200],
  ]);
  expect(pagesOf(third)).toEqual(['/a', '/b', '/c'].map(pageOf));
  const compared = read(
    third,
    'SELECT p.row_id AS row, p.sha256 = e.sha256 AS isSame, e.etag FROM page p JOIN earlier e USING (row_id)',
  );
  expect(compared).toEqual([
    { row: 0, isSame: 1, etag: '"/a-1"' },
    { row: 1, isSame: 1, etag: '"/b-2"' },
    { row: 2, isSame: 0, etag: '"/c-1"' },
  ]);
  expect((await harness.rows()).map(({ outcome, status }) => [outcome, status])).toEqual([
    ['ok', 304],
    ['ok', 304],
    ['ok', 200],
  ]);
});

it('exports the newest record of each row, those of the run before among them', async () => {
  const first = await harness.start([`${origin}/a`, `${origin}/b`], { keep: 'warc' });
  await harness.finished();
  versions.set('/b', 2);
  const second = await runAgain(first.path);
  const database = openDatabase(second);
  const pages = new PageReader(database, second);

  const path = `${second}.export.warc.gz`;
  const result = await exportWarc({
    pages,
    rowIds: [1, 0, 7],
    path,
    nowMs: 0,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  pages.close();
  database.close();

  const records = (await judgeWarc(path)).slice(1);
  expect(result).toMatchObject({ rows: 2, missing: 1 });
  expect(records.map(({ url, text }) => [url, text])).toEqual([
    [`${origin}/b`, pageOf('/b')],
    [`${origin}/a`, pageOf('/a')],
  ]);
});

it('takes the list as it was, and the cells of pages that are the same', async () => {
  const recipe = {
    name: 'r',
    hosts: [],
    columns: [
      {
        name: 'price',
        source: { kind: 'css', selector: 'b', attribute: null },
        type: 'price',
        isRequired: true,
        fallback: null,
        takesAll: false,
      },
    ],
  } as const;
  const first = await harness.start([`${origin}/a`, `${origin}/b`, `${origin}/a`, 'nonsense']);
  await harness.finished();
  await harness.engine.handlers['run.close']({});
  tamper(first.path, `INSERT INTO field VALUES (0, '[["1.5","1,50 €"]]', 0, NULL), (1, '[null]', 1, NULL)`);

  const second = await runAgain(first.path, { recipe });

  expect(read(second, 'SELECT cells, missing FROM field ORDER BY row_id')).toEqual([
    { cells: '[["1.5","1,50 €"]]', missing: 0 },
    { cells: '[null]', missing: 1 },
  ]);
  const last = harness.batches.at(-1)!.totals;
  expect(last).toMatchObject({ lines: 4, rows: 2, merged: 1, rejected: 1, ok: 2 });
  expect(read(second, 'SELECT text, line FROM dropped_line')).toEqual(
    read(first.path, 'SELECT text, line FROM dropped_line'),
  );
});

it('asks for the whole page when it is wanted and is not there', async () => {
  const first = await harness.start([`${origin}/a`]);
  await harness.finished();

  const second = await runAgain(first.path, { keep: 'files' });

  expect(answers).toEqual([['/a', 200]]);
  expect(pagesOf(second)).toEqual([pageOf('/a')]);
});

it('asks under no condition where a redirect leads', async () => {
  const first = await harness.start([`${origin}/moved`]);
  await harness.finished();

  await runAgain(first.path);

  expect(answers).toEqual([['/target', 200]]);
});

it('leaves what it repeats as it was, also when the new file cannot be made', async () => {
  const first = await harness.start([`${origin}/a`]);
  await harness.finished();

  const again = harness.engine.handlers['run.again']({
    path: first.path,
    runPath: `${first.path}/nowhere/x.gleaner`,
    replaceUnfinished: false,
    options: {},
  });

  await expect(again).rejects.toMatchObject({ code: expect.stringMatching(/FOLDER_READ_ONLY|FILE/) });
  expect((await harness.rows()).map(({ outcome }) => outcome)).toEqual(['ok']);
});
