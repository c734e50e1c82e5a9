/**
 * What can be set for one retry only, as typed: an empty field leaves the option as it is
 * for the run, anything else is checked before it is sent.
 */
import type { RunOptions } from '../../shared/options.ts';
import { isHeaderValue, parseHeaderLines } from './header-lines.ts';
import { describeQuantity, parseQuantity, QUANTITIES, type QuantityName } from './quantity-field.ts';
import type { RetryOptions } from './run-actions.ts';

export const RETRY_QUANTITIES = [
  'timeoutTotalMs',
  'concurrency',
  'perHost',
  'ratePerSecPerHost',
  'retries',
  'maxBodyBytes',
  'minSpeedBytesPerSec',
] as const satisfies readonly QuantityName[];

export type RetryQuantity = (typeof RETRY_QUANTITIES)[number];
export type RetryField = RetryQuantity | 'userAgent' | 'headers';
/** What stands in each field. */
export type RetryTexts = Readonly<Record<RetryField, string>>;

export const EMPTY_TEXTS: RetryTexts = {
  timeoutTotalMs: '',
  concurrency: '',
  perHost: '',
  ratePerSecPerHost: '',
  retries: '',
  maxBodyBytes: '',
  minSpeedBytesPerSec: '',
  userAgent: '',
  headers: '',
};

export interface CheckedRetry {
  readonly options: RetryOptions;
  /** What is wrong, by field; empty when everything can be sent. */
  readonly problems: Readonly<Partial<Record<RetryField, string>>>;
}

const USER_AGENT_MAX = 500;

/** A limit that may be open is opened with this word. */
export const NONE = 'none';

export function checkRetry(texts: RetryTexts): CheckedRetry {
  const options: { -readonly [Key in keyof RetryOptions]: RetryOptions[Key] } = {};
  const problems: Partial<Record<RetryField, string>> = {};

  for (const name of RETRY_QUANTITIES) {
    const text = texts[name].trim();
    if (text === '') continue;
    if (name === 'ratePerSecPerHost' && text.toLowerCase() === NONE) {
      options.ratePerSecPerHost = null;
      continue;
    }
    const parsed = parseQuantity(QUANTITIES[name], text);
    if (parsed.isValid) options[name] = parsed.value;
    else problems[name] = parsed.problem;
  }

  const userAgent = texts.userAgent.trim();
  if (userAgent.length > USER_AGENT_MAX) problems.userAgent = `At most ${USER_AGENT_MAX} characters`;
  else if (!isHeaderValue(userAgent)) problems.userAgent = 'It has a character that headers cannot carry';
  else if (userAgent !== '') options.userAgent = userAgent;

  if (texts.headers.trim() !== '') {
    const parsed = parseHeaderLines(texts.headers);
    if (parsed.isValid) options.headers = parsed.headers;
    else problems.headers = parsed.problem;
  }
  return { options, problems };
}

/**
 * What was set differently for a round: `timeout 30 s, concurrency 20`. Of headers only
 * the names: their values may be secrets.
 */
export function describeOptions(options: Partial<RunOptions>): string {
  const parts: string[] = [];
  for (const name of RETRY_QUANTITIES) {
    const value = options[name];
    if (value === undefined) continue;
    const words = value === null ? 'no limit' : describeQuantity(name, value);
    parts.push(`${QUANTITIES[name].label.toLowerCase()} ${words}`);
  }
  if (options.userAgent !== undefined) parts.push(`user agent “${options.userAgent}”`);
  if (options.headers !== undefined) {
    const names = options.headers.map(([name]) => name);
    if (names.length === 0) parts.push('no headers');
    else parts.push(`${names.length === 1 ? 'header' : 'headers'} ${names.join(', ')}`);
  }
  return parts.join(', ');
}
