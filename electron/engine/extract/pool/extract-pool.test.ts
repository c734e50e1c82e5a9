import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnSource, Recipe, RecipeColumn } from '../../../../shared/recipe.ts';
import { buildExtractWorker, type BuiltWorker } from '../../testing/extract-worker-file.ts';
import { ExtractPool } from './extract-pool.ts';
import { PooledExtractor } from './pooled-extractor.ts';

const GOOD = '<!doctype html><html lang="de"><h1>Lampe</h1><p class="price">1.299,00 €</p>';
const NAME = column('name', { kind: 'css', selector: 'h1', attribute: null });
const PRICE: RecipeColumn = {
  ...column('price', { kind: 'css', selector: '.price', attribute: null }),
  type: 'price',
};

let worker: BuiltWorker;
let extractor: PooledExtractor;

beforeAll(async () => {
  worker = await buildExtractWorker();
});
afterAll(() => worker.remove());
afterEach(() => extractor.close());

function column(name: string, source: ColumnSource): RecipeColumn {
  return { name, source, type: 'text', isRequired: true, fallback: null, takesAll: false };
}

function script(json: string): string {
  return `<script type="application/ld+json">${json}</script>`;
}

function recipe(...columns: readonly RecipeColumn[]): Recipe {
  return { name: 'test', hosts: [], columns };
}

/** @param timeLimitMs Long enough for a healthy page on a busy machine, unless the page is to be stopped. */
function start(of: Recipe, timeLimitMs = 20_000, threads = 1): PooledExtractor {
  const pool = new ExtractPool({ threads, timeLimitMs, workerPath: worker.path });
  extractor = new PooledExtractor(pool, { ownsWorkers: true });
  extractor.setRecipe(of);
  return extractor;
}

function page(body: string | Buffer, contentType = 'text/html; charset=utf-8', rowId = 0) {
  return { rowId, url: 'https://shop.example/p/1', contentType, body: Buffer.from(body) };
}

describe('pages on worker threads', () => {
  it('gives the cells of each page to who asked for it, in whatever order they are done', async () => {
    start(recipe(NAME), 20_000, 2);
    const names = Array.from({ length: 200 }, (_, index) => `Lamp ${index}`);
    const results = await Promise.all(names.map((name) => extractor.extract(page(`<h1>${name}</h1>`))));
    expect(results).toEqual(names.map((name) => ({ cells: [name], missing: 0, problem: null })));
  });

  it('leaves the bytes of the page to who owns them', async () => {
    start(recipe(NAME));
    const arrived = page(GOOD);
    await extractor.extract(arrived);
    expect(arrived.body.toString()).toBe(GOOD);
  });

  it('gives the columns that count when it is done, and nothing without a recipe', async () => {
    start(recipe(NAME));
    const under = extractor.extract(page(GOOD));
    extractor.setRecipe(recipe(NAME, PRICE));
    expect((await under).cells).toEqual(['Lampe', ['1299.00', '1.299,00 €']]);
    extractor.setRecipe(null);
    expect(await extractor.extract(page(GOOD))).toEqual({ cells: [], missing: 0, problem: null });
  });

  it('answers what still waits when it is closed', async () => {
    start(recipe(NAME));
    const pool = new ExtractPool({ threads: 1, workerPath: worker.path });
    const results = Array.from({ length: 50 }, () => pool.run({ kind: 'offers' }, page(GOOD)));
    await pool.close();
    expect((await Promise.all(results)).at(-1)).toEqual({
      kind: 'problem',
      problem: 'The run was closed before this page was read.',
    });
  });
});

