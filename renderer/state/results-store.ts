/**
 * The results table: filter, sort, the view that the engine made of them, and the rows
 * around what is on screen.
 *
 * While a run goes on, rows on screen are read again at most three times a second. A view
 * whose membership or order changes with the run is made anew only while the user is at
 * its top; further down it would pull the rows from under the eyes, so the table says that
 * there is more and waits to be asked.
 */
import { createStore } from 'zustand/vanilla';
import { ErrorCode, AppError, type WireError } from '../../shared/errors.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import type { ResultRow, RowFilter, RowOutcomeFilter, RowSort, RowView } from '../../shared/rows.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import { PAGE_ROWS, RowPages } from './row-pages.ts';

export interface ResultsState {
  readonly filter: RowFilter;
  readonly sort: RowSort;
  /** What stands in the search box; it becomes part of the filter when typing pauses. */
  readonly typedSearch: string;
  readonly view: RowView | null;
  readonly isLoading: boolean;
  readonly error: WireError | null;
  /** The run has moved on and the view has not. */
  readonly isBehind: boolean;
  /** Grows whenever rows on screen may look different. */
  readonly revision: number;
  /** Grows when the table must go back to its top. */
  readonly topRevision: number;
  readonly openRowId: number | null;
}

const READ_AGAIN_MS = 350;
const VIEW_AGAIN_MS = 1500;
/** Making a view may cost the engine at most a fifth of its query thread. */
const VIEW_COST_FACTOR = 5;
const SEARCH_PAUSE_MS = 200;

const INITIAL: ResultsState = {
  filter: { outcome: 'all', code: null, search: '' },
  sort: { column: 'line', direction: 'asc' },
  typedSearch: '',
  view: null,
  isLoading: false,
  error: null,
  isBehind: false,
  revision: 0,
  topRevision: 0,
  openRowId: null,
};

export interface ResultsOptions {
  readonly api: Api;
  now(): number;
}

export type ResultsModel = ReturnType<typeof createResultsModel>;

