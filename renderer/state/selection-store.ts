/**
 * Which rows of the results are selected: some by their ids, or all that the filter shows.
 *
 * Rows are known by id and not by place, because a view is made anew while the run goes
 * on. A range that reaches over rows that were never read is read page by page; past
 * {@link RETRY_ROWS_MAX} rows only "all that the filter shows" is offered, which costs
 * nothing however many they are.
 */
import { createStore } from 'zustand/vanilla';
import { formatCount } from '../../shared/format.ts';
import {
  RETRY_ROWS_MAX,
  ROWS_READ_MAX,
  type ResultRow,
  type RetrySelection,
  type RowFilter,
  type RowView,
} from '../../shared/rows.ts';
import type { Api } from '../api/bridge.ts';
import { IdRanges } from './id-ranges.ts';

export interface SelectionState {
  readonly ids: IdRanges;
  /** Set instead of {@link ids}: every row that this filter shows. */
  readonly shown: RowFilter | null;
  /** A range is being read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
}

/** What the selection needs of the results; they know nothing of it. */
export interface SelectableRows {
  row(index: number): ResultRow | undefined;
  /** Place of a row among those that are read; `undefined` for others. */
  indexOf(rowId: number): number | undefined;
  view(): RowView | null;
  filter(): RowFilter;
}

export interface SelectionOptions {
  readonly api: Pick<Api, 'call'>;
  readonly rows: SelectableRows;
  onError(error: unknown): void;
  /** More rows than can be selected one by one. */
  onTooMany(message: string, advice: string): void;
}

export type SelectionModel = ReturnType<typeof createSelectionModel>;

const NONE: SelectionState = { ids: IdRanges.EMPTY, shown: null, reading: null };

export function createSelectionModel({ api, rows, onError, onTooMany }: SelectionOptions) {
  const store = createStore<SelectionState>()(() => NONE);
  /** Where a range begins, and what was selected before it. */
  let anchor: { readonly index: number; readonly rowId: number; readonly before: IdRanges } | null = null;
  /** Names the newest range; older ones that are still being read are dropped. */
  let job = 0;

  function isSelected(rowId: number): boolean {
    const { ids, shown } = store.getState();
    return shown !== null || ids.has(rowId);
  }

  async function toggle(index: number): Promise<void> {
    const row = rows.row(index);
    if (row === undefined) return;
    const ids = store.getState().shown === null ? store.getState().ids : await idsOfAllShown();
    if (ids === null) return;
    const isAdded = !ids.has(row.rowId);
    if (isAdded && ids.size >= RETRY_ROWS_MAX) return tellTooMany();
    job += 1;
    const before = isAdded ? ids.with([row.rowId]) : ids.without(row.rowId);
    anchor = { index, rowId: row.rowId, before };
    store.setState({ ids: before, shown: null, reading: null });
  }

  /** Selects from where the selection began to `index`, instead of where it reached before. */
  async function extendTo(index: number, from = index): Promise<void> {
    if (store.getState().shown !== null) return;
    const start = anchor ?? anchorAt(from);
    if (start === null) return;
    anchor = start;
    const at = rows.indexOf(start.rowId) ?? start.index;
    const added = await idsBetween(Math.min(at, index), Math.max(at, index) + 1);
    if (added === null) return;
    const ids = start.before.with(added);
    if (ids.size > RETRY_ROWS_MAX) return tellTooMany();
    store.setState({ ids, shown: null, reading: null });
  }

  function anchorAt(index: number): typeof anchor {
    const row = rows.row(index);
    return row === undefined ? null : { index, rowId: row.rowId, before: store.getState().ids };
  }

  function selectShown(): void {
    if ((rows.view()?.count ?? 0) === 0) return;
    job += 1;
    anchor = null;
    store.setState({ ids: IdRanges.EMPTY, shown: rows.filter(), reading: null });
  }

  /** Also ends a range that is still being read. */
  function clear(): void {
    job += 1;
    anchor = null;
    if (store.getState() !== NONE) store.setState(NONE);
  }

  /** Taking one row out of "all that is shown" needs all the others by name. */
  async function idsOfAllShown(): Promise<IdRanges | null> {
    const ids = await idsBetween(0, rows.view()?.count ?? 0);
    return ids === null ? null : IdRanges.of(ids);
  }

  /** @returns `null` when there are too many, another range has overtaken this one, or reading failed. */
  async function idsBetween(first: number, end: number): Promise<number[] | null> {
    job += 1;
    const mine = job;
    const view = rows.view();
    const total = end - first;
    if (view === null) return null;
    if (total > RETRY_ROWS_MAX) {
      tellTooMany();
      return null;
    }
    const known = knownIds(first, end);
    if (known !== null) return known;
    const ids: number[] = [];
    try {
      // All from one view: rows that are read already may belong to another by now.
      while (first + ids.length < end) {
        const from = first + ids.length;
        const count = Math.min(ROWS_READ_MAX, end - from);
        const read = await api.call('rows.read', { viewId: view.viewId, from, count });
        if (mine !== job) return null;
        if (read.length === 0) break;
        for (const row of read) ids.push(row.rowId);
        store.setState({ reading: { done: ids.length, total } });
      }
      return ids;
    } catch (error) {
      if (mine !== job) return null;
      store.setState({ reading: null });
      onError(error);
      return null;
    }
  }

  function knownIds(first: number, end: number): number[] | null {
    const ids: number[] = [];
    for (let at = first; at < end; at += 1) {
      const row = rows.row(at);
      if (row === undefined) return null;
      ids.push(row.rowId);
    }
    return ids;
  }

  function tellTooMany(): void {
    store.setState({ reading: null });
    onTooMany(
      `At most ${formatCount(RETRY_ROWS_MAX)} rows can be selected one by one.`,
      'Narrow the filter or the search, then press Ctrl+A to take all that it shows.',
    );
  }

  /** @returns `null` when nothing is selected. Of what is retried only failed rows are asked again. */
  function chosen(): Extract<RetrySelection, { kind: 'filter' | 'rows' }> | null {
    const { ids, shown } = store.getState();
    if (shown !== null) return { kind: 'filter', filter: shown };
    return ids.size === 0 ? null : { kind: 'rows', rowIds: ids.toArray() };
  }

  return { store, isSelected, toggle, extendTo, selectShown, clear, chosen };
}
