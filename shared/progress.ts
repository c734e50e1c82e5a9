/** Live numbers of a run, as the engine reports them. */
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
}

/** 15 a second: smooth to the eye, and far below the rate at which IPC or React becomes the bottleneck. */
export const PROGRESS_MAX_HZ = 15;
/** A renderer that is hidden or busy acknowledges nothing, so its queue cannot grow past this. */
export const PROGRESS_CREDIT = 2;
