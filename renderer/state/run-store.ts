/**
 * The run that is open: its snapshot, its live numbers, and what the user does to it.
 *
 * One `setState` per progress batch, so React renders at most once per batch; the
 * history and the estimate are plain objects beside the store, read when drawn.
 */
import { createStore } from 'zustand/vanilla';
import type { RunLimits } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import type { ParkedHost, ProgressBatch, RunState, RunTotals } from '../../shared/progress.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import { describeLimit, LIMIT_SCALES, type LimitName } from './limit-scales.ts';
import { ThroughputHistory } from './throughput-history.ts';
import { describeTimeLeft, TimeLeftEstimator } from './time-left.ts';

export interface RunModelState {
  readonly run: RunSnapshot | null;
  readonly state: RunState;
  readonly totals: RunTotals;
  readonly elapsedMs: number;
  readonly ratePerSec: number;
  readonly failedPerSec: number;
  readonly parked: readonly ParkedHost[];
  readonly parkedCount: number;
  /** `done about 17:42 (±4 min)`; `null` while too little is known. */
  readonly timeLeft: string | null;
  /** What the sliders show: moved at once, sent a moment later. */
  readonly limits: RunLimits | null;
  /** A button was pressed and main has not answered yet. */
  readonly busy: 'pause' | 'resume' | 'stop' | 'retry' | null;
}

const EMPTY_TOTALS: RunTotals = {
  lines: 0,
  rows: 0,
  merged: 0,
  rejected: 0,
  ok: 0,
  failed: 0,
  skipped: 0,
  pending: 0,
  inFlight: 0,
  bytes: 0,
  failures: {},
  retrying: 0,
};

const NO_RUN: RunModelState = {
  run: null,
  state: 'ready',
  totals: EMPTY_TOTALS,
  elapsedMs: 0,
  ratePerSec: 0,
  failedPerSec: 0,
  parked: [],
  parkedCount: 0,
  timeLeft: null,
  limits: null,
  busy: null,
};

/** A drag sends at most ten changes a second. */
const LIMITS_DELAY_MS = 100;
/** The estimate is shown to the minute; recomputing it with each batch would only make it flicker. */
const TIME_LEFT_EVERY_MS = 1000;

export const isMoving = (state: RunState): boolean =>
  state === 'running' || state === 'pausing' || state === 'stopping';

export interface RunOptions {
  readonly api: Api;
  now(): number;
  onError(error: unknown): void;
}

export type RunModel = ReturnType<typeof createRunModel>;

export function createRunModel({ api, now, onError }: RunOptions) {
  const store = createStore<RunModelState>()(() => NO_RUN);
  const history = new ThroughputHistory();
  const estimator = new TimeLeftEstimator();
  let estimatedAtMs = 0;
  let knownParked = new Set<string>();
  let limitsTimer: ReturnType<typeof setTimeout> | undefined;
  let lastSeq = -1;

  /** Shows a run from the beginning: after a start, an open, a resume from the list. */
  function open(run: RunSnapshot): void {
    const isSame = store.getState().run?.runId === run.runId;
    if (!isSame) {
      history.clear();
      knownParked = new Set();
    }
    estimator.reset();
    lastSeq = -1;
    const { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs } = run.options;
    store.setState({
      ...NO_RUN,
      run,
      state: run.state,
      totals: run.totals,
      elapsedMs: run.elapsedMs,
      limits: { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs },
    });
  }

  /** Takes main's word for the run's state and totals; the sliders stay where the user put them. */
  function applySnapshot(run: RunSnapshot): void {
    if (store.getState().run?.runId !== run.runId) return open(run);
    const isStill = !isMoving(run.state);
    store.setState({
      run,
      state: run.state,
      totals: run.totals,
      elapsedMs: run.elapsedMs,
      ...(isStill ? { ratePerSec: 0, failedPerSec: 0, parked: [], parkedCount: 0, timeLeft: null } : {}),
    });
  }

  function applyBatch(batch: ProgressBatch): void {
    void api.call('progress.ack', { seq: batch.seq }).catch(() => undefined);
    const previous = store.getState();
    if (previous.run?.runId !== batch.runId) return;
    // After an engine restart numbers begin anew; anything else that is not newer is late.
    if (batch.seq <= lastSeq && batch.seq > 1) return;
    lastSeq = batch.seq;

    const atMs = now();
    const { totals } = batch;
    history.add(atMs, batch.ratePerSec, batch.failedPerSec);
    markNewlyParked(batch.parked, atMs);
    estimator.add(batch.elapsedMs, totals.ok + totals.failed + totals.skipped);
    const isEstimateDue = atMs - estimatedAtMs >= TIME_LEFT_EVERY_MS || atMs < estimatedAtMs;
    if (isEstimateDue) estimatedAtMs = atMs;

    store.setState({
      state: batch.state,
      totals,
      elapsedMs: batch.elapsedMs,
      ratePerSec: batch.ratePerSec,
      failedPerSec: batch.failedPerSec,
      parked: batch.parked,
      parkedCount: batch.parkedCount,
      ...(isEstimateDue ? { timeLeft: estimateAt(atMs, totals.pending) } : {}),
    });
  }

  function estimateAt(atMs: number, pending: number): string | null {
    const left = estimator.estimate(pending);
    return left === null ? null : describeTimeLeft(left, atMs);
  }

  function applyFinished(totals: RunTotals): void {
    store.setState({
      state: 'finished',
      totals,
      ratePerSec: 0,
      failedPerSec: 0,
      parked: [],
      parkedCount: 0,
      timeLeft: null,
    });
  }

  function markNewlyParked(parked: readonly ParkedHost[], atMs: number): void {
    for (const { origin } of parked) {
      if (!knownParked.has(origin))
        history.mark({ atMs, kind: 'parked', text: `${hostOf(origin)} asked for a pause` });
    }
    knownParked = new Set(parked.map(({ origin }) => origin));
  }

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
    limitsTimer ??= setTimeout(sendLimits, LIMITS_DELAY_MS);
  }

  function sendLimits(): void {
    limitsTimer = undefined;
    const { limits } = store.getState();
    if (limits !== null) api.call('run.setLimits', { limits }).catch(onError);
  }

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
  const resume = () => act('resume', async () => applySnapshot(await api.call('run.resume', {})));
  const stop = () => act('stop', async () => applySnapshot(await api.call('run.stop', {})));
  /** `null`: everything that failed. */
  const retryFailed = (codes: readonly OutcomeCode[] | null) =>
    act('retry', async () => {
      estimator.reset();
      await api.call('run.retryFailed', { codes: codes === null ? null : [...codes] });
    });

  function close(): void {
    clearTimeout(limitsTimer);
    limitsTimer = undefined;
    history.clear();
    store.setState(NO_RUN);
  }

  return {
    store,
    history,
    open,
    applySnapshot,
    applyBatch,
    applyFinished,
    setLimit,
    pause,
    resume,
    stop,
    retryFailed,
    close,
  };
}

/** `https://shop.example` -> `shop.example` */
export function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}
