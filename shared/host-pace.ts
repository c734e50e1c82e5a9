/** How a host is being asked, and why so: for people to see. */

/**
 * `ramping`: speeding up while answers stay healthy. `steady`: as fast as it goes. `backing_off`:
 * slowed down not long ago. `parked`: nothing is sent before a time. `paused`: nothing is sent
 * until the user decides. `fixed`: the governor is off. `waiting`: not asked yet. `done`: nothing left.
 */
export type HostState =
  | 'waiting'
  | 'ramping'
  | 'steady'
  | 'backing_off'
  | 'parked'
  | 'paused'
  | 'fixed'
  | 'done';

/**
 * Why the host is asked as it is. `user_limit`: a limit that the user set. `refused`: it said 429 or
 * 503 at a higher speed. `slower`: it answered more slowly the more was asked. `failing`: failures
 * grew. `down`: everything failed. `quota`: it says how much is left. `retry_after`: it named a time.
 * `remembered`: what it bore in an earlier run. `probing`: trying whether more is welcome by now.
 */
export const PACE_REASONS = [
  'starting',
  'healthy',
  'user_limit',
  'refused',
  'slower',
  'failing',
  'down',
  'quota',
  'retry_after',
  'remembered',
  'probing',
  'user_pause',
  'alarm',
] as const;
export type PaceReason = (typeof PACE_REASONS)[number];

export interface HostPace {
  readonly state: HostState;
  readonly reason: PaceReason;
  /** Requests at once that are allowed now. */
  readonly inFlightMax: number;
  /** Requests started per second that are allowed now; `null` is no limit. */
  readonly ratePerSec: number | null;
  /** The rate at which it last said no; `null` when it never did. */
  readonly refusedAtPerSec: number | null;
}