export function createResultsModel({ api, now }: ResultsOptions) {
  const store = createStore<ResultsState>()(() => INITIAL);
  const pages = new RowPages();
  /** `view:page` of reads that are under way. */
  const reading = new Set<string>();
  let visible = { first: 0, end: 0 };
  let isAtTop = true;
  /** Names the newest request for a view; answers to older ones are dropped. */
  let request = 0;
  let viewMadeAtMs = 0;
  let viewCostMs = 0;
  let lastSettled = -1;
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let viewTimer: ReturnType<typeof setTimeout> | undefined;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;

  /** Shows another run (or none) from its first row. */
  function reset(isOpen: boolean): void {
    for (const timer of [readTimer, viewTimer, searchTimer]) clearTimeout(timer);
    readTimer = viewTimer = searchTimer = undefined;
    pages.clear();
    lastSettled = -1;
    request += 1;
    store.setState({ ...INITIAL, topRevision: store.getState().topRevision + 1, isLoading: isOpen });
    if (isOpen) void makeView();
  }

  async function makeView(): Promise<void> {
    clearTimeout(viewTimer);
    viewTimer = undefined;
    request += 1;
    const mine = request;
    const { filter, sort } = store.getState();
    const startedAtMs = now();
    try {
      const view = await api.call('rows.view', { filter, sort });
      if (mine !== request) return;
      viewMadeAtMs = now();
      viewCostMs = viewMadeAtMs - startedAtMs;
      // The first screen is read before the old one goes, so that nothing flashes.
      const firstPages = RowPages.covering(visible.first, Math.min(Math.max(visible.end, 1), view.count));
      const read = await Promise.all(firstPages.map((page) => readPage(view, page)));
      if (mine !== request) return;
      pages.keepOnly(firstPages);
      for (const [index, page] of firstPages.entries()) pages.set(page, read[index] ?? []);
      store.setState((state) => ({
        view,
        isLoading: false,
        isBehind: false,
        error: null,
        revision: state.revision + 1,
      }));
      loadVisible();
    } catch (error) {
      if (mine !== request) return;
      if (error instanceof AppError && error.code === ErrorCode.WrongState) return;
      store.setState({ isLoading: false, error: toShownError(error) });
    }
  }

  function readPage(view: RowView, page: number): Promise<readonly ResultRow[]> {
    return api.call('rows.read', { viewId: view.viewId, from: page * PAGE_ROWS, count: PAGE_ROWS });
  }

  /** The grid says what is on screen. */
  function setVisible(first: number, end: number, offset: number): void {
    visible = { first, end };
    const wasAtTop = isAtTop;
    isAtTop = offset < 1;
    if (isAtTop && !wasAtTop && store.getState().isBehind) void makeView();
    loadVisible();
  }

  function loadVisible(): void {
    const { view } = store.getState();
    if (view === null) return;
    for (const page of RowPages.covering(visible.first, Math.min(visible.end, view.count))) {
      if (!pages.has(page)) void load(view, page);
    }
  }

  async function load(view: RowView, page: number): Promise<void> {
    const key = `${view.viewId}:${page}`;
    if (reading.has(key)) return;
    reading.add(key);
    try {
      const rows = await readPage(view, page);
      if (store.getState().view?.viewId !== view.viewId) return;
      if (pages.set(page, rows)) store.setState((state) => ({ revision: state.revision + 1 }));
    } catch {
      // The engine keeps only its latest views: one that it has dropped is made again.
      if (store.getState().view?.viewId === view.viewId) void makeView();
    } finally {
      reading.delete(key);
    }
  }

  /** The run moved: called with every batch, does something a few times a second. */
  function onProgress(settled: number): void {
    if (settled === lastSettled) return;
    lastSettled = settled;
    readTimer ??= setTimeout(readAgain, READ_AGAIN_MS);
    if (isStable()) return;
    if (isAtTop) {
      const everyMs = Math.max(VIEW_AGAIN_MS, viewCostMs * VIEW_COST_FACTOR);
      viewTimer ??= setTimeout(() => void makeView(), Math.max(0, viewMadeAtMs + everyMs - now()));
    } else if (!store.getState().isBehind) store.setState({ isBehind: true });
  }

  function readAgain(): void {
    readTimer = undefined;
    const { view } = store.getState();
    if (view === null) return;
    for (const page of RowPages.covering(visible.first, Math.min(visible.end, view.count)))
      void load(view, page);
  }

  /** True when no progress of the run can change which rows are shown or where. */
  function isStable(): boolean {
    const { filter, sort } = store.getState();
    return (
      filter.outcome === 'all' && filter.search === '' && (sort.column === 'line' || sort.column === 'url')
    );
  }

  function change(next: Partial<Pick<ResultsState, 'filter' | 'sort'>>): void {
    visible = { first: 0, end: Math.min(PAGE_ROWS, Math.max(visible.end - visible.first, 1)) };
    isAtTop = true;
    store.setState((state) => ({
      ...next,
      isLoading: true,
      isBehind: false,
      topRevision: state.topRevision + 1,
    }));
    void makeView();
  }

  function setOutcome(outcome: RowOutcomeFilter, code: OutcomeCode | null = null): void {
    change({ filter: { ...store.getState().filter, outcome, code } });
  }

  function setSearch(search: string): void {
    clearTimeout(searchTimer);
    store.setState({ typedSearch: search });
    searchTimer = setTimeout(() => {
      change({ filter: { ...store.getState().filter, search: search.trim().slice(0, 500) } });
    }, SEARCH_PAUSE_MS);
  }

  function clearFilters(): void {
    clearTimeout(searchTimer);
    store.setState({ typedSearch: '' });
    change({ filter: INITIAL.filter });
  }

  /** The same column again turns the order round. */
  function sortBy(column: RowSort['column']): void {
    const { sort } = store.getState();
    const isTurned = sort.column === column && sort.direction === 'asc';
    change({ sort: { column, direction: isTurned ? 'desc' : 'asc' } });
  }

  function openRow(rowId: number | null): void {
    store.setState({ openRowId: rowId });
  }

  return {
    store,
    row: (index: number) => pages.row(index),
    indexOf: (rowId: number) => pages.indexOf(rowId),
    view: () => store.getState().view,
    filter: () => store.getState().filter,
    reset,
    refresh: () => void makeView(),
    setVisible,
    onProgress,
    setOutcome,
    setSearch,
    sortBy,
    openRow,
    clearFilters,
  };
}
