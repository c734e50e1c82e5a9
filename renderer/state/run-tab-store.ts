/** Which part of the run is looked at. */
import { createStore } from 'zustand/vanilla';

export type RunTab = 'results' | 'hosts' | 'timing' | 'changes' | 'columns';

export interface RunTabState {
  readonly tab: RunTab;
}

export type RunTabModel = ReturnType<typeof createRunTabModel>;

export function createRunTabModel() {
  const store = createStore<RunTabState>()(() => ({ tab: 'results' }));
  return { store, show: (tab: RunTab) => store.setState({ tab }) };
}
