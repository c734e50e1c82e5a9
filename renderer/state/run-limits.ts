/** The sliders of a run that is open: they move at once, and what they say is sent a moment later. */
import type { StoreApi } from 'zustand/vanilla';
import type { RunLimits } from '../../shared/options.ts';
import type { Api } from '../api/bridge.ts';
import { describeLimit, LIMIT_SCALES, type LimitName } from './limit-scales.ts';
import type { RunModelState } from './run-state.ts';
import type { ThroughputHistory } from './throughput-history.ts';

/** A drag sends at most ten changes a second. */
const LIMITS_DELAY_MS = 100;
export interface RunLimitsOptions {
  readonly api: Api;
  readonly store: StoreApi<RunModelState>;
  /** Where a change is marked. */
  readonly history: ThroughputHistory;
  now(): number;
  onError(error: unknown): void;
}

export function createRunLimits({ api, store, history, now, onError }: RunLimitsOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function setLimit(name: LimitName, value: number | null): void {
    const { limits } = store.getState();
    if (limits === null || limits[name] === value) return;
    // The slider gives `null` only for the one limit that may be open.
    store.setState({ limits: { ...limits, [name]: value } as RunLimits });
    history.mark({
      atMs: now(),
      kind: 'limit',
      text: `${LIMIT_SCALES[name].label}: ${describeLimit(name, value)}`,
    });
    timer ??= setTimeout(sendLimits, LIMITS_DELAY_MS);
  }

  function sendLimits(): void {
    timer = undefined;
    const { limits } = store.getState();
    if (limits !== null) api.call('run.setLimits', { limits }).catch(onError);
  }

  /** The run is closed: what was not sent yet concerns nobody. */
  function drop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return { setLimit, drop };
}
