/**
 * The run that is open: follows its snapshots, its live numbers, and its end.
 *
 * One `setState` per progress batch, so React renders at most once per batch; the
 * history is a plain object beside the store, read when drawn.
 */
import { createStore } from 'zustand/vanilla';
import type { Forecast } from '../../shared/plan.ts';
import type { ProgressBatch, RunTotals } from '../../shared/progress.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import { ProgressHistory } from './progress-history.ts';
import { createRunActions } from './run-actions.ts';
import { createRunLimits } from './run-limits.ts';
import { RunMarkers } from './run-markers.ts';
import {
  AT_REST,
  isMoving,
  NO_RUN,
  NOTHING_PAUSED,
  onlySoftBlocks,
  type RunModelState,
} from './run-state.ts';
import { ThroughputHistory } from './throughput-history.ts';
import { describeTimeLeft, timeLeftOf } from './time-left.ts';

/** The estimate is shown to the minute; recomputing it with each batch would only make it flicker. */
const TIME_LEFT_EVERY_MS = 1000;

export interface RunModelOptions {
  readonly api: Api;
  now(): number;
  onError(error: unknown): void;
}

export type RunModel = ReturnType<typeof createRunModel>;

export function createRunModel({ api, now, onError }: RunModelOptions) {
  const store = createStore<RunModelState>()(() => NO_RUN);
  const history = new ThroughputHistory();
  const progress = new ProgressHistory();
  const markers = new RunMarkers(history);
  let estimatedAtMs = 0;
  let lastSeq = -1;

  /** Shows a run from the beginning: after a start, an open, a resume from the list. */
  function open(run: RunSnapshot): void {
    const { run: before, phases, crash, isSalvageSeen } = store.getState();
    // A restarted engine gives the same run file another id; what was seen of it stays.
    const isSame = before?.path === run.path;
    if (!isSame) {
      history.clear();
      progress.clear();
    }
    markers.reset();
    lastSeq = -1;
    const { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs } = run.options;
    store.setState({
      ...NO_RUN,
      run,
      state: run.state,
      totals: run.totals,
      elapsedMs: run.elapsedMs,
      limits: { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs },
      ...(isSame ? { phases, crash, isSalvageSeen } : {}),
    });
  }

  /** The engine ended unexpectedly; the same run file was opened again by a new one. */
  function openAfterCrash(run: RunSnapshot): void {
    open(run);
    const atMs = now();
    history.split();
    history.mark({ atMs, kind: 'restart', text: 'The engine was started again' });
    store.setState({ crash: { atMs, pendingRows: run.totals.pending } });
  }

  const dismissSalvage = () => store.setState({ isSalvageSeen: true });
  const dismissCrash = () => store.setState({ crash: null });

  /** Takes main's word for the run's state and totals; the sliders stay where the user put them. */
  function applySnapshot(run: RunSnapshot): void {
    if (store.getState().run?.runId !== run.runId) return open(run);
    store.setState({
      run,
      state: run.state,
      totals: run.totals,
      elapsedMs: run.elapsedMs,
      ...(isMoving(run.state) ? {} : AT_REST),
      // Why it is paused only a batch says; that may have come before or comes after.
      ...(run.state === 'ready' ? NOTHING_PAUSED : {}),
      // The engine that was started again has stopped, or was left off.
      ...(run.state === 'stopped' ? { ...NOTHING_PAUSED, crash: null } : {}),
      ...(run.state === 'finished' ? onlySoftBlocks(store.getState()) : {}),
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
    progress.add(atMs, totals.ok + totals.failed + totals.skipped);
    markers.see(batch, atMs);
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
      hold: batch.hold,
      pauseReason: batch.pauseReason,
      sample: batch.sample,
      pausedHosts: batch.pausedHosts,
      pausedHostCount: batch.pausedHostCount,
      robots: batch.robots,
      userPausedHosts: batch.userPausedHosts,
      phases: batch.phases,
      forecast: batch.forecast,
      forecastAtMs: atMs,
      advice: batch.advice,
      ...(isEstimateDue ? { timeLeft: timeLeftAt(atMs, batch.forecast) } : {}),
    });
  }

  function applyFinished(totals: RunTotals): void {
    store.setState((before) => ({ state: 'finished', totals, ...AT_REST, ...onlySoftBlocks(before) }));
  }

  const limits = createRunLimits({ api, store, history, now, onError });
  const actions = createRunActions({ api, store, applySnapshot, onError });

  function close(): void {
    limits.drop();
    history.clear();
    progress.clear();
    markers.reset();
    store.setState(NO_RUN);
  }

  return {
    store,
    history,
    progress,
    open,
    openAfterCrash,
    dismissCrash,
    dismissSalvage,
    applySnapshot,
    applyBatch,
    applyFinished,
    setLimit: limits.setLimit,
    ...actions,
    close,
  };
}

function timeLeftAt(nowMs: number, forecast: Forecast | null): string | null {
  return forecast === null ? null : describeTimeLeft(timeLeftOf(forecast), nowMs);
}
