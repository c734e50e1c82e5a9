/** What the forecast looks at: hosts by their numbers in the scheduler. */
import type { HostPace } from '../../../shared/host-pace.ts';

export interface HostView {
  readonly hostCount: number;
  originOf(host: number): string;
  /** Rows that are not settled. */
  unsettledAt(host: number): number;
  inFlightAt(host: number): number;
  /** Monotonic milliseconds; `Infinity` for a paused host. */
  parkedUntilMs(host: number): number;
  paceOf(host: number): HostPace;
}
