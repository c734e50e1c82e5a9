/**
 * Options as they stand in a run file. A run file travels, and somebody may have edited it:
 * what is missing or out of range falls back to its default, and nothing in it can crash.
 */
import { DEFAULT_OPTIONS, LIMIT_RANGES, type Range, type RunOptions } from '../../../shared/options.ts';
import { parseJson } from './stored-json.ts';

export function parseOptions(text: string | null): RunOptions {
  const stored = asRecord(parseJson(text));
  const number = (key: keyof RunOptions, range: Range, fallback: number): number => {
    const value = stored[key];
    return typeof value === 'number' && value >= range.min && value <= range.max ? value : fallback;
  };
  const whole = (key: keyof RunOptions, range: Range, fallback: number): number =>
    Math.round(number(key, range, fallback));
  const { ratePerSecPerHost: rate, userAgent, adapt } = stored;
  return {
    concurrency: whole('concurrency', LIMIT_RANGES.concurrency, DEFAULT_OPTIONS.concurrency),
    perHost: whole('perHost', LIMIT_RANGES.perHost, DEFAULT_OPTIONS.perHost),
    ratePerSecPerHost:
      typeof rate === 'number' &&
      rate >= LIMIT_RANGES.ratePerSecPerHost.min &&
      rate <= LIMIT_RANGES.ratePerSecPerHost.max
        ? rate
        : null,
    timeoutTotalMs: number('timeoutTotalMs', LIMIT_RANGES.timeoutMs, DEFAULT_OPTIONS.timeoutTotalMs),
    timeoutConnectMs: number('timeoutConnectMs', LIMIT_RANGES.timeoutMs, DEFAULT_OPTIONS.timeoutConnectMs),
    timeoutHeadersMs: number('timeoutHeadersMs', LIMIT_RANGES.timeoutMs, DEFAULT_OPTIONS.timeoutHeadersMs),
    timeoutIdleMs: number('timeoutIdleMs', LIMIT_RANGES.timeoutMs, DEFAULT_OPTIONS.timeoutIdleMs),
    retries: whole('retries', LIMIT_RANGES.retries, DEFAULT_OPTIONS.retries),
    maxBodyBytes: whole('maxBodyBytes', LIMIT_RANGES.maxBodyBytes, DEFAULT_OPTIONS.maxBodyBytes),
    headers: parseHeaders(stored['headers']),
    userAgent: typeof userAgent === 'string' ? userAgent : DEFAULT_OPTIONS.userAgent,
    adapt: typeof adapt === 'boolean' ? adapt : DEFAULT_OPTIONS.adapt,
  };
}

function parseHeaders(value: unknown): RunOptions['headers'] {
  if (!Array.isArray(value)) return DEFAULT_OPTIONS.headers;
  return value.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [name, content]: unknown[] = pair;
    return typeof name === 'string' && typeof content === 'string' ? [[name, content] as const] : [];
  });
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  // Any object may be read like this; its values are checked one by one.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
