/** Reads the options that set up fetching. Ranges come from shared/options.ts. */
import {
  KEEP_MODES,
  LIMIT_RANGES,
  ROBOTS_MODES,
  type AutoPauseOptions,
  type KeepMode,
  type RobotsMode,
} from '../../shared/options.ts';
import { parseProxy } from '../engine/fetch/proxy.ts';
import type { GivenOptions } from './given-options.ts';
import type { OptionChanges } from './option-changes.ts';
import type { OptionName } from './option-table.ts';
import { parsePolicy } from './policy-option.ts';
import { parseDecimal, parseDurationMs, parseRatio, parseSizeBytes, parseWholeNumber } from './quantities.ts';
import { UsageError } from './usage-error.ts';

/** Headers that say how the message is framed; sent by hand they would break every request. */
const FRAMING_HEADERS = [
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
];

/**
 * @returns Only what was named, so that a resumed run keeps the rest.
 * @throws {UsageError}
 */
export function parseRunOptions(given: GivenOptions): OptionChanges {
  const read = <Value>(name: OptionName, parse: (text: string) => Value): Value | undefined => {
    const text = given.one(name);
    return text === undefined ? undefined : parse(text);
  };
  const whole = (name: OptionName, range: { min: number; max: number }): number | undefined =>
    read(name, (text) => parseWholeNumber(name, text, range));
  const duration = (name: OptionName, range: { min: number; max: number }): number | undefined =>
    read(name, (text) => parseDurationMs(name, text, range));

  return withoutUndefined({
    concurrency: whole('concurrency', LIMIT_RANGES.concurrency),
    perHost: whole('per-host', LIMIT_RANGES.perHost),
    ratePerSecPerHost: read('rate', parseRate),
    adapt: given.has('no-adapt') ? false : undefined,
    robots: read('robots', parseRobotsMode),
    keep: read('keep', parseKeepMode),
    hashes: given.has('hash') ? true : undefined,
    timeoutConnectMs: duration('timeout-connect', LIMIT_RANGES.timeoutMs),
    timeoutHeadersMs: duration('timeout-headers', LIMIT_RANGES.timeoutMs),
    timeoutIdleMs: duration('timeout-idle', LIMIT_RANGES.timeoutMs),
    timeoutTotalMs: duration('timeout-total', LIMIT_RANGES.timeoutTotalMs),
    minSpeedBytesPerSec: read('min-speed', parseMinSpeed),
    minSpeedWindowMs: duration('min-speed-window', LIMIT_RANGES.minSpeedWindowMs),
    retries: whole('retries', LIMIT_RANGES.retries),
    policies: given.has('policy') ? given.all('policy').map(parsePolicy) : undefined,
    autoPause: parseAutoPause(given),
    detectsSoftBlocks: given.has('no-soft-block') ? false : undefined,
    proxy: read('proxy', parseProxyOption),
    maxBodyBytes: read('max-body', (text) => parseSizeBytes('max-body', text, LIMIT_RANGES.maxBodyBytes)),
    headers: given.has('header') ? given.all('header').map(parseHeader) : undefined,
    userAgent: read('user-agent', parseUserAgent),
  });
}

function parseRate(text: string): number | null {
  return text === 'none' ? null : parseDecimal('rate', text, LIMIT_RANGES.ratePerSecPerHost);
}

function parseRobotsMode(text: string): RobotsMode {
  const mode = ROBOTS_MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new UsageError(`--robots must be off, warn or obey, not "${text}".`);
}

function parseKeepMode(text: string): KeepMode {
  const mode = KEEP_MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new UsageError(`--keep must be off, warc or files, not "${text}".`);
}

/** `2KB`, or `2KB/s`; 0 is no guard. */
function parseMinSpeed(text: string): number {
  return parseSizeBytes('min-speed', text.replace(/\s*\/\s*s$/iu, ''), LIMIT_RANGES.minSpeedBytesPerSec);
}

function parseAutoPause(given: GivenOptions): Partial<AutoPauseOptions> | undefined {
  const ratio = given.one('auto-pause');
  if (given.has('no-auto-pause')) {
    if (ratio !== undefined) throw new UsageError('--auto-pause and --no-auto-pause exclude each other.');
    return { isOn: false };
  }
  if (ratio === undefined) return undefined;
  return { isOn: true, failedRatio: parseRatio('auto-pause', ratio, LIMIT_RANGES.failedRatio) };
}

/** `none` is for a run that has one. */
function parseProxyOption(text: string): string | null {
  if (text === 'none') return null;
  if (parseProxy(text) !== null) return text.trim();
  // What was given is not shown: there may be a password in it.
  throw new UsageError(
    '--proxy must be the address of an HTTP proxy: http://proxy.example:3128 or http://user:password@proxy.example:3128.',
  );
}

function parseUserAgent(text: string): string {
  if (text !== '' && isHeaderValue(text)) return text;
  throw new UsageError('--user-agent must be a text without line breaks, and not empty.');
}

function parseHeader(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon)).trim();
  const value = text.slice(colon + 1).trim();
  // Only the name is shown: the value may be a secret, and messages end up in logs.
  if (colon < 1 || !/^[\w!#$%&'*+.^`|~-]+$/u.test(name)) {
    throw new UsageError("--header must be a name and a value: --header 'Accept-Language: de'");
  }
  if (!isHeaderValue(value)) {
    throw new UsageError(
      `--header ${name}: the value has a line break or a character that headers cannot carry.`,
    );
  }
  if (FRAMING_HEADERS.includes(name.toLowerCase())) {
    throw new UsageError(`--header ${name}: Gleaner sets this header itself.`);
  }
  return [name, value];
}

/** Printable Latin-1 and tabs: what HTTP/1.1 can carry in a header. */
function isHeaderValue(text: string): boolean {
  return /^[\t\u{20}-\u{7e}\u{80}-\u{ff}]*$/u.test(text);
}

function withoutUndefined(changes: {
  [Key in keyof OptionChanges]: OptionChanges[Key] | undefined;
}): OptionChanges {
  // The filter takes out exactly what the type does not allow.
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as OptionChanges;
}
