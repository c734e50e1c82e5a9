/**
 * What the command line changes about a run's options. Options that have parts (a policy per
 * outcome, the pause) are changed part by part: naming one leaves the others as they are.
 */
import type { AutoPauseOptions, RunOptions } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { retryPolicy, type RetryPolicies, type RetryPolicy } from '../../shared/retry-policies.ts';

/** `undefined`: as it was. */
export interface PolicyChange {
  readonly codes: readonly OutcomeCode[];
  readonly isRetried: boolean;
  readonly retries?: number | undefined;
  readonly firstDelayMs?: number | undefined;
  readonly maxDelayMs?: number | undefined;
}

/** Only what was named. */
export interface OptionChanges extends Partial<Omit<RunOptions, 'retryPolicies' | 'autoPause'>> {
  /** In the order of the command line: a later one goes over an earlier one. */
  readonly policies?: readonly PolicyChange[];
  readonly autoPause?: Partial<AutoPauseOptions>;
}

/** @returns The options that differ from `base`, each of them whole. */
export function changedOptions(base: RunOptions, changes: OptionChanges): Partial<RunOptions> {
  const { policies, autoPause, ...plain } = changes;
  return {
    ...plain,
    ...(policies === undefined ? {} : { retryPolicies: changedPolicies(base.retryPolicies, policies) }),
    ...(autoPause === undefined ? {} : { autoPause: { ...base.autoPause, ...autoPause } }),
  };
}

function changedPolicies(policies: RetryPolicies, changes: readonly PolicyChange[]): RetryPolicies {
  const changed: Partial<Record<OutcomeCode, RetryPolicy>> = { ...policies };
  for (const change of changes) {
    for (const code of change.codes) changed[code] = changedPolicy(retryPolicy(code, changed), change);
  }
  return changed;
}

function changedPolicy(policy: RetryPolicy, change: PolicyChange): RetryPolicy {
  const firstDelayMs = change.firstDelayMs ?? policy.firstDelayMs;
  return {
    isRetried: change.isRetried,
    retries: change.retries ?? policy.retries,
    firstDelayMs,
    // A first wait that is longer than the cap of before means to wait that long.
    maxDelayMs: change.maxDelayMs ?? Math.max(policy.maxDelayMs, firstDelayMs),
  };
}
