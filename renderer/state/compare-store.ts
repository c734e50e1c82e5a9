/**
 * The open run beside an earlier one. Rows are read as they come into view; the comparison itself
 * stands in the engine until another run is opened, or it is closed.
 */
import { createStore } from 'zustand/vanilla';
import { AppError, ErrorCode, type WireError } from '../../shared/errors.ts';
import {
  DIFFERENT_KINDS,
  type ChangeKind,
  type ComparedRow,
  type ComparisonProgress,
  type ComparisonSummary,
} from '../../shared/comparison.ts';
import type { ExportProgress, ExportResult, TableFormat } from '../../shared/export.ts';
import { type Api, toShownError } from '../api/bridge.ts';

export interface CompareState {
  /** `choosing` is also while the system's dialog is open. */
  readonly phase: 'choosing' | 'comparing' | 'open';
  readonly progress: ComparisonProgress | null;
  readonly summary: ComparisonSummary | null;
  /** `null`: those that are {@link DIFFERENT_KINDS}. */
  readonly kind: ChangeKind | null;
  /** What stands in the search box; rows are searched when typing pauses. */
  readonly search: string;
  /** Rows that pass; `null` before the first answer. */
  readonly count: number | null;
  /** Grows whenever rows in view may look different. */
  readonly revision: number;
  /** Grows when the table must go back to its top. */
  readonly topRevision: number;
  readonly error: WireError | null;
  readonly saving: { readonly exportId: string; readonly progress: ExportProgress | null } | null;
}

const SEARCH_PAUSE_MS = 200;
/** Read around what is in view, so that a turn of the wheel shows rows and not gaps. */
const MARGIN_ROWS = 50;
const READ_MAX = 200;

const INITIAL: CompareState = {
  phase: 'choosing',
  progress: null,
  summary: null,
  kind: null,
  search: '',
  count: null,
  revision: 0,
  topRevision: 0,
  error: null,
  saving: null,
};

export interface CompareOptions {
  readonly api: Pick<Api, 'call' | 'newId'>;
  onSaved(result: ExportResult): void;
  onError(error: unknown): void;
}

export type CompareModel = ReturnType<typeof createCompareModel>;

export function createCompareModel({ api, onSaved, onError }: CompareOptions) {
  const store = createStore<CompareState>()(() => INITIAL);
  let comparisonId = '';
  let rows: readonly ComparedRow[] = [];
  /** Place of `rows[0]` among all that pass. */
  let rowsFrom = 0;
  let visible = { from: 0, end: 0 };
  /** Names the newest read; answers to older ones are dropped. */
  let request = 0;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;

  const filter = () => {
    const { kind, search } = store.getState();
    return { comparisonId, kinds: kind === null ? [...DIFFERENT_KINDS] : [kind], search: search.trim() };
  };

  /** @param beforePath Of a recent run; `null` asks for a file. */
  async function open(beforePath: string | null): Promise<void> {
    if (store.getState().phase === 'comparing') return;
    const mine = api.newId();
    comparisonId = mine;
    store.setState({ ...INITIAL, phase: 'comparing' });
    try {
      const summary = await api.call('compare.open', { comparisonId: mine, beforePath });
      if (comparisonId !== mine) return;
      if (summary === null) store.setState(INITIAL);
      else show(summary);
    } catch (error) {
      if (comparisonId !== mine) return;
      const isCancelled = error instanceof AppError && error.code === ErrorCode.Cancelled;
      store.setState({ ...INITIAL, error: isCancelled ? null : toShownError(error) });
    }
  }

  function show(summary: ComparisonSummary): void {
    rows = [];
    store.setState(({ topRevision }) => ({
      phase: 'open',
      progress: null,
      summary,
      topRevision: topRevision + 1,
    }));
    void read();
  }

  async function read(): Promise<void> {
    request += 1;
    const mine = request;
    const from = Math.max(0, visible.from - MARGIN_ROWS);
    const count = Math.min(READ_MAX, Math.max(1, visible.end - from + MARGIN_ROWS));
    try {
      const page = await api.call('compare.read', { ...filter(), from, count });
      if (mine !== request) return;
      rows = page.rows;
      rowsFrom = from;
      store.setState(({ revision }) => ({ count: page.count, error: null, revision: revision + 1 }));
    } catch (error) {
      // An engine that was started again has no comparison.
      if (mine === request) store.setState({ ...INITIAL, error: toShownError(error) });
    }
  }

  /** The table says what is on screen. */
  function setVisible(from: number, end: number): void {
    visible = { from, end };
    if (store.getState().phase !== 'open') return;
    const { count } = store.getState();
    const isCovered = from >= rowsFrom && Math.min(end, count ?? end) <= rowsFrom + rows.length;
    if (!isCovered) void read();
  }

  function setKind(kind: ChangeKind | null): void {
    store.setState(({ topRevision }) => ({ kind, topRevision: topRevision + 1 }));
    visible = { from: 0, end: visible.end - visible.from };
    void read();
  }

  function setSearch(search: string): void {
    clearTimeout(searchTimer);
    store.setState({ search: search.slice(0, 500) });
    searchTimer = setTimeout(() => {
      visible = { from: 0, end: visible.end - visible.from };
      store.setState(({ topRevision }) => ({ topRevision: topRevision + 1 }));
      void read();
    }, SEARCH_PAUSE_MS);
  }

  /** What the filter shows, as a file. */
  async function save(format: TableFormat): Promise<void> {
    if (store.getState().saving !== null) return;
    const exportId = api.newId();
    store.setState({ saving: { exportId, progress: null } });
    try {
      const result = await api.call('compare.save', { ...filter(), exportId, format });
      if (result !== null) onSaved(result);
    } catch (error) {
      if (!(error instanceof AppError && error.code === ErrorCode.Cancelled)) onError(error);
    } finally {
      store.setState({ saving: null });
    }
  }

  function cancelSaving(): void {
    const { saving } = store.getState();
    if (saving !== null) void api.call('compare.cancelSave', { exportId: saving.exportId }).catch(onError);
  }

  /** Back to the choice of a run; also ends what is under way. */
  function close(): void {
    clearTimeout(searchTimer);
    request += 1;
    const closing = comparisonId;
    comparisonId = '';
    rows = [];
    store.setState(INITIAL);
    if (closing !== '') void api.call('compare.close', { comparisonId: closing }).catch(() => undefined);
  }

  function applyProgress(progress: ComparisonProgress): void {
    if (progress.comparisonId === comparisonId && store.getState().phase === 'comparing')
      store.setState({ progress });
  }

  function applyExportProgress(progress: ExportProgress): void {
    store.setState(({ saving }) =>
      saving?.exportId === progress.exportId ? { saving: { ...saving, progress } } : {},
    );
  }

  return {
    store,
    row: (index: number): ComparedRow | undefined => rows[index - rowsFrom],
    open,
    close,
    setVisible,
    setKind,
    setSearch,
    save,
    cancelSaving,
    applyProgress,
    applyExportProgress,
  };
}
