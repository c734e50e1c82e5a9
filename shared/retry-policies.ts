/**
 * Whether, how often and how soon an outcome is asked again by itself. The defaults follow
 * from the table of outcome codes; the user can change them code by code.
 */
import { OUTCOMES, OUTCOME_CODES, settledState, type OutcomeCode } from './outcome-codes.ts';

export interface RetryPolicy {
  readonly isRetried: boolean;
  /** Further attempts after the first; `null` is what the run says for all. 0 to 20. */
  readonly retries: number | null;
  /** Upper end of the first wait; it doubles with every attempt, and the wait is chosen at random below it. */
  readonly firstDelayMs: number;
  /** The wait never grows past this. */
  readonly maxDelayMs: number;
}

/** Changed policies by code; a code that is absent has its default. */
export type RetryPolicies = Readonly<Partial<Record<OutcomeCode, RetryPolicy>>>;

const FIRST_DELAY_MS = 2000;
const MAX_DELAY_MS = 60_000;

export function defaultRetryPolicy(code: OutcomeCode): RetryPolicy {
  return {
    isRetried: OUTCOMES[code].retry === 'retry',
    retries: null,
    firstDelayMs: FIRST_DELAY_MS,
    maxDelayMs: MAX_DELAY_MS,
  };
}

export function retryPolicy(code: OutcomeCode, changed: RetryPolicies): RetryPolicy {
  return changed[code] ?? defaultRetryPolicy(code);
}

/** Codes whose policy can be changed: failures that are not up to the host or to this computer. */
export const POLICY_CODES: readonly OutcomeCode[] = OUTCOME_CODES.filter(
  (code) => settledState(code) === 'failed' && OUTCOMES[code].retry !== 'host',
);
