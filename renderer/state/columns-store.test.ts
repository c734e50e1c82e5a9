import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { Recipe, RecipeColumn } from '../../shared/recipe.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { createColumnsModel } from './columns-store.ts';
import { TRY_PAUSE_MS } from './columns-trial.ts';
import { EMPTY_TOTALS } from './run-state.ts';

const PRICE: RecipeColumn = {
  name: 'price',
  source: { kind: 'product', field: 'price' },
  type: 'price',
  isRequired: true,
  fallback: null,
  takesAll: false,
};
const NAME: RecipeColumn = {
  ...PRICE,
  name: 'name',
  source: { kind: 'product', field: 'name' },
  type: 'text',
};
const RECIPE: Recipe = { name: 'Shop', hosts: [], columns: [NAME, PRICE] };
const RESULT = { pages: 2, withoutPage: 0, incomplete: 0, problems: 0, found: [], elapsedMs: 5 };

/** What was asked, and how it is answered. */
let asked: { readonly name: string; readonly input: unknown }[];
let answers: Record<string, (input: never) => unknown>;

function createModel() {
  const call = vi.fn((name: string, input: unknown) => {
    asked.push({ name, input });
    // The test gives each answer the input that it wants.
    return Promise.resolve().then(() => answers[name]?.(input as never));
  });
  let id = 0;
  const applied: (Recipe | null)[] = [];
  const model = createColumnsModel({
    // The test answers what the model asks for.
    api: { call: call as never, newId: () => `x${(id += 1)}` },
    onApplied: ({ options }) => applied.push(options.recipe),
    onExtracted: () => undefined,
    onSaved: () => undefined,
  });
  return { model, applied };
}

const run = (path: string, recipe: Recipe | null = null): RunSnapshot => ({
  runId: path,
  name: path,
  path,
  state: 'paused',
  options: { ...DEFAULT_OPTIONS, recipe },
  totals: { ...EMPTY_TOTALS, lines: 2, rows: 2, ok: 2 },
  elapsedMs: 1,
  round: 0,
  salvage: null,
  earlierPath: null,
});

const triesOf = () =>
  asked
    .filter(({ name }) => name === 'recipe.try')
    // As the model sends it.
    .map(({ input }) => (input as { recipe: Recipe }).recipe.columns.map(({ name }) => name));

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = {
    'recipe.try': () => ({ pages: [] }),
    'recipe.offers': () => [],
    'run.setRecipe': ({ recipe }: { recipe: Recipe | null }) => run('a', recipe),
    'extract.run': () => RESULT,
  };
});
afterEach(() => vi.useRealTimers());

const names = (model: ReturnType<typeof createModel>['model']) =>
  model.store.getState().draft.columns.map(({ column }) => column.name);
const keyOf = (model: ReturnType<typeof createModel>['model'], name: string) =>
  model.store.getState().draft.columns.find(({ column }) => column.name === name)!.key;

