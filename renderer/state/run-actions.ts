/** What the user does to the run that is open. */
import type { StoreApi } from 'zustand/vanilla';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import type { HostRule } from '../../shared/options.ts';
import type { HostDecision } from '../../shared/progress.ts';
import type { RetrySelection } from '../../shared/rows.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import type { RunModelState } from './run-state.ts';

/** What is set for one retry only; what is absent is as it was. */
export type RetryOptions = RequestInput<'run.retryFailed'>['options'];

export interface RunActionsOptions {
  readonly api: Api;
  readonly store: StoreApi<RunModelState>;
  /** Takes main's word for the run. */
  readonly applySnapshot: (run: RunSnapshot) => void;
  onError(error: unknown): void;
}

export function createRunActions({ api, store, applySnapshot, onError }: RunActionsOptions) {
  /** One thing at a time; while it is under way, `busy` says which. */
  async function act(busy: NonNullable<RunModelState['busy']>, work: () => Promise<void>): Promise<void> {
    if (store.getState().busy !== null) return;
    store.setState({ busy });
    try {
      await work();
    } catch (error) {
      onError(error);
    } finally {
      store.setState({ busy: null });
    }
  }

  const pause = () => act('pause', async () => void (await api.call('run.pause', {})));
  /** `neverPauses`: failures do not pause this run any more. */
  const resume = ({ neverPauses = false } = {}) =>
    act('resume', async () => applySnapshot(await api.call('run.resume', { neverPauses })));
  const stop = () => act('stop', async () => applySnapshot(await api.call('run.stop', {})));

  /**
   * Asks failed rows again. `options` hold for this round only.
   *
   * @returns How many rows are asked again; `null` when it was refused, which the user was told.
   */
  async function retryFailed(selection: RetrySelection, options: RetryOptions = {}): Promise<number | null> {
    let requeued: number | null = null;
    await act('retry', async () => {
      const answer = await api.call('run.retryFailed', { selection: requestOf(selection), options });
      requeued = answer.requeued;
    });
    return requeued;
  }

  const decideHost = (origin: string, decision: HostDecision) =>
    act('decide', async () => void (await api.call('host.decide', { origin, decision })));

  /** Shown at once; where main refuses, what was before. */
  async function setHostRules(rules: readonly HostRule[]): Promise<void> {
    const before = store.getState().run;
    if (before === null) return;
    store.setState({ run: withRules(before, rules) });
    try {
      await api.call('run.setHostRules', { rules: rules.map((rule) => ({ ...rule })) });
    } catch (error) {
      const { run } = store.getState();
      if (run !== null) store.setState({ run: withRules(run, before.options.hostRules) });
      onError(error);
    }
  }

  return { pause, resume, stop, retryFailed, decideHost, setHostRules };
}

function withRules(run: RunSnapshot, hostRules: readonly HostRule[]): RunSnapshot {
  return { ...run, options: { ...run.options, hostRules } };
}

/** The request's own type wants arrays that it might change. */
function requestOf(selection: RetrySelection): RequestInput<'run.retryFailed'>['selection'] {
  switch (selection.kind) {
    case 'codes':
      return { kind: 'codes', codes: [...selection.codes] };
    case 'rows':
      return { kind: 'rows', rowIds: [...selection.rowIds] };
    case 'all':
    case 'filter':
      return selection;
  }
}
