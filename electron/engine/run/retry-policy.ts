/** Whether and when a row is asked again. Pure: no clock, no I/O. */
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { retryPolicy, type RetryPolicies, type RetryPolicy } from '../../../shared/retry-policies.ts';
import type { Random } from '../clock.ts';
import { isRetryableStatus } from '../fetch/classify.ts';

/** For a host that asks to slow down without saying for how long. */
const PARK_BASE_MS = 2000;
const PARK_CAP_MS = 300_000;
/** A row whose host kept saying no this often is settled as a failure, so that a run comes to an end. */
export const RATE_LIMITED_MAX = 8;

export type Verdict =
  | { readonly kind: 'settle' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** The host is parked; the row keeps its attempts. */
  | { readonly kind: 'park'; readonly waitMs: number };

export interface VerdictInput {
  readonly code: OutcomeCode;
  readonly status: number | null;
  /** Attempts of this round that count, this one included. */
  readonly attemptsUsed: number;
  /** Rate-limited answers to this row so far, this one included. */
  readonly rateLimitedCount: number;
  /** Parsed Retry-After; `null` when there was none. */
  readonly retryAfterMs: number | null;
  /** Further attempts allowed after the first, where the policy of the code names no number of its own. */
  readonly retries: number;
  /** What the user changed, by code. */
  readonly policies: RetryPolicies;
  readonly random: Random;
}

export function decide(input: VerdictInput): Verdict {
  const { code, random } = input;
  if (OUTCOMES[code].retry === 'host') {
    if (input.rateLimitedCount >= RATE_LIMITED_MAX) return { kind: 'settle' };
    return { kind: 'park', waitMs: input.retryAfterMs ?? parkMs(input.rateLimitedCount, random) };
  }
  const policy = retryPolicy(code, input.policies);
  // A status that asks for another try gets it, unless the user has said otherwise about its class.
  const isRetried =
    policy.isRetried || (input.policies[code] === undefined && isRetryableStatus(input.status));
  if (!isRetried || input.attemptsUsed > (policy.retries ?? input.retries)) return { kind: 'settle' };
  // A server that names a time (on a 500, say) is taken at its word.
  return { kind: 'retry', delayMs: Math.max(backoffMs(policy, input), input.retryAfterMs ?? 0) };
}

/** Uniform between 0 and the doubled ceiling (full jitter), so that rows that failed together do not return together. */
function backoffMs(
  { firstDelayMs, maxDelayMs }: RetryPolicy,
  { attemptsUsed, random }: VerdictInput,
): number {
  return random() * Math.min(maxDelayMs, firstDelayMs * 2 ** (attemptsUsed - 1));
}

/** At least half of the doubled time: a host that said no must not be asked at once. */
function parkMs(count: number, random: Random): number {
  const ceilingMs = Math.min(PARK_CAP_MS, PARK_BASE_MS * 2 ** (count - 1));
  return ceilingMs / 2 + (random() * ceilingMs) / 2;
}
