/** The one export that can be under way: what was chosen, how far it is, where it went. */
import { createStore } from 'zustand/vanilla';
import { ErrorCode, type WireError } from '../../shared/errors.ts';
import type {
  ExportColumn,
  ExportFormat,
  ExportProgress,
  ExportResult,
  ExportRows,
} from '../../shared/export.ts';
import type { ExportChoices } from '../../shared/ipc/contract.ts';
import type { RowFilter } from '../../shared/rows.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import { applyRemembered, moveColumn, type ColumnChoice } from './export-columns.ts';

/** `shown`: what the filter and the search of the table show; `selected`: what is ticked in it. */
export type RowsChoice = 'all' | 'ok' | 'failed' | 'shown' | 'selected';

export interface ExportState {
  readonly isOpen: boolean;
  /** `choosing` is also while the system's dialog is open: nothing is written yet. */
  readonly phase: 'choosing' | 'writing' | 'done';
  readonly format: ExportFormat;
  /** `null`: what suits the format. */
  readonly rows: RowsChoice | null;
  /** As the run offers them; `null` while they are being read. */
  readonly available: readonly ExportColumn[] | null;
  readonly columns: readonly ColumnChoice[];
  readonly hasOriginals: boolean;
  readonly isAsking: boolean;
  readonly exportId: string | null;
  readonly progress: ExportProgress | null;
  readonly result: ExportResult | null;
  readonly error: WireError | null;
}

const CLOSED: ExportState = {
  isOpen: false,
  phase: 'choosing',
  format: 'csv',
  rows: null,
  available: null,
  columns: [],
  hasOriginals: false,
  isAsking: false,
  exportId: null,
  progress: null,
  result: null,
  error: null,
};

export interface ExportModelOptions {
  readonly api: Pick<Api, 'call' | 'newId'>;
  /** Those of the last export, also of an earlier session. */
  remembered(): ExportChoices | null;
  onRemember(choices: ExportChoices): void;
  /** Of the table. */
  shownRows(): RowFilter;
  selectedRows(): ExportRows | null;
}

export type ExportModel = ReturnType<typeof createExportModel>;

export function createExportModel({
  api,
  remembered,
  onRemember,
  shownRows,
  selectedRows,
}: ExportModelOptions) {
  const store = createStore<ExportState>()(() => CLOSED);

  function open(): void {
    const state = store.getState();
    if (state.phase === 'writing' || state.isAsking) {
      store.setState({ isOpen: true });
      return;
    }
    const last = remembered();
    store.setState({
      ...CLOSED,
      isOpen: true,
      format: last?.format ?? CLOSED.format,
      hasOriginals: last?.hasOriginals ?? false,
      rows: selectedRows() === null ? null : 'selected',
    });
    void readColumns();
  }

  async function readColumns(): Promise<void> {
    try {
      const available = await api.call('export.columns', {});
      store.setState({ available, columns: applyRemembered(available, remembered()?.columns ?? []) });
    } catch (error) {
      store.setState({ error: toShownError(error) });
    }
  }

  /** An export that is being written goes on; opening again shows it. */
  function close(): void {
    store.setState({ isOpen: false });
  }

  async function save(): Promise<void> {
    const { isAsking, format, columns, hasOriginals } = store.getState();
    if (isAsking) return;
    const exportId = api.newId();
    const choices: ExportChoices = {
      format,
      columns: columns.map(({ name, isChosen }) => ({ name, isChosen })),
      hasOriginals,
    };
    store.setState({ exportId, isAsking: true, progress: null, error: null });
    try {
      const result = await api.call('export.save', { exportId, rows: rowsToExport(), choices });
      if (result === null) store.setState({ phase: 'choosing' });
      else {
        onRemember(choices);
        store.setState({ phase: 'done', result, isOpen: true });
      }
    } catch (error) {
      const shown = toShownError(error);
      const isCancelled = shown.code === ErrorCode.Cancelled;
      store.setState({ phase: 'choosing', error: isCancelled ? null : shown });
    } finally {
      store.setState({ isAsking: false, exportId: null });
    }
  }

  function rowsToExport(): ExportRows {
    const choice = chosenRows(store.getState());
    const filter = { outcome: 'all', code: null, search: '' } as const;
    if (choice === 'shown') return { kind: 'filter', filter: shownRows() };
    const selected = choice === 'selected' ? selectedRows() : null;
    if (selected !== null) return selected;
    return { kind: 'filter', filter: { ...filter, outcome: choice === 'selected' ? 'all' : choice } };
  }

  /** The first progress tells that the dialog is over and writing has begun. */
  function applyProgress(progress: ExportProgress): void {
    if (progress.exportId === store.getState().exportId) store.setState({ phase: 'writing', progress });
  }

  function cancel(): void {
    const { exportId } = store.getState();
    if (exportId !== null) api.call('export.cancel', { exportId }).catch(() => undefined);
  }

  function setChosen(name: string, isChosen: boolean): void {
    store.setState(({ columns }) => ({
      columns: columns.map((column) => (column.name === name ? { ...column, isChosen } : column)),
    }));
  }

  return {
    store,
    open,
    close,
    save,
    cancel,
    applyProgress,
    setFormat: (format: ExportFormat) => store.setState({ format }),
    setRows: (rows: RowsChoice) => store.setState({ rows }),
    setChosen,
    setAllChosen: (isChosen: boolean) =>
      store.setState(({ columns }) => ({ columns: columns.map((column) => ({ ...column, isChosen })) })),
    move: (from: number, to: number) =>
      store.setState(({ columns }) => ({ columns: moveColumn(columns, from, to) })),
    /** All columns, in the order of the contract. */
    resetColumns: () =>
      store.setState(({ available }) => ({ columns: applyRemembered(available ?? [], []) })),
    setOriginals: (hasOriginals: boolean) => store.setState({ hasOriginals }),
    reveal: () => void api.call('export.reveal', { what: 'export' }).catch(() => undefined),
  };
}

/** A list of addresses is mostly wanted of what failed; everything else of everything. */
export function chosenRows({ rows, format }: Pick<ExportState, 'rows' | 'format'>): RowsChoice {
  return rows ?? (format === 'urls' ? 'failed' : 'all');
}
