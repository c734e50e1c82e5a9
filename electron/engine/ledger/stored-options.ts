/**
 * Options as they stand in a run file. A run file travels, and somebody may have edited it:
 * what is missing or out of range falls back to its default, and nothing in it can crash.
 */
import {
  DEFAULT_OPTIONS,
  HOST_RULES_MAX,
  KEEP_MODES,
  LIMIT_RANGES,
  ROBOTS_MODES,
  type AutoPauseOptions,
  type HostRule,
  type Range,
  type RunOptions,
} from '../../../shared/options.ts';
import { HOST_PATTERN_MAX_LENGTH } from '../../../shared/host-pattern.ts';
import { isOutcomeCode } from '../../../shared/outcome-codes.ts';
import { parseRecipe } from '../../../shared/recipe-schema.ts';
import type { RetryPolicies, RetryPolicy } from '../../../shared/retry-policies.ts';
import { parseJson } from './stored-json.ts';

/** A proxy with credentials is long; one of this length is no proxy. */
const PROXY_MAX_LENGTH = 2048;

/** `undefined` is what cannot be used. */
type Parse<Value> = (value: unknown) => Value | undefined;

const PARSERS: { readonly [Key in keyof RunOptions]: Parse<RunOptions[Key]> } = {
  concurrency: whole(LIMIT_RANGES.concurrency),
  perHost: whole(LIMIT_RANGES.perHost),
  ratePerSecPerHost: orNull(within(LIMIT_RANGES.ratePerSecPerHost)),
  timeoutTotalMs: within(LIMIT_RANGES.timeoutMs),
  timeoutConnectMs: within(LIMIT_RANGES.timeoutMs),
  timeoutHeadersMs: within(LIMIT_RANGES.timeoutMs),
  timeoutIdleMs: within(LIMIT_RANGES.timeoutMs),
  minSpeedBytesPerSec: whole(LIMIT_RANGES.minSpeedBytesPerSec),
  minSpeedWindowMs: whole(LIMIT_RANGES.minSpeedWindowMs),
  retries: whole(LIMIT_RANGES.retries),
  retryPolicies: parsePolicies,
  autoPause: parseAutoPause,
  detectsSoftBlocks: flag,
  proxy: orNull((value) => (text(value) && value.length <= PROXY_MAX_LENGTH ? value : undefined)),
  maxBodyBytes: whole(LIMIT_RANGES.maxBodyBytes),
  headers: parseHeaders,
  userAgent: (value) => (text(value) ? value : undefined),
  adapt: flag,
  hostRules: parseHostRules,
  robots: (value) => ROBOTS_MODES.find((mode) => mode === value),
  keep: (value) => KEEP_MODES.find((mode) => mode === value),
  hashes: flag,
  recipe: orNull(parseRecipe),
};

export function parseOptions(json: string | null): RunOptions {
  return { ...DEFAULT_OPTIONS, ...parseSomeOptions(json) };
}

/** Only what is set, and can be used. */
export function parseSomeOptions(json: string | null): Partial<RunOptions> {
  const stored = asRecord(parseJson(json));
  const entries = Object.entries(PARSERS).flatMap(([key, parse]) => {
    const value = Object.hasOwn(stored, key) ? parse(stored[key]) : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  // Each value comes from the parser of its own key.
  return Object.fromEntries(entries) as Partial<RunOptions>;
}

function parsePolicies(value: unknown): RetryPolicies {
  const policies = Object.entries(asRecord(value)).flatMap(([code, stored]) => {
    const policy = isOutcomeCode(code) ? parsePolicy(asRecord(stored)) : undefined;
    return policy === undefined ? [] : [[code, policy] as const];
  });
  return Object.fromEntries(policies);
}

function parsePolicy(stored: Stored): RetryPolicy | undefined {
  const isRetried = flag(stored['isRetried']);
  const retries = orNull(whole(LIMIT_RANGES.retries))(stored['retries']);
  const firstDelayMs = whole(LIMIT_RANGES.retryDelayMs)(stored['firstDelayMs']);
  const maxDelayMs = whole(LIMIT_RANGES.retryDelayMs)(stored['maxDelayMs']);
  // Half a policy is none: what is left of it might be the opposite of what was meant.
  if (isRetried === undefined || retries === undefined) return undefined;
  if (firstDelayMs === undefined || maxDelayMs === undefined) return undefined;
  return { isRetried, retries, firstDelayMs, maxDelayMs };
}

function parseAutoPause(value: unknown): AutoPauseOptions {
  const stored = asRecord(value);
  const fallback = DEFAULT_OPTIONS.autoPause;
  return {
    isOn: flag(stored['isOn']) ?? fallback.isOn,
    failedRatio: within(LIMIT_RANGES.failedRatio)(stored['failedRatio']) ?? fallback.failedRatio,
    hostAnswers: whole(LIMIT_RANGES.autoPauseAnswers)(stored['hostAnswers']) ?? fallback.hostAnswers,
    runAnswers: whole(LIMIT_RANGES.autoPauseAnswers)(stored['runAnswers']) ?? fallback.runAnswers,
  };
}

function parseHostRules(value: unknown): readonly HostRule[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, HOST_RULES_MAX).flatMap((one: unknown) => {
    const stored = asRecord(one);
    const pattern = stored['pattern'];
    if (!text(pattern) || pattern === '' || pattern.length > HOST_PATTERN_MAX_LENGTH) return [];
    const perHost = whole(LIMIT_RANGES.perHost)(stored['perHost']);
    const ratePerSec = orNull(within(LIMIT_RANGES.ratePerSecPerHost))(stored['ratePerSec']);
    const adapt = flag(stored['adapt']);
    return [
      {
        pattern,
        ...(perHost === undefined ? {} : { perHost }),
        ...(ratePerSec === undefined ? {} : { ratePerSec }),
        ...(adapt === undefined ? {} : { adapt }),
      },
    ];
  });
}

function parseHeaders(value: unknown): RunOptions['headers'] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [name, content]: unknown[] = pair;
    return text(name) && text(content) ? [[name, content] as const] : [];
  });
}

function within(range: Range): Parse<number> {
  return (value) =>
    typeof value === 'number' && value >= range.min && value <= range.max ? value : undefined;
}

function whole(range: Range): Parse<number> {
  return (value) => {
    const number = within(range)(value);
    return number === undefined ? undefined : Math.round(number);
  };
}

function orNull<Value>(parse: Parse<Value>): Parse<Value | null> {
  return (value) => (value === null ? null : parse(value));
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function text(value: unknown): value is string {
  return typeof value === 'string';
}

type Stored = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Stored {
  // Any object may be read like this; its values are checked one by one.
  return typeof value === 'object' && value !== null ? (value as Stored) : {};
}
