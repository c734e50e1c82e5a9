/**
 * The settings as they are being edited: numbers are texts until they are saved, because a
 * number that is half typed is not wrong yet. Everything is about runs to come.
 */
import type { RunDefaults } from '../../shared/ipc/contract.ts';
import type { RobotsMode } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import {
  defaultRetryPolicy,
  POLICY_CODES,
  retryPolicy,
  type RetryPolicy,
} from '../../shared/retry-policies.ts';
import { parseQuantity, QUANTITIES, quantityText } from './quantity-field.ts';

export const SETTING_QUANTITIES = [
  'failedPercent',
  'hostAnswers',
  'runAnswers',
  'minSpeedBytesPerSec',
  'minSpeedWindowMs',
  'maxBodyBytes',
] as const satisfies readonly (keyof typeof QUANTITIES)[];

export type SettingQuantity = (typeof SETTING_QUANTITIES)[number];
export type SettingText = SettingQuantity | 'proxy';
export type SettingSwitch = 'autoPause' | 'softBlocks';
export type PolicyText = 'retries' | 'firstDelayMs' | 'maxDelayMs';

export interface PolicyDraft {
  readonly isRetried: boolean;
  /** Empty: as the run says. */
  readonly retries: string;
  readonly firstDelayMs: string;
  readonly maxDelayMs: string;
}

export interface SettingsDraft {
  readonly policies: ReadonlyMap<OutcomeCode, PolicyDraft>;
  readonly texts: Readonly<Record<SettingText, string>>;
  readonly switches: Readonly<Record<SettingSwitch, boolean>>;
  readonly robots: RobotsMode;
}

export interface SettingsProblems {
  readonly texts: Readonly<Partial<Record<SettingText, string>>>;
  readonly policies: ReadonlyMap<OutcomeCode, Readonly<Partial<Record<PolicyText, string>>>>;
}

export function draftOf(defaults: RunDefaults): SettingsDraft {
  const { autoPause, proxy, detectsSoftBlocks } = defaults;
  return {
    policies: new Map(
      POLICY_CODES.map((code) => [code, policyDraftOf(retryPolicy(code, defaults.retryPolicies))]),
    ),
    texts: {
      failedPercent: quantityText(QUANTITIES.failedPercent, autoPause.failedRatio),
      hostAnswers: String(autoPause.hostAnswers),
      runAnswers: String(autoPause.runAnswers),
      minSpeedBytesPerSec: String(defaults.minSpeedBytesPerSec),
      minSpeedWindowMs: quantityText(QUANTITIES.minSpeedWindowMs, defaults.minSpeedWindowMs),
      maxBodyBytes: quantityText(QUANTITIES.maxBodyBytes, defaults.maxBodyBytes),
      proxy: proxy ?? '',
    },
    switches: { autoPause: autoPause.isOn, softBlocks: detectsSoftBlocks },
    robots: defaults.robots,
  };
}

export function policyDraftOf(policy: RetryPolicy): PolicyDraft {
  return {
    isRetried: policy.isRetried,
    retries: policy.retries === null ? '' : String(policy.retries),
    firstDelayMs: quantityText(QUANTITIES.retryDelayMs, policy.firstDelayMs),
    maxDelayMs: quantityText(QUANTITIES.retryDelayMs, policy.maxDelayMs),
  };
}

export function defaultPolicyDraft(code: OutcomeCode): PolicyDraft {
  return policyDraftOf(defaultRetryPolicy(code));
}

/** True for what differs from what the code says by itself. A row that is not retried has no numbers. */
export function isChangedPolicy(code: OutcomeCode, policy: PolicyDraft): boolean {
  const normal = defaultPolicyDraft(code);
  if (policy.isRetried !== normal.isRetried) return true;
  return (
    policy.isRetried &&
    (policy.retries.trim() !== normal.retries ||
      policy.firstDelayMs.trim() !== normal.firstDelayMs ||
      policy.maxDelayMs.trim() !== normal.maxDelayMs)
  );
}

