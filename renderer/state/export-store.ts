/** The one export that can be under way: what was chosen, how far it is, where it went. */
import { createStore } from 'zustand/vanilla';
import { ErrorCode, type WireError } from '../../shared/errors.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import type { ExportProgress, ExportResult } from '../../shared/run.ts';
import { type Api, toShownError } from '../api/bridge.ts';

export type ExportOnly = 'all' | 'ok' | 'failed' | OutcomeCode;

export interface ExportState {
  readonly isOpen: boolean;
  /** `choosing` is also while the system's dialog is open: nothing is written yet. */
  readonly phase: 'choosing' | 'writing' | 'done';
  readonly only: ExportOnly;
  readonly isForExcel: boolean;
  readonly isAsking: boolean;
  readonly exportId: string | null;
  readonly progress: ExportProgress | null;
  readonly result: ExportResult | null;
  readonly error: WireError | null;
}

const CLOSED: ExportState = {
  isOpen: false,
  phase: 'choosing',
  only: 'all',
  isForExcel: false,
  isAsking: false,
  exportId: null,
  progress: null,
  result: null,
  error: null,
};

export type ExportModel = ReturnType<typeof createExportModel>;

export function createExportModel({ api }: { readonly api: Api }) {
  const store = createStore<ExportState>()(() => CLOSED);

  function open(): void {
    const state = store.getState();
    if (state.phase === 'writing' || state.isAsking) store.setState({ isOpen: true });
    else store.setState({ ...CLOSED, isForExcel: state.isForExcel, isOpen: true });
  }

  /** An export that is being written goes on; opening again shows it. */
  function close(): void {
    store.setState({ isOpen: false });
  }

  async function save(): Promise<void> {
    const { only, isForExcel, isAsking } = store.getState();
    if (isAsking) return;
    const exportId = api.newId();
    store.setState({ exportId, isAsking: true, progress: null, error: null });
    try {
      const result = await api.call('export.save', { exportId, only, excel: isForExcel });
      if (result === null) store.setState({ phase: 'choosing' });
      else store.setState({ phase: 'done', result, isOpen: true });
    } catch (error) {
      const shown = toShownError(error);
      const isCancelled = shown.code === ErrorCode.Cancelled;
      store.setState({ phase: 'choosing', error: isCancelled ? null : shown });
    } finally {
      store.setState({ isAsking: false, exportId: null });
    }
  }

  /** The first progress tells that the dialog is over and writing has begun. */
  function applyProgress(progress: ExportProgress): void {
    if (progress.exportId === store.getState().exportId) store.setState({ phase: 'writing', progress });
  }

  function cancel(): void {
    const { exportId } = store.getState();
    if (exportId !== null) api.call('export.cancel', { exportId }).catch(() => undefined);
  }

  return {
    store,
    open,
    close,
    save,
    cancel,
    applyProgress,
    setOnly: (only: ExportOnly) => store.setState({ only }),
    setForExcel: (isForExcel: boolean) => store.setState({ isForExcel }),
    reveal: () => void api.call('export.reveal', { what: 'export' }).catch(() => undefined),
  };
}