describe('columns that never end', () => {
  it('stops a regular expression that blows up, and keeps the other columns and pages', async () => {
    start(recipe(NAME, column('bomb', { kind: 'regex', pattern: '^(a+)+$', flags: 'm', group: 0 })), 300);
    const bomb = `<h1>Lamp</h1>\n${'a'.repeat(60)}!`;
    const results = await Promise.all(
      [page(bomb), page(GOOD), page(GOOD)].map((one) => extractor.extract(one)),
    );
    expect(results[0]).toEqual({
      cells: ['Lamp', null],
      missing: 1,
      problem: 'Column “bomb” takes too long on this page.',
    });
    expect(results.slice(1).map(({ cells }) => cells[0])).toEqual(['Lampe', 'Lampe']);
  });

  it('reads again what the worker had with it when it was ended', async () => {
    start(recipe(NAME, column('bomb', { kind: 'regex', pattern: '^(a+)+$', flags: 'm', group: 0 })), 300);
    const bodies = Array.from({ length: 40 }, (_, index) =>
      index === 20 ? `<h1>bomb</h1>\n${'a'.repeat(60)}!` : `<h1>${index}</h1>`,
    );
    const results = await Promise.all(bodies.map((body) => extractor.extract(page(body))));
    expect(results.map(({ cells }) => cells[0])).toEqual(
      bodies.map((_body, index) => (index === 20 ? 'bomb' : `${index}`)),
    );
    expect(results.flatMap(({ problem }) => problem ?? [])).toEqual([
      'Column “bomb” takes too long on this page.',
    ]);
  });

  it('leaves a column out for good once it took too long on five pages', async () => {
    start(recipe(NAME, column('bomb', { kind: 'regex', pattern: '(a+)+$', flags: '', group: 0 })), 150);
    const bomb = page(`<h1>Lamp</h1>${'a'.repeat(60)}!`);
    for (let count = 0; count < 5; count += 1) await extractor.extract(bomb);
    // On this page it would not: that it is not asked at all shows that it is left out.
    const later = await extractor.extract(page('<h1>Lamp</h1>aaa'));
    expect(later.cells).toEqual(['Lamp', null]);
    expect(later.problem).toMatch(/“bomb” takes too long/);
  });

  it('stops an XPath that multiplies the page with itself', async () => {
    const bomb = `count(${'//*['.repeat(6)}1${']'.repeat(6)})`;
    start(recipe(column('bomb', { kind: 'xpath', expression: bomb }), NAME), 1500);
    const result = await extractor.extract(page(`<h1>Lamp</h1>${'<p><b></b></p>'.repeat(300)}`));
    expect(result.cells[1]).toBe('Lamp');
    expect(result.problem).toMatch(/“bomb” takes too long/);
  });
});

describe('pages that are meant to hurt', () => {
  it.each([
    ['50 MB of HTML', Buffer.alloc(50 * 1024 * 1024, '<p>a</p>'), /has 50 MB.*at most 16 MB/],
    ['100,000 nested tags', '<div>'.repeat(100_000), /nests more than 600/],
    [
      '100,000 nested tags that are never plain',
      '<b><i><a><font>'.repeat(25_000),
      /nests more than 600|too long/,
    ],
    ['250,000 elements', '<hr>'.repeat(250_000), /more than 200,000 elements/],
  ])('says what is wrong with %s', async (_what, body, problem) => {
    start(recipe(NAME, PRICE));
    const [bad, good] = await Promise.all([extractor.extract(page(body)), extractor.extract(page(GOOD))]);
    expect(bad.problem).toMatch(problem);
    expect(bad).toMatchObject({ cells: [null, null], missing: 2 });
    expect(good).toEqual({ cells: ['Lampe', ['1299.00', '1.299,00 €']], missing: 0, problem: null });
  });

  it('stops at a tag with attributes without end', async () => {
    start(recipe(NAME), 400);
    const attributes = Array.from({ length: 400_000 }, (_, index) => `a${index}=1`).join(' ');
    const [bad, good] = await Promise.all([
      extractor.extract(page(`<h1 ${attributes}>Lamp</h1>`)),
      extractor.extract(page(GOOD)),
    ]);
    expect(bad).toMatchObject({ cells: [null], missing: 1 });
    expect(bad.problem).toMatch(/takes too long/);
    expect(good.problem).toBeNull();
  });

  it('refuses JSON that is 10,000 levels deep, and reads JSON-LD around one', async () => {
    start(recipe(column('any', { kind: 'json', path: '$..name' })));
    const deep = `${'[{"a":'.repeat(5000)}1${'}]'.repeat(5000)}`;
    expect((await extractor.extract(page(deep, 'application/json'))).problem).toMatch(/more than 500 levels/);
    extractor.setRecipe(recipe({ ...column('name', { kind: 'product', field: 'name' }) }));
    const around = `${script(deep)}${script('{"@type":"Product","name":"Lamp"}')}`;
    expect(await extractor.extract(page(around))).toEqual({ cells: ['Lamp'], missing: 0, problem: null });
  });

  it('reads what can be read of invalid UTF-8, and of bytes that are no text', async () => {
    start(recipe(NAME));
    const broken = Buffer.concat([Buffer.from('<h1>La'), Buffer.from([0xff, 0xc3]), Buffer.from('mp</h1>')]);
    expect((await extractor.extract(page(broken))).cells).toEqual(['La\uFFFD\uFFFDmp']);
    const noise = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 256));
    expect((await extractor.extract(page(noise))).missing).toBe(1);
    expect((await extractor.extract(page(''))).missing).toBe(1);
  });

  it('cuts a value that is a whole book, and says so in it', async () => {
    start(
      recipe(NAME, { ...column('all', { kind: 'css', selector: 'p', attribute: null }), takesAll: true }),
    );
    const result = await extractor.extract(
      page(`<h1>${'x'.repeat(100_000)}</h1>${'<p>y</p>'.repeat(50_000)}`),
    );
    const [name, all] = result.cells as readonly string[];
    expect(name).toHaveLength(32_000);
    expect(name).toMatch(/x… \(cut\)$/);
    expect(all?.split(' | ')).toHaveLength(1000);
  });
});