/** @returns What can be saved, and what is wrong; what is wrong has its old value in `defaults`. */
export function checkDraft(
  draft: SettingsDraft,
  before: RunDefaults,
): { readonly defaults: RunDefaults; readonly problems: SettingsProblems; readonly isValid: boolean } {
  const texts: Partial<Record<SettingText, string>> = {};
  const number = (name: SettingQuantity, old: number): number => {
    const parsed = parseQuantity(QUANTITIES[name], draft.texts[name]);
    if (parsed.isValid) return parsed.value;
    texts[name] = parsed.problem;
    return old;
  };
  const { autoPause } = before;
  const proxy = draft.texts.proxy.trim();
  const proxyProblem = proxy === '' ? '' : problemOfProxy(proxy);
  if (proxyProblem !== '') texts.proxy = proxyProblem;

  const policies = new Map<OutcomeCode, Partial<Record<PolicyText, string>>>();
  const retryPolicies: Partial<Record<OutcomeCode, RetryPolicy>> = {};
  for (const [code, policy] of draft.policies) {
    const checked = checkPolicy(code, policy);
    if (Object.keys(checked.problems).length > 0) policies.set(code, checked.problems);
    if (isChangedPolicy(code, policy)) retryPolicies[code] = checked.policy;
  }

  return {
    defaults: {
      retryPolicies,
      autoPause: {
        isOn: draft.switches.autoPause,
        failedRatio: number('failedPercent', autoPause.failedRatio),
        hostAnswers: number('hostAnswers', autoPause.hostAnswers),
        runAnswers: number('runAnswers', autoPause.runAnswers),
      },
      detectsSoftBlocks: draft.switches.softBlocks,
      minSpeedBytesPerSec: number('minSpeedBytesPerSec', before.minSpeedBytesPerSec),
      minSpeedWindowMs: number('minSpeedWindowMs', before.minSpeedWindowMs),
      maxBodyBytes: number('maxBodyBytes', before.maxBodyBytes),
      proxy: proxy === '' ? null : proxy,
      robots: draft.robots,
    },
    problems: { texts, policies },
    isValid: Object.keys(texts).length === 0 && policies.size === 0,
  };
}

/** Numbers of a row that is not retried do not matter and are never wrong. */
function checkPolicy(
  code: OutcomeCode,
  draft: PolicyDraft,
): { readonly policy: RetryPolicy; readonly problems: Partial<Record<PolicyText, string>> } {
  const normal = defaultRetryPolicy(code);
  if (!draft.isRetried) return { policy: { ...normal, isRetried: false }, problems: {} };
  const problems: Partial<Record<PolicyText, string>> = {};
  const delay = (name: 'firstDelayMs' | 'maxDelayMs'): number => {
    const parsed = parseQuantity(QUANTITIES.retryDelayMs, draft[name]);
    if (parsed.isValid) return parsed.value;
    problems[name] = parsed.problem;
    return normal[name];
  };
  let retries: number | null = null;
  if (draft.retries.trim() !== '') {
    const parsed = parseQuantity(QUANTITIES.retries, draft.retries);
    if (parsed.isValid) retries = parsed.value;
    else problems.retries = parsed.problem;
  }
  const firstDelayMs = delay('firstDelayMs');
  const maxDelayMs = delay('maxDelayMs');
  if (firstDelayMs > maxDelayMs && problems.firstDelayMs === undefined && problems.maxDelayMs === undefined)
    problems.maxDelayMs = 'Must not be below the first wait';
  return { policy: { isRetried: true, retries, firstDelayMs, maxDelayMs }, problems };
}

/** The coarse check that can be made while typing; main has the last word. */
function problemOfProxy(text: string): string {
  if (!URL.canParse(text)) return 'That is not the address of a proxy';
  const { protocol, hostname } = new URL(text);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  if (!isHttp) return 'It must begin with http:// or https://';
  return hostname === '' ? 'That is not the address of a proxy' : '';
}
