/**
 * What a host says is left to us, in the field families that are in use:
 *
 * - `RateLimit: "default";r=50;t=30` (draft-ietf-httpapi-ratelimit-headers-08 and later),
 *   `RateLimit: limit=100, remaining=50, reset=30` (07);
 * - `RateLimit-Remaining`, `RateLimit-Reset` (02 to 06): seconds from now;
 * - `X-RateLimit-Remaining`, `X-RateLimit-Reset`: never specified; seconds from now, or a time in
 *   epoch seconds (GitHub) or milliseconds.
 */

export interface Quota {
  /** Requests that are left. */
  readonly remaining: number;
  /** Until there are more. */
  readonly resetMs: number;
}

/** As they came; `null` where absent. */
export interface QuotaFields {
  /** RateLimit */
  readonly combined: string | null;
  /** RateLimit-Remaining or X-RateLimit-Remaining */
  readonly remaining: string | null;
  /** RateLimit-Reset or X-RateLimit-Reset */
  readonly reset: string | null;
}

/** Longer than this from now, it must be a time and no duration. */
const DURATION_MAX_SEC = 366 * 24 * 3600;

/** @returns `null` when the fields say nothing that can be kept to. */
export function parseQuota({ combined, remaining, reset }: QuotaFields, wallNowMs: number): Quota | null {
  if (combined !== null) return parseCombined(combined);
  const left = wholeNumber(remaining);
  const resetMs = parseReset(reset, wallNowMs);
  return left === null || resetMs === null ? null : { remaining: left, resetMs };
}

/** Of several policies the tightest one counts. */
function parseCombined(text: string): Quota | null {
  if (/(?:^|[\s,])remaining\s*=/.test(text)) {
    const left = wholeNumber(/(?:^|[\s,])remaining\s*=\s*(\d+)/.exec(text)?.[1]);
    const seconds = wholeNumber(/(?:^|[\s,])reset\s*=\s*(\d+)/.exec(text)?.[1]);
    return left === null || seconds === null ? null : { remaining: left, resetMs: seconds * 1000 };
  }
  let tightest: Quota | null = null;
  for (const policy of text.split(',')) {
    const left = wholeNumber(/;\s*r\s*=\s*(\d+)/.exec(policy)?.[1]);
    const seconds = wholeNumber(/;\s*t\s*=\s*(\d+)/.exec(policy)?.[1]);
    if (left === null || seconds === null) continue;
    const quota = { remaining: left, resetMs: seconds * 1000 };
    if (tightest === null || isTighter(quota, tightest)) tightest = quota;
  }
  return tightest;
}

function isTighter(one: Quota, other: Quota): boolean {
  return one.remaining * other.resetMs < other.remaining * one.resetMs;
}

function parseReset(text: string | null, wallNowMs: number): number | null {
  const number = wholeNumber(text);
  if (number === null) return null;
  if (number <= DURATION_MAX_SEC) return number * 1000;
  const atMs = number > 1e11 ? number : number * 1000;
  return Math.max(0, atMs - wallNowMs);
}

/** The first of several, as a proxy in between may have added its own behind. */
function wholeNumber(text: string | null | undefined): number | null {
  const digits = /^\s*(\d{1,15})(?:\.\d+)?\s*(?:[,;]|$)/.exec(text ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}
