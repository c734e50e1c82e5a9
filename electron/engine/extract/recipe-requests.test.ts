import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ColumnSource, Recipe, RecipeColumn, StoredCell } from '../../../shared/recipe.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import { startPageServer, type PageServer } from '../testing/page-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';

let server: PageServer;
let origin: string;
let requests: number;
let harness: RunHarness;

beforeEach(async () => {
  requests = 0;
  server = await startPageServer((request, response) => {
    requests += 1;
    const number = Number((request.url ?? '').slice(1));
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pageOf(number));
  });
  origin = server.origin;
  harness = createHarness();
});
afterEach(async () => {
  await harness.dispose();
  server.close();
});

/** Every third page has changed its layout and has no price. */
function pageOf(number: number): string {
  const price = number % 3 === 0 ? '' : `<p class="price">${number},50 €</p>`;
  return `<!doctype html><html lang="de"><title>${number}</title><h1>Lampe ${number}</h1>${price}
    <meta property="og:title" content="Lampe ${number}">`;
}

function column(name: string, source: ColumnSource, type: RecipeColumn['type'] = 'text'): RecipeColumn {
  return { name, source, type, isRequired: true, fallback: null, takesAll: false };
}

const NAME = column('name', { kind: 'css', selector: 'h1', attribute: null });
const PRICE = column('price', { kind: 'css', selector: '.price', attribute: null }, 'price');
const TITLE = column('title', { kind: 'xpath', expression: '//title' });

function recipe(...columns: readonly RecipeColumn[]): Recipe {
  return { name: 'lamps', hosts: [], columns };
}

function urls(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${origin}/${index + 1}`);
}

/** As the run file has them, by row. */
function fields(path: string): { readonly cells: readonly StoredCell[]; readonly missing: number }[] {
  const database = openDatabase(path);
  try {
    // The columns are those of the SELECT.
    const rows = database.prepare('SELECT cells, missing FROM field ORDER BY row_id').all() as {
      cells: string;
      missing: number;
    }[];
    return rows.map(({ cells, missing }) => ({ cells: JSON.parse(cells) as StoredCell[], missing }));
  } finally {
    database.close();
  }
}

describe('a run with columns', () => {
  it('has them when it is done, and takes other ones out again without a request', async () => {
    const { path } = await harness.start(urls(100), { keep: 'warc', recipe: recipe(NAME, PRICE) });
    await harness.finished();
    expect(fields(path)[0]).toEqual({ cells: ['Lampe 1', ['1.50', '1,50 €']], missing: 0 });
    expect(fields(path).filter(({ missing }) => missing > 0)).toHaveLength(33);

    const incomplete = { outcome: 'incomplete', code: null, search: '' } as const;
    const byLine = { column: 'line', direction: 'asc' } as const;
    expect((await harness.engine.handlers['rows.view']({ filter: incomplete, sort: byLine })).count).toBe(33);
    expect((await harness.engine.handlers['rows.detail']({ rowId: 2 })).fields).toEqual({
      cells: [
        { name: 'name', cell: 'Lampe 3' },
        { name: 'price', cell: null },
      ],
      missing: 1,
      problem: null,
    });

    expect(await harness.batch(({ state }) => state === 'finished')).toMatchObject({
      totals: { incomplete: 33 },
    });

    await harness.engine.handlers['run.setRecipe']({ recipe: recipe(TITLE, PRICE) });
    // Nobody has looked for the title yet.
    await harness.batch(({ totals }) => totals.incomplete === 100);
    const result = await harness.engine.handlers['extract.run']({ extractId: 'x' });
    await harness.batch(({ totals }) => totals.incomplete === 33);
    await harness.engine.handlers['run.close']({});
    expect((await harness.engine.handlers['run.open']({ path })).totals.incomplete).toBe(33);
    expect(result).toMatchObject({
      pages: 100,
      withoutPage: 0,
      incomplete: 33,
      problems: 0,
      found: [
        { name: 'title', pages: 100 },
        { name: 'price', pages: 67 },
      ],
    });
    expect(fields(path).map(({ cells }) => cells[0])).toEqual(urls(100).map((_, index) => String(index + 1)));
    expect(requests).toBe(100);
  });

  it('finds, tries and offers columns from the sample, whatever is kept', async () => {
    await harness.start(urls(60));
    await harness.finished();
    const found = await harness.engine.handlers['recipe.find']({});
    expect(found.pages).toBe(30);
    expect(
      found.proposals.map(({ column: { name }, isGuess, found: pages }) => [name, isGuess, pages]),
    ).toEqual([
      ['name', false, 30],
      ['price', true, 20],
    ]);
    const tried = await harness.engine.handlers['recipe.try']({
      recipe: recipe(PRICE, column('bad', { kind: 'css', selector: '[', attribute: null })),
    });
    expect(tried.pages).toHaveLength(30);
    expect(tried.pages[0]?.cells[0]).toMatchObject({ cell: ['1.50', '1,50 €'], isMissing: false });
    expect(tried.pages[0]?.problem).toMatch(/“bad”: This is not a CSS selector/);
    expect(tried.pages[2]).toMatchObject({ missing: 2, cells: [{ isMissing: true }, { isMissing: true }] });
    expect(await harness.engine.handlers['recipe.offers']({ rowId: 0 })).toContainEqual({
      offer: 'opengraph',
      name: 'og:title',
      value: 'Lampe 1',
    });
    await expect(harness.engine.handlers['recipe.offers']({ rowId: 59 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('keeps the values of columns that stay, where the pages are gone', async () => {
    const { path } = await harness.start(urls(60), { recipe: recipe(NAME, PRICE) });
    await harness.finished();
    await harness.engine.handlers['run.setRecipe']({ recipe: recipe({ ...PRICE, name: 'cost' }, TITLE) });
    const result = await harness.engine.handlers['extract.run']({ extractId: 'x' });
    // The pages of the sample are there, those of the others are not.
    expect(result).toMatchObject({ pages: 30, withoutPage: 30 });
    const after = fields(path);
    expect(after).toHaveLength(60);
    expect(after[0]).toEqual({ cells: [['1.50', '1,50 €'], '1'], missing: 0 });
    expect(after[58]).toEqual({ cells: [['59.50', '59,50 €'], null], missing: 1 });
    expect(after[59]).toEqual({ cells: [null, null], missing: 2 });

    await harness.engine.handlers['run.setRecipe']({ recipe: null });
    expect(fields(path)).toEqual([]);
  });

  it('refuses a column that is none, and extraction without columns', async () => {
    await harness.start(urls(1));
    await harness.finished();
    const bad = recipe(column('bad', { kind: 'regex', pattern: '(', flags: '', group: 0 }));
    await expect(harness.engine.handlers['run.setRecipe']({ recipe: bad })).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
    });
    await expect(harness.engine.handlers['extract.run']({ extractId: 'x' })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    });
  });

  it('keeps what was extracted before a cancel', async () => {
    const { path } = await harness.start(urls(200), { keep: 'files', recipe: recipe(NAME) });
    await harness.finished();
    const running = Promise.resolve(harness.engine.handlers['extract.run']({ extractId: 'x' }));
    const outcome = running.catch((error: unknown) => error);
    await harness.engine.handlers['extract.cancel']({ extractId: 'x' });
    expect(await outcome).toMatchObject({ code: 'CANCELLED' });
    expect(fields(path)).toHaveLength(200);
  });
});
