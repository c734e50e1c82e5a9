/** What a user can set about a run. Units are in the names; defaults and ranges stand here and nowhere else. */
import type { Recipe } from './recipe.ts';
import type { RetryPolicies } from './retry-policies.ts';

/** The limits that can be moved while a run is going. */
export interface RunLimits {
  /** Requests in flight at once over all hosts. 1 to 2,000. */
  readonly concurrency: number;
  /** Requests in flight at once per host (scheme, host and port). 1 to 256. */
  readonly perHost: number;
  /** Requests started per second and host; `null` is no limit. 0.1 to 1,000. */
  readonly ratePerSecPerHost: number | null;
  /** Longest time one attempt may take, all its redirects included, counted from when its slot is taken. */
  readonly timeoutTotalMs: number;
}

export interface RunOptions extends RunLimits {
  /** Name lookup, TCP and TLS together. */
  readonly timeoutConnectMs: number;
  /** From the request being sent to the first header of the answer. */
  readonly timeoutHeadersMs: number;
  /** Longest pause between two pieces of a body. */
  readonly timeoutIdleMs: number;
  /** An answer that brings less than this over {@link minSpeedWindowMs} ends as `timeout.slow`; 0 is no guard. */
  readonly minSpeedBytesPerSec: number;
  readonly minSpeedWindowMs: number;
  /** Further attempts after the first, for outcomes that are retried. 0 to 20. */
  readonly retries: number;
  /** What the user changed about single outcomes; the rest are retried as their code says. */
  readonly retryPolicies: RetryPolicies;
  readonly autoPause: AutoPauseOptions;
  /** Looks for block pages and for one page that comes in place of many (`blocked.soft`). */
  readonly detectsSoftBlocks: boolean;
  /** `http://user:password@proxy.example:3128`; `null` is none. */
  readonly proxy: string | null;
  /** Cap on decoded bytes of one body. */
  readonly maxBodyBytes: number;
  /** Sent with every request; never to another origin on a redirect when it may hold a secret. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly userAgent: string;
  /** False: fixed limits. 429 and Retry-After are honoured either way. */
  readonly adapt: boolean;
  /** Other limits for some hosts; the first whose pattern fits counts. */
  readonly hostRules: readonly HostRule[];
  readonly robots: RobotsMode;
  readonly keep: KeepMode;
  /** Hash every page (SHA-256), so that a later run can be compared; what is kept or extracted is hashed anyway. */
  readonly hashes: boolean;
  /** Columns to take out of every page; `null` is none. */
  readonly recipe: Recipe | null;
}

/**
 * Whether the pages are kept beside the run file: not at all, as records in `NAME.warc.gz`, or
 * as files in `NAME.pages/`.
 */
export const KEEP_MODES = ['off', 'warc', 'files'] as const;
export type KeepMode = (typeof KEEP_MODES)[number];

/**
 * What is done about robots.txt (RFC 9309). `off`: it is not read. `warn`: rows that it
 * disallows are fetched and counted. `obey`: they end as `skipped.robots`, and the host is
 * asked no more often than its Crawl-delay.
 */
export const ROBOTS_MODES = ['off', 'warn', 'obey'] as const;
export type RobotsMode = (typeof ROBOTS_MODES)[number];

/** Limits for the hosts that {@link matchesHost} finds; what is absent is as for all. */
export interface HostRule {
  readonly pattern: string;
  readonly perHost?: number;
  /** `null` is no limit. */
  readonly ratePerSec?: number | null;
  readonly adapt?: boolean;
}

/**
 * When failures take over, going on does harm: the host, or the whole run, pauses and says
 * why. Counted are first attempts, whether they are retried or not: at the end of any run
 * there is little left but what failed before. What is about the list and not about the host
 * (404, a name that does not exist, a broken redirect, a page over the size limit) counts as
 * an answer like any other; a host that asked for a pause gets it and is not counted.
 */
export interface AutoPauseOptions {
  readonly isOn: boolean;
  /** Share of failures among the last answers at which it pauses. 0.1 to 1. */
  readonly failedRatio: number;
  /** How many of a host's last answers are looked at; with fewer, nothing is paused. */
  readonly hostAnswers: number;
  /** The same over all hosts, for the whole run. */
  readonly runAnswers: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export const LIMIT_RANGES = {
  concurrency: { min: 1, max: 2000 },
  perHost: { min: 1, max: 256 },
  ratePerSecPerHost: { min: 0.1, max: 1000 },
  timeoutTotalMs: { min: 100, max: 600_000 },
  timeoutMs: { min: 10, max: 3_600_000 },
  minSpeedBytesPerSec: { min: 0, max: 10_000_000 },
  minSpeedWindowMs: { min: 100, max: 600_000 },
  retries: { min: 0, max: 20 },
  retryDelayMs: { min: 0, max: 3_600_000 },
  failedRatio: { min: 0.1, max: 1 },
  autoPauseAnswers: { min: 10, max: 100_000 },
  maxBodyBytes: { min: 1024, max: 1024 ** 3 },
} as const satisfies Record<string, Range>;

/** More rules than a person writes. */
export const HOST_RULES_MAX = 1000;

export const DEFAULT_USER_AGENT = 'Gleaner/0.1 (list fetcher)';

export const DEFAULT_OPTIONS: RunOptions = {
  concurrency: 200,
  perHost: 8,
  ratePerSecPerHost: null,
  timeoutTotalMs: 10_000,
  timeoutConnectMs: 10_000,
  timeoutHeadersMs: 10_000,
  timeoutIdleMs: 10_000,
  minSpeedBytesPerSec: 100,
  minSpeedWindowMs: 10_000,
  retries: 2,
  retryPolicies: {},
  autoPause: { isOn: true, failedRatio: 0.8, hostAnswers: 200, runAnswers: 1000 },
  detectsSoftBlocks: true,
  proxy: null,
  maxBodyBytes: 10 * 1024 * 1024,
  headers: [],
  userAgent: DEFAULT_USER_AGENT,
  adapt: true,
  hostRules: [],
  robots: 'off',
  keep: 'off',
  hashes: false,
  recipe: null,
};

/**
 * Speeds to choose by name on the start screen; each is a starting point for the sliders. Below
 * these ceilings hosts are asked as fast as they bear; `fixed` asks all of them alike.
 */
export const PRESETS = {
  gentle: { concurrency: 20, perHost: 2, ratePerSecPerHost: 1, adapt: true },
  balanced: { concurrency: 200, perHost: 8, ratePerSecPerHost: null, adapt: true },
  fast: { concurrency: 500, perHost: 32, ratePerSecPerHost: null, adapt: true },
  fixed: { concurrency: 200, perHost: 8, ratePerSecPerHost: null, adapt: false },
} as const satisfies Record<string, Omit<RunLimits, 'timeoutTotalMs'> & Pick<RunOptions, 'adapt'>>;
export type PresetName = keyof typeof PRESETS;
