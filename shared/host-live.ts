/** A host as it is being asked this moment: for the hosts table. */
import type { HostState, PaceReason } from './host-pace.ts';
import type { OutcomeCode } from './outcome-codes.ts';

/** Most hosts that one request may ask for. */
export const HOSTS_LIVE_MAX = 200;

export interface HostLive {
  /** `https://shop.example` */
  readonly origin: string;
  readonly state: HostState;
  readonly reason: PaceReason;
  readonly inFlight: number;
  readonly inFlightMax: number;
  /** Requests that may start per second now; `null` is no limit. */
  readonly ratePerSec: number | null;
  /** Requests that did start per second, over the last seconds. */
  readonly startedPerSec: number;
  /** The rate at which it last said no; `null` when it never did. */
  readonly refusedAtPerSec: number | null;
  /** Rows that are not settled. */
  readonly pendingRows: number;
  /** Nothing is sent before a time. */
  readonly parked: {
    /** Wall-clock time in epoch milliseconds. */
    readonly untilMs: number;
    readonly code: OutcomeCode;
  } | null;
  /** Who paused it; `null` while nobody did. */
  readonly pausedBy: 'user' | 'failures' | 'soft_block' | null;
}

/** Hosts that the user paused. */
export interface UserPausedHosts {
  readonly count: number;
  /** Rows of theirs that are left. */
  readonly pendingRows: number;
}
