import { describe, expect, it } from 'vitest';
import type { ExportColumn } from '../../shared/export.ts';
import { applyRemembered, moveColumn, type ColumnChoice } from './export-columns.ts';

const column = (name: string, kind: ExportColumn['kind'] = 'result'): ExportColumn => ({ name, kind });
const shown = (columns: readonly ColumnChoice[]) =>
  columns.map(({ name, isChosen }) => `${isChosen ? '+' : '-'}${name}`).join(' ');

const AVAILABLE = [
  column('url'),
  column('status'),
  column('sku', 'list'),
  column('price', 'field'),
  column('price_original', 'original'),
];

describe('the columns of the export dialog', () => {
  it('are all but the originals at first, in the order of the contract', () => {
    expect(shown(applyRemembered(AVAILABLE, []))).toBe('+url +status +sku +price');
  });

  it('are as they were left the last time', () => {
    const left = [
      { name: 'price', isChosen: true },
      { name: 'status', isChosen: false },
      { name: 'url', isChosen: true },
      { name: 'sku', isChosen: false },
    ];

    expect(shown(applyRemembered(AVAILABLE, left))).toBe('+price -status +url -sku');
  });

  it('that are new are chosen and stand behind the one they follow; those that are gone are left out', () => {
    const left = [
      { name: 'status', isChosen: false },
      { name: 'colour', isChosen: true },
      { name: 'url', isChosen: false },
      { name: 'url', isChosen: true },
      { name: 'price_original', isChosen: true },
    ];

    expect(shown(applyRemembered(AVAILABLE, left))).toBe('-status +sku +price -url');
    expect(shown(applyRemembered([column('new'), ...AVAILABLE], left))).toBe('+new -status +sku +price -url');
  });

  it.each([
    [0, 2, 'b c a'],
    [2, 0, 'c a b'],
    [1, -5, 'b a c'],
    [1, 99, 'a c b'],
    [7, 0, 'a b c'],
  ])('move from %i to %i', (from, to, expected) => {
    const columns = ['a', 'b', 'c'].map((name) => ({ ...column(name), isChosen: true }));

    expect(
      moveColumn(columns, from, to)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(expected);
  });
});
