/** Live numbers of a run, as the engine reports them. */
import type { HoldCode } from './holds.ts';
import type { Advice, Forecast } from './plan.ts';
import type { UserPausedHosts } from './host-live.ts';
import type { OutcomeCode } from './outcome-codes.ts';

/**
 * The ledger. At every moment
 * `lines = rows + merged + rejected` and `rows = ok + failed + skipped + pending`;
 * rows in flight count as pending.
 */
export interface LedgerTotals {
  readonly lines: number;
  readonly rows: number;
  readonly merged: number;
  readonly rejected: number;
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
}

export interface RunTotals extends LedgerTotals {
  readonly inFlight: number;
  /** Decoded body bytes of all attempts so far. */
  readonly bytes: number;
  /** Settled failures by code; codes with no row are absent. */
  readonly failures: Readonly<Partial<Record<OutcomeCode, number>>>;
  /** Of those that are ok: a required column of the recipe found nothing, or nothing could be extracted. */
  readonly incomplete: number;
  /** Attempts that failed and are waiting for another try, by code. Not failures (yet). */
  readonly retrying: number;
}

/**
 * `ready`: opened, not started. `pausing` and `stopping`: no new requests, those in
 * flight may finish. `stopped`: ended by the user with rows left; can be resumed.
 */
export type RunState = 'ready' | 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'finished';

/** A host that may not be asked before a time, because it said so. */
export interface ParkedHost {
  /** `https://shop.example` */
  readonly origin: string;
  /** Wall-clock time in epoch milliseconds. */
  readonly untilMs: number;
  readonly reason: OutcomeCode;
}

/**
 * This computer is in the way (`local.*`): nothing is started, no row pays for it, and the
 * run goes on by itself when the cause is gone. Its state stays `running`.
 */
export interface RunHold {
  /** Words for it: `holdWords`. */
  readonly code: HoldCode;
  /** Technical detail. */
  readonly message: string;
  /** Wall-clock time in epoch milliseconds. */
  readonly sinceMs: number;
}

/** Enough failures in a row of answers to stop and ask. */
export interface FailureAlarm {
  /** The most frequent code among them. */
  readonly code: OutcomeCode;
  readonly failedAnswers: number;
  readonly answers: number;
}

/** A page that came in place of many, or that reads like a block page. Hostile text: shown as text only. */
export interface PageSample {
  readonly url: string;
  readonly status: number;
  readonly title: string | null;
  /** Beginning of the page without its tags, at most 500 characters. */
  readonly text: string;
}

/** A host that the engine paused until the user decides. */
export interface PausedHost {
  readonly origin: string;
  /** Wall-clock time in epoch milliseconds. */
  readonly sinceMs: number;
  readonly cause: 'failures' | 'soft_block';
  readonly alarm: FailureAlarm;
  /** Rows of the host that are still to be fetched. */
  readonly pendingRows: number;
  /** Set for `soft_block`. */
  readonly sample: PageSample | null;
}

/**
 * What to do with a paused host. `again`: go on; its soft-blocked rows are asked again.
 * `accept`: the pages are good as they are; soft-blocked rows become ok and the host is not
 * looked at again. `ignore`: go on, and never pause this host again in this run.
 */
export type HostDecision = 'again' | 'accept' | 'ignore';

/** Phases of an attempt, in their order. `wait` is for its turn, `total` is without it. */
export const PHASE_NAMES = ['wait', 'dns', 'connect', 'tls', 'firstByte', 'body', 'total'] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];

/** Times of one phase over many attempts. */
export interface PhaseTimes {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** A phase that never happened (no TLS) is absent. */
export type PhaseSummary = Readonly<Partial<Record<PhaseName, PhaseTimes>>>;

/** What robots.txt files ask, as far as they were read since the run was opened. */
export interface RobotsFigures {
  /** Rows that were fetched although robots.txt disallows them (`warn`). */
  readonly refusedRows: number;
  /** Hosts whose robots.txt could not be read, which disallows everything. */
  readonly unavailableHosts: number;
  /** Hosts that name a Crawl-delay. */
  readonly delayedHosts: number;
  /** The longest of them. */
  readonly slowest: { readonly origin: string; readonly crawlDelayMs: number } | null;
}

/** One coalesced update, at most {@link PROGRESS_MAX_HZ} a second, at most {@link PROGRESS_CREDIT} unacknowledged. */
export interface ProgressBatch {
  readonly runId: string;
  /** Grows by 1 per batch. */
  readonly seq: number;
  /** Time spent running (not paused), all sessions together; grows by a monotonic clock. */
  readonly elapsedMs: number;
  readonly state: RunState;
  readonly totals: RunTotals;
  /** Settled rows per second over the last few seconds. */
  readonly ratePerSec: number;
  /** Failed attempts (retried or settled) per second over the last few seconds. */
  readonly failedPerSec: number;
  /** At most ten, soonest last. */
  readonly parked: readonly ParkedHost[];
  readonly parkedCount: number;
  /** Set while this computer is in the way. */
  readonly hold: RunHold | null;
  /**
   * Set while the run is `paused` because failures took over. A run that has nothing left but
   * rows of paused hosts is `paused` too, without a reason of its own.
   */
  readonly pauseReason: FailureAlarm | null;
  /** Set while the run is `paused` because the few rows that were wanted first are settled. */
  readonly sample: { readonly rows: number } | null;
  /** At most twenty, the longest paused first. */
  readonly pausedHosts: readonly PausedHost[];
  readonly pausedHostCount: number;
  /** Looked at about once a second; `null` while too little is known, or while nothing is fetched. */
  readonly forecast: Forecast | null;
  /** What holds the run up, as `forecast`. */
  readonly advice: Advice | null;
  /** Those that the user paused; the engine's own are not among them. */
  readonly userPausedHosts: UserPausedHosts;
  /** Over all attempts of the run. */
  readonly phases: PhaseSummary;
  /** `null` while robots.txt is not looked at. */
  readonly robots: RobotsFigures | null;
}

/** 15 a second: smooth to the eye, and far below the rate at which IPC or React becomes the bottleneck. */
export const PROGRESS_MAX_HZ = 15;
/** A renderer that is hidden or busy acknowledges nothing, so its queue cannot grow past this. */
export const PROGRESS_CREDIT = 2;
