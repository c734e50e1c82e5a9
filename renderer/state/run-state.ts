/** What the window knows about the run that is open, and what of it holds when nothing is going on. */
import type { UserPausedHosts } from '../../shared/host-live.ts';
import type { RunLimits } from '../../shared/options.ts';
import type { Advice, Forecast } from '../../shared/plan.ts';
import type {
  FailureAlarm,
  ParkedHost,
  PausedHost,
  PhaseSummary,
  RobotsFigures,
  RunHold,
  RunState,
  RunTotals,
} from '../../shared/progress.ts';
import type { RunSnapshot } from '../../shared/run.ts';

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
  /** The few rows that were wanted first are here, and the run waits for the user. */
  readonly sample: { readonly rows: number } | null;
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

export const EMPTY_TOTALS: RunTotals = {
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
  incomplete: 0,
  retrying: 0,
};

export const NO_RUN: RunModelState = {
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
  sample: null,
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
export const AT_REST = {
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
export const NOTHING_PAUSED = {
  pauseReason: null,
  sample: null,
  pausedHosts: [],
  pausedHostCount: 0,
  robots: null,
} as const satisfies Partial<RunModelState>;

export const isMoving = (state: RunState): boolean =>
  state === 'running' || state === 'pausing' || state === 'stopping';

/** With no row left there is no host to go on with; whether its pages are good can still be said. */
export function onlySoftBlocks(before: RunModelState): Partial<RunModelState> {
  const pausedHosts = before.pausedHosts.filter(({ cause }) => cause === 'soft_block');
  return { pauseReason: null, pausedHosts, pausedHostCount: pausedHosts.length };
}
