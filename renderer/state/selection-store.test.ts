import { describe, expect, it } from 'vitest';
import { RETRY_ROWS_MAX, type ResultRow, type RowFilter } from '../../shared/rows.ts';
import type { Api } from '../api/bridge.ts';
import { createSelectionModel } from './selection-store.ts';

const FILTER: RowFilter = { outcome: 'failed', code: null, search: '' };
/** Ids are not places: the view is the list turned round. */
const idAt = (index: number, count: number) => count - 1 - index;

/** A view of `count` rows of which the first `read` are known to the window. */
function setup({ count, read }: { count: number; read: number }) {
  const told: string[] = [];
  const reads: number[] = [];
  // Only the id is looked at.
  const rowAt = (index: number) => ({ rowId: idAt(index, count) }) as ResultRow;
  const api = {
    call: async (_name: string, input: { from: number; count: number }) => {
      reads.push(input.count);
      const length = Math.min(input.count, count - input.from);
      return Array.from({ length }, (_, at) => rowAt(input.from + at));
    },
    // The generic signature of `call` cannot be met by a stand-in.
  } as unknown as Pick<Api, 'call'>;
  const selection = createSelectionModel({
    api,
    rows: {
      row: (index) => (index >= 0 && index < read ? rowAt(index) : undefined),
      indexOf: (rowId) => (rowId >= count - read ? count - 1 - rowId : undefined),
      view: () => ({ viewId: 1, count }),
      filter: () => FILTER,
    },
    onError: (error) => told.push(String(error)),
    onTooMany: (message) => told.push(message),
  });
  return { selection, told, reads, ids: () => selection.store.getState().ids.toArray() };
}

describe('selection', () => {
  it('takes a row in and out again', async () => {
    const { selection, ids } = setup({ count: 10, read: 10 });

    await selection.toggle(2);
    await selection.toggle(5);
    expect(ids()).toEqual([4, 7]);

    await selection.toggle(2);
    expect(ids()).toEqual([4]);
    expect(selection.isSelected(7)).toBe(false);
  });

  it('lets a range shrink again towards where it began, and keeps what was selected before', async () => {
    const { selection, ids } = setup({ count: 20, read: 20 });
    await selection.toggle(15);
    await selection.toggle(3);

    await selection.extendTo(6);
    expect(ids()).toEqual([4, 13, 14, 15, 16]);

    await selection.extendTo(4);
    expect(ids()).toEqual([4, 15, 16]);

    await selection.extendTo(2);
    expect(ids()).toEqual([4, 16, 17]);
  });

  it('begins a range at the row that has the focus when nothing was selected', async () => {
    const { selection, ids } = setup({ count: 10, read: 10 });

    await selection.extendTo(3, 2);

    expect(ids()).toEqual([6, 7]);
  });

  it('reads the rows of a range that reaches past what is known', async () => {
    const { selection, ids, reads } = setup({ count: 1000, read: 100 });
    await selection.toggle(0);

    await selection.extendTo(499);

    expect(ids()).toHaveLength(500);
    expect(reads.every((count) => count <= 200)).toBe(true);
    expect(selection.store.getState().reading).toBeNull();
  });

  it('drops a range that another one has overtaken', async () => {
    const { selection, ids } = setup({ count: 1000, read: 100 });
    await selection.toggle(0);

    const slow = selection.extendTo(999);
    await selection.extendTo(1);
    await slow;

    expect(ids()).toHaveLength(2);
  });

  it('selects a million rows by their filter and without reading one', async () => {
    const { selection, reads } = setup({ count: 1_000_000, read: 100 });

    selection.selectShown();

    expect(selection.isSelected(123_456)).toBe(true);
    expect(selection.chosen()).toEqual({ kind: 'filter', filter: FILTER });
    expect(reads).toEqual([]);
  });

  it('takes one row out of all that is shown', async () => {
    const { selection, ids } = setup({ count: 300, read: 100 });
    selection.selectShown();

    await selection.toggle(0);

    expect(ids()).toHaveLength(299);
    expect(selection.isSelected(299)).toBe(false);
    expect(selection.chosen()).toMatchObject({ kind: 'rows' });
  });

  it('keeps what was selected and says why when a range is too large', async () => {
    const { selection, ids, told } = setup({ count: RETRY_ROWS_MAX + 10, read: 100 });
    await selection.toggle(0);

    await selection.extendTo(RETRY_ROWS_MAX + 5);

    expect(ids()).toHaveLength(1);
    expect(told).toEqual([expect.stringContaining('100,000')]);
  });

  it('asks nothing again when nothing is selected', () => {
    const { selection } = setup({ count: 10, read: 10 });

    expect(selection.chosen()).toBeNull();
  });
});
