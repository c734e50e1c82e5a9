/** When a run will be done, what would make it sooner, and what holds it up: for people to see. */

/** Times are from now, in milliseconds. */
export interface Forecast {
  /** One in ten ends sooner. */
  readonly endLowMs: number;
  readonly endMs: number;
  /** One in ten ends later. */
  readonly endHighMs: number;
  /** The host that will be done last; `null` when the hosts end together. */
  readonly lastHost: { readonly origin: string; readonly endMs: number } | null;
}

/**
 * What holds the run up. `concurrency`, `per_host`, `rate`: a limit of the user. `host_refuses`,
 * `host_slow`: a host bears no more. `parked`: hosts asked for a pause. `dns`, `cpu`, `disk`,
 * `bandwidth`: this computer or its line. `timeouts`, `failures`: what is asked does not come.
 * `ramping`: it is getting faster. `healthy`: nothing does.
 */
export const ADVICE_CODES = [
  'cpu',
  'disk',
  'timeouts',
  'failures',
  'dns',
  'concurrency',
  'bandwidth',
  'parked',
  'rate',
  'per_host',
  'host_refuses',
  'host_slow',
  'ramping',
  'healthy',
] as const;
export type AdviceCode = (typeof ADVICE_CODES)[number];

export interface Advice {
  readonly code: AdviceCode;
  /** The host that matters most, where one does. */
  readonly origin: string | null;
  /** A share in 0..1, or a rate per second, as the code's words need it; `null` for none. */
  readonly value: number | null;
  /** A limit of the user that would help, and the value to raise it to. */
  readonly raise: LimitRaise | null;
}

export interface LimitRaise {
  readonly limit: 'concurrency' | 'perHost' | 'ratePerSecPerHost';
  /** `null` is no limit. */
  readonly to: number | null;
}

/** One way to be done sooner. */
export interface PlanHelp {
  readonly raise: LimitRaise;
  /** When it would be done then, from now in milliseconds. */
  readonly endMs: number;
  /** More than the host was seen to bear: at the user's own risk. */
  readonly isRisky: boolean;
}

/** The answer to "will it be done by then?". */
export interface Plan {
  readonly forecast: Forecast;
  readonly pendingRows: number;
  /** Rows per second that the deadline asks for; `null` when it has passed. */
  readonly neededPerSec: number | null;
  /** Rows per second that are settled now. */
  readonly bornePerSec: number;
  /** Hosts that will not be done by then, the last one first; at most five. */
  readonly lateHosts: readonly {
    readonly origin: string;
    readonly endMs: number;
    readonly rowsLeft: number;
    /** What it bore lately; `null` while it was not asked. */
    readonly bornePerSec: number | null;
  }[];
  readonly lateHostCount: number;
  /** Paused hosts are in no forecast. */
  readonly pausedHosts: { readonly count: number; readonly rows: number };
  /** What would help, the most helpful first. */
  readonly help: readonly PlanHelp[];
}