describe('columns that are being made', () => {
  it('are tried once typing pauses, without those that are not complete', async () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    model.add();
    model.set(keyOf(model, 'price'), { name: 'pric' });
    model.set(keyOf(model, 'pric'), { name: 'prices' });
    await vi.advanceTimersByTimeAsync(TRY_PAUSE_MS - 1);
    expect(triesOf()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);

    expect(triesOf()).toEqual([['name', 'prices']]);
  });

  it('are shown with the newest try, however late an older one answers', async () => {
    const { model } = createModel();
    const late: ((value: unknown) => void)[] = [];
    answers['recipe.try'] = () => new Promise((resolve) => late.push(resolve));
    model.open(run('a', RECIPE));
    void model.look();
    await vi.advanceTimersByTimeAsync(0);
    model.remove(keyOf(model, 'name'));
    await vi.advanceTimersByTimeAsync(TRY_PAUSE_MS);
    late[1]!({ pages: [{ rowId: 1, url: 'new', cells: [], missing: 0, problem: null }] });
    late[0]!({ pages: [{ rowId: 1, url: 'old', cells: [], missing: 0, problem: null }] });
    await vi.advanceTimersByTimeAsync(0);

    expect(model.store.getState().trial?.pages.map(({ url }) => url)).toEqual(['new']);
    expect(model.store.getState().isTrying).toBe(false);
  });

  it('are there again when another run was opened meanwhile', () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    model.duplicate(keyOf(model, 'price'));
    model.open(run('b'));
    expect(names(model)).toEqual([]);
    model.close();
    model.open(run('a', RECIPE));

    expect(names(model)).toEqual(['name', 'price', 'price 2']);
    expect(model.isDirty()).toBe(true);
  });

  it('come back in their place when their removal is undone', () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    model.remove(keyOf(model, 'name'));
    expect(names(model)).toEqual(['price']);
    model.undoRemove();

    expect(names(model)).toEqual(['name', 'price']);
    expect(model.isDirty()).toBe(false);
  });

  it('keep what was typed for one kind of source while another is looked at', () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    const key = keyOf(model, 'price');
    model.setKind(key, 'css');
    model.set(key, { source: { kind: 'css', selector: '.price', attribute: null } });
    model.setKind(key, 'xpath');
    model.setKind(key, 'css');

    expect(model.store.getState().draft.columns[1]!.column.source).toMatchObject({ selector: '.price' });
  });

  it('take what a page offers under its name, unless they have one', () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    model.add();
    const offered = { offer: 'jsonld', name: 'offers.price', value: '9' } as const;
    model.takeOffer(model.store.getState().editing!, offered);
    model.takeOffer(keyOf(model, 'name'), offered);

    expect(names(model)).toEqual(['name', 'price', 'price 2']);
    expect(model.store.getState().draft.columns[2]!.column.type).toBe('price');
  });
});

describe('applying columns', () => {
  it('gives them to the run, reads the pages again and tells what came of it', async () => {
    const { model, applied } = createModel();
    model.open(run('a'));
    model.takeProposals([NAME, PRICE]);

    expect(await model.apply()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(applied.map((recipe) => recipe?.columns.map(({ name }) => name))).toEqual([['name', 'price']]);
    expect(model.isDirty()).toBe(false);
    expect(model.store.getState()).toMatchObject({ result: RESULT, extraction: null });
  });

  it('is refused, with the column that is not complete, before anything is asked', async () => {
    const { model } = createModel();
    model.open(run('a', RECIPE));
    model.set(keyOf(model, 'price'), { name: 'name' });

    expect(await model.apply()).toBe(false);
    expect(asked.filter(({ name }) => name === 'run.setRecipe')).toEqual([]);
    expect(model.store.getState().error).toMatchObject({ code: ErrorCode.RecipeInvalid });
    expect(model.store.getState().editing).toBe(model.store.getState().draft.columns[1]!.key);
  });

  it('leaves the columns as they are when the engine refuses them', async () => {
    const { model } = createModel();
    answers['run.setRecipe'] = () => {
      throw new AppError(ErrorCode.RecipeInvalid, 'Column “price”: no selector.');
    };
    model.open(run('a'));
    model.takeProposals([PRICE]);

    expect(await model.apply()).toBe(false);
    expect(names(model)).toEqual(['price']);
    expect(model.isDirty()).toBe(true);
    expect(model.store.getState().error?.message).toContain('no selector');
  });

  it('is silent about an extraction that the user ended', async () => {
    const { model } = createModel();
    answers['extract.run'] = () => {
      throw new AppError(ErrorCode.Cancelled, 'The extraction was cancelled.');
    };
    model.open(run('a'));
    model.takeProposals([PRICE]);
    await model.apply();
    await vi.advanceTimersByTimeAsync(0);

    expect(model.store.getState()).toMatchObject({ error: null, result: null, extraction: null });
  });
});
