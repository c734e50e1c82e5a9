/** A row in flight: what it is about, and the request that is out for it now. */
import type { Cancellable } from '../fetch/network.ts';
import type { RowFetch } from './row-fetch.ts';

export interface Flight {
  readonly fetch: RowFetch;
  /** `null` while a redirect waits for its host. */
  request: Cancellable | null;
  needsFreshConnection: boolean;
  /** When the request went out that is out now. Monotonic. */
  sentMs: number;
  /** Requests in flight at its host then, itself included. */
  inFlightAtHost: number;
  /** An address on its way is one that robots.txt disallows. */
  isDisallowed: boolean;
}
