/** The few headers of an answer that we read. */
import type { QuotaFields } from './quota.ts';

/** What is sent back with the next request is no place for a stranger's kilobytes. */
const VALIDATOR_MAX_BYTES = 1024;

export interface AnswerHeaders {
  location: string | null;
  retryAfter: string | null;
  contentType: string | null;
  /** Several headers joined by commas. */
  contentEncoding: string | null;
  /** As received; `null` also when it is too long to be kept. */
  etag: string | null;
  lastModified: string | null;
  /** `null` when there is no such field, as in most answers. */
  quota: QuotaFields | null;
}

/** @param headers Names and values in turn, as bytes. */
export function readHeaders(headers: readonly Buffer[]): AnswerHeaders {
  const read: AnswerHeaders = {
    location: null,
    retryAfter: null,
    contentType: null,
    contentEncoding: null,
    etag: null,
    lastModified: null,
    quota: null,
  };
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!;
    const value = headers[index + 1]!;
    // The length tells most headers apart without making a string of them.
    if (name.length === 4 && isNamed(name, 'etag')) read.etag = validator(value);
    else if (name.length === 13 && isNamed(name, 'last-modified')) read.lastModified = validator(value);
    else if (name.length === 8 && isNamed(name, 'location')) read.location ??= latin1(value);
    else if (name.length === 11 && isNamed(name, 'retry-after')) read.retryAfter = latin1(value);
    else if (name.length === 12 && isNamed(name, 'content-type')) read.contentType = latin1(value);
    else if (name.length === 16 && isNamed(name, 'content-encoding'))
      read.contentEncoding = joined(read.contentEncoding, latin1(value));
    else if (mayBeQuota(name)) read.quota = withQuotaField(read.quota, latin1(name).toLowerCase(), value);
  }
  return read;
}

function isNamed(name: Buffer, lowerCaseName: string): boolean {
  if ((name[0]! | 0x20) !== lowerCaseName.charCodeAt(0)) return false;
  return latin1(name).toLowerCase() === lowerCaseName;
}

function validator(value: Buffer): string | null {
  return value.length === 0 || value.length > VALIDATOR_MAX_BYTES ? null : latin1(value);
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function joined(first: string | null, second: string): string {
  return first === null ? second : `${first}, ${second}`;
}

const QUOTA_FIELDS: Readonly<Record<string, keyof QuotaFields>> = {
  ratelimit: 'combined',
  'ratelimit-remaining': 'remaining',
  'ratelimit-reset': 'reset',
  'x-ratelimit-remaining': 'remaining',
  'x-ratelimit-reset': 'reset',
};

/** RateLimit… or X-RateLimit…, by length and first letter. */
function mayBeQuota(name: Buffer): boolean {
  const { length } = name;
  if (length !== 9 && length !== 15 && length !== 17 && length !== 19 && length !== 21) return false;
  const letter = name[0]! | 0x20;
  return letter === 0x72 || letter === 0x78;
}

function withQuotaField(quota: QuotaFields | null, name: string, value: Buffer): QuotaFields | null {
  const field = QUOTA_FIELDS[name];
  if (field === undefined) return quota;
  return { combined: null, remaining: null, reset: null, ...quota, [field]: latin1(value) };
}
