import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recipe } from '../../shared/recipe.ts';
import { setupHandlers } from './handlers/test-services.ts';
import { RecipeStore } from './recipe-store.ts';

let folder: string;
let store: RecipeStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-recipes-'));
  store = new RecipeStore(join(folder, 'recipes'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recipe(name: string, ...hosts: readonly string[]): Recipe {
  const source = { kind: 'css', selector: 'h1', attribute: null } as const;
  return {
    name,
    hosts,
    columns: [{ name: 'a', source, type: 'text', isRequired: true, fallback: null, takesAll: false }],
  };
}

describe('recipes beside the settings', () => {
  it('are listed by name, replaced by name, and forgotten', async () => {
    expect(await store.list()).toEqual([]);
    await store.keep(recipe('Lamps / all', 'a.example'));
    const kept = await store.keep(recipe('Chairs'));
    await store.keep(recipe('Lamps / all', 'b.example'));
    expect((await store.list()).map((one) => [one.recipe.name, one.recipe.hosts])).toEqual([
      ['Chairs', []],
      ['Lamps / all', ['b.example']],
    ]);
    await store.forget(kept.id);
    await expect(store.forget(kept.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.list()).toHaveLength(1);
  });

  it('never lead out of their folder', async () => {
    writeFileSync(join(folder, 'settings.json'), '{}');
    await expect(store.forget('../settings.json')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await store.keep(recipe('../../evil'));
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{}');
    expect((await store.list())[0]?.id).not.toContain('/');
  });

  it('leave out what is no recipe', async () => {
    await store.keep(recipe('Lamps'));
    for (const [name, text] of [
      ['a.json', '{'],
      ['b.json', '{"kind":"gleaner-recipe","version":1}'],
      ['c.json', 'x'.repeat(3_000_000)],
    ] as const)
      writeFileSync(join(folder, 'recipes', name), text);
    expect((await store.list()).map(({ recipe: { name } }) => name)).toEqual(['Lamps']);
  });

  it('fit by their hosts, those that name one first', async () => {
    await store.keep(recipe('All'));
    await store.keep(recipe('Shop', '*.shop.example'));
    await store.keep(recipe('Other', 'other.example'));
    const fitting = await store.match(['https://www.shop.example']);
    expect(fitting.map((one) => one.recipe.name)).toEqual(['Shop', 'All']);
  });
});

describe('recipe files', () => {
  it('are saved where the user says, kept, and read back', async () => {
    const { handlers, dialogs } = setupHandlers({}, join(folder, 'recipes'));
    dialogs.saveRecipe.mockResolvedValue(join(folder, 'mine'));
    expect(await handlers['recipe.save']({ recipe: recipe('Lamps') })).toEqual({
      path: join(folder, 'mine.json'),
    });
    expect(await handlers['recipe.list']({})).toHaveLength(1);
    dialogs.openRecipe.mockResolvedValue(join(folder, 'mine.json'));
    expect(await handlers['recipe.open']({})).toEqual(recipe('Lamps'));
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['JSON of something else', '[1]', /no recipe of Gleaner/],
    ['of a newer version', '{"kind":"gleaner-recipe","version":2}', /newer version/],
    [
      'without columns',
      '{"kind":"gleaner-recipe","version":1,"name":"a","hosts":[],"columns":[]}',
      /columns/,
    ],
  ])('that are %s are refused with what is wrong', async (_what, text, message) => {
    const { handlers, dialogs } = setupHandlers({}, folder);
    writeFileSync(join(folder, 'bad.json'), text);
    dialogs.openRecipe.mockResolvedValue(join(folder, 'bad.json'));
    await expect(handlers['recipe.open']({})).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
