/**
 * The run that is open: its snapshot, its live numbers, and what the user does to it.
 *
 * One `setState` per progress batch, so React renders at most once per batch; the
 * history is a plain object beside the store, read when drawn.
 */
import { createStore } from 'zustand/vanilla';
import type { HostRule, RunLimits } from '../../shared/options.ts';
import type { UserPausedHosts } from '../../shared/host-live.ts';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import type {
  FailureAlarm,
  HostDecision,
  ParkedHost,
  PausedHost,
  PhaseSummary,
  ProgressBatch,
  RobotsFigures,
  RunHold,
  RunState,
  RunTotals,
} from '../../shared/progress.ts';
import type { Advice, Forecast } from '../../shared/plan.ts';
import type { RetrySelection } from '../../shared/rows.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import { describeLimit, LIMIT_SCALES, type LimitName } from './limit-scales.ts';
import { ProgressHistory } from './progress-history.ts';
import { RunMarkers } from './run-markers.ts';
import { ThroughputHistory } from './throughput-history.ts';
import { describeTimeLeft, timeLeftOf } from './time-left.ts';

export interface RunModelState {
  readonly run: RunSnapshot | null;
  readonly state: RunState;
  readonly totals: RunTotals;
  readonly elapsedMs: number;
  readonly ratePerSec: number;
  readonly failedPerSec: number;
  readonly parked: readonly ParkedHost[];
  readonly parkedCount: number;
  /** This computer is in the way; goes on by itself. */
  readonly hold: RunHold | null;
  /** Why the engine paused the run; `null` while it did not. */
  readonly pauseReason: FailureAlarm | null;
  readonly pausedHosts: readonly PausedHost[];
  readonly pausedHostCount: number;
  /** `null` while robots.txt is not looked at. */
  readonly robots: RobotsFigures | null;
  readonly userPausedHosts: UserPausedHosts;
  readonly phases: PhaseSummary;
  /** The last unexpected end of the engine, until the user has dismissed it. */
  readonly crash: EngineCrash | null;
  /** The user knows that the run file was damaged. */
  readonly isSalvageSeen: boolean;
  /** `done about 17:42 (±4 min)`; `null` while too little is known. */
  readonly timeLeft: string | null;
  /** Its times are from {@link forecastAtMs} on. */
  readonly forecast: Forecast | null;
  /** Wall-clock time in epoch milliseconds. */
  readonly forecastAtMs: number;
  /** What holds it up. */
  readonly advice: Advice | null;
  /** What the sliders show: moved at once, sent a moment later. */
  readonly limits: RunLimits | null;
  /** A button was pressed and main has not answered yet. */
  readonly busy: 'pause' | 'resume' | 'stop' | 'retry' | 'decide' | null;
}

export interface EngineCrash {
  /** Wall-clock time of the restart in epoch milliseconds. */
  readonly atMs: number;
  /** Rows that were left when the run was opened again. */
  readonly pendingRows: number;
}

/** What is set for one retry only; what is absent is as it was. */
export type RetryOptions = RequestInput<'run.retryFailed'>['options'];

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
  hold: null,
  pauseReason: null,
  pausedHosts: [],
  pausedHostCount: 0,
  robots: null,
  userPausedHosts: { count: 0, pendingRows: 0 },
  phases: {},
  crash: null,
  isSalvageSeen: false,
  timeLeft: null,
  forecast: null,
  advice: null,
  limits: null,
  busy: null,
  forecastAtMs: 0,
};

/** What is true only while requests go out. */
const AT_REST = {
  ratePerSec: 0,
  failedPerSec: 0,
  parked: [],
  parkedCount: 0,
  hold: null,
  timeLeft: null,
  forecast: null,
  advice: null,
} as const satisfies Partial<RunModelState>;

/** What is over when nothing of a run is left to decide. */
const NOTHING_PAUSED = {
  pauseReason: null,
  pausedHosts: [],
  pausedHostCount: 0,
  robots: null,
} as const satisfies Partial<RunModelState>;

/** A drag sends at most ten changes a second. */
const LIMITS_DELAY_MS = 100;
/** The estimate is shown to the minute; recomputing it with each batch would only make it flicker. */
const TIME_LEFT_EVERY_MS = 1000;

export const isMoving = (state: RunState): boolean =>
  state === 'running' || state === 'pausing' || state === 'stopping';

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
  let limitsTimer: ReturnType<typeof setTimeout> | undefined;
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

  function close(): void {
    clearTimeout(limitsTimer);
    limitsTimer = undefined;
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
    setLimit,
    pause,
    resume,
    stop,
    retryFailed,
    decideHost,
    setHostRules,
    close,
  };
}

function timeLeftAt(nowMs: number, forecast: Forecast | null): string | null {
  return forecast === null ? null : describeTimeLeft(timeLeftOf(forecast), nowMs);
}

/** With no row left there is no host to go on with; whether its pages are good can still be said. */
function onlySoftBlocks(before: RunModelState): Partial<RunModelState> {
  const pausedHosts = before.pausedHosts.filter(({ cause }) => cause === 'soft_block');
  return { pauseReason: null, pausedHosts, pausedHostCount: pausedHosts.length };
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
