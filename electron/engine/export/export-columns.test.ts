import { describe, expect, it } from 'vitest';
import { RESULT_COLUMNS } from '../../../shared/export.ts';
import type { RecipeColumn } from '../../../shared/recipe.ts';
import { availableColumns, chosenColumns } from './export-columns.ts';

function field(name: string, type: RecipeColumn['type'] = 'text'): RecipeColumn {
  return {
    name,
    type,
    source: { kind: 'product', field: 'name' },
    isRequired: false,
    fallback: null,
    takesAll: false,
  };
}

const recipe = { columns: [field('name'), field('price', 'price'), field('in_stock', 'boolean')] };
const namesOf = (columns: readonly { name: string }[]) => columns.map(({ name }) => name);

describe('the columns of an export', () => {
  it('are those of every run, of the list, of the recipe, in that order', () => {
    const all = availableColumns(['sku', 'category'], recipe);

    expect(namesOf(chosenColumns(all, { columns: null, hasOriginals: false }))).toEqual([
      ...RESULT_COLUMNS,
      'sku',
      'category',
      'name',
      'price',
      'in_stock',
    ]);
  });

  it('have the types of the recipe; the list’s own are text', () => {
    const types = new Map(availableColumns(['sku'], recipe).map(({ name, type }) => [name, type]));

    expect(
      ['status', 'title', 'sku', 'name', 'price', 'price_original', 'in_stock'].map((name) =>
        types.get(name),
      ),
    ).toEqual(['integer', 'text', 'text', 'text', 'number', 'text', 'boolean']);
  });

  it('get a number where two have one name, whatever its case, and a name where there is none', () => {
    const all = availableColumns(['Title', 'sku', 'SKU', '', ''], {
      columns: [field('sku'), field('title')],
    });

    expect(namesOf(all).slice(RESULT_COLUMNS.length)).toEqual([
      'Title_2',
      'sku',
      'SKU_2',
      'column',
      'column_2',
      'sku_3',
      'sku_3_original',
      'title_3',
      'title_3_original',
    ]);
    expect(new Set(namesOf(all).map((name) => name.toLowerCase())).size).toBe(all.length);
  });

  it('can be some of them in any order', () => {
    const all = availableColumns(['sku'], recipe);

    expect(namesOf(chosenColumns(all, { columns: ['price', 'sku', 'url'], hasOriginals: false }))).toEqual([
      'price',
      'sku',
      'url',
    ]);
  });

  it('have the original text behind each extracted one, once', () => {
    const all = availableColumns([], recipe);

    expect(
      namesOf(chosenColumns(all, { columns: ['price', 'url', 'name_original', 'name'], hasOriginals: true })),
    ).toEqual(['price', 'price_original', 'url', 'name_original', 'name']);
  });

  it.each([
    ['a name that is none', ['url', 'prise'], 'There is no column "prise".'],
    ['a column twice', ['url', 'url'], 'A column was chosen twice.'],
    ['none at all', [], 'No column was chosen.'],
  ])('are refused with %s', (_what, columns, message) => {
    expect(() => chosenColumns(availableColumns([], recipe), { columns, hasOriginals: false })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', message }),
    );
  });
});
