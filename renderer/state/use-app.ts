/** How components reach the models and subscribe to parts of their state. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppModel, AppState } from './app-model.ts';
import type { ColumnsState } from './columns-state.ts';
import type { CompareState } from './compare-store.ts';
import type { DeadlineState } from './deadline-store.ts';
import type { ExportState } from './export-store.ts';
import type { ListState } from './list-state.ts';
import type { ResultsState } from './results-store.ts';
import type { RetryState } from './retry-store.ts';
import type { RunModelState } from './run-state.ts';
import type { RunTabState } from './run-tab-store.ts';
import type { SelectionState } from './selection-store.ts';

export const AppModelContext = createContext<AppModel | null>(null);

export function useModel(): AppModel {
  const model = useContext(AppModelContext);
  if (model === null) throw new Error('No AppModelContext above this component');
  return model;
}

export function useApp<Part>(select: (state: AppState) => Part): Part {
  return useStore(useModel().store, select);
}

export function useList<Part>(select: (state: ListState) => Part): Part {
  return useStore(useModel().list.store, select);
}

export function useRun<Part>(select: (state: RunModelState) => Part): Part {
  return useStore(useModel().run.store, select);
}

export function useResults<Part>(select: (state: ResultsState) => Part): Part {
  return useStore(useModel().results.store, select);
}

export function useExport<Part>(select: (state: ExportState) => Part): Part {
  return useStore(useModel().exporting.store, select);
}

export function useSelection<Part>(select: (state: SelectionState) => Part): Part {
  return useStore(useModel().selection.store, select);
}

export function useRetry<Part>(select: (state: RetryState) => Part): Part {
  return useStore(useModel().retry.store, select);
}

export function useCompare<Part>(select: (state: CompareState) => Part): Part {
  return useStore(useModel().compare.store, select);
}

export function useColumns<Part>(select: (state: ColumnsState) => Part): Part {
  return useStore(useModel().columns.store, select);
}

export function useRunTab<Part>(select: (state: RunTabState) => Part): Part {
  return useStore(useModel().tabs.store, select);
}

export function useDeadline<Part>(select: (state: DeadlineState) => Part): Part {
  return useStore(useModel().deadline.store, select);
}
