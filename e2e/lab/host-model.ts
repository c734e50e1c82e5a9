/** What a simulated host is like. Times in milliseconds, rates per second. */

export interface HostModel {
  /** Time of work on a page: log-normal. */
  readonly workMs: { readonly median: number; readonly sigma: number };
  /** To the host and back. */
  readonly roundTripMs: number;
  /** Pages it works on at once; further ones wait in a queue. */
  readonly workers?: number;
  /** Refills steadily; a request takes one token. */
  readonly bucket?: { readonly perSec: number; readonly burst: number };
  /** So many requests in any (sliding) or each (fixed) stretch of this length. */
  readonly window?: { readonly requests: number; readonly lengthMs: number; readonly isFixed: boolean };
  /** More than this at once are refused. */
  readonly atOnce?: number;
  /** Status of refusals, and whether they name a time. */
  readonly refusal?: { readonly status: 429 | 503; readonly saysWhen: boolean };
  /** Tells with each answer what is left of the window. */
  readonly tellsQuota?: boolean;
  /** So many offences within a time, and everything is answered like this for a while. */
  readonly ban?: {
    readonly offences: number;
    readonly withinMs: number;
    readonly forMs: number;
    readonly answer: 'forbidden' | 'forbidden_with_time' | 'reset';
    /** Waiting this long in its queue is an offence as well. */
    readonly slowMs?: number;
  };
  readonly outages?: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Factor on its times, and under its limits: 2 is half as fast. */
  readonly slowness?: (nowMs: number) => number;
  /** Share of pages that end in a reset whatever is done. */
  readonly failureRatio?: number;
  /** Share of pages that are answered 503 whatever is done; no offence. */
  readonly unavailableRatio?: number;
}

/** Seen at the host. */
export interface HostCount {
  requests: number;
  refused: number;
  bans: number;
  /** Requests that were sent while it was banning, and after the answer that said so had come. */
  inBan: number;
  mostAtOnce: number;
}
