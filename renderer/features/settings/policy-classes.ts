/** The causes that have a policy, by the stage at which they happen. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { POLICY_CODES } from '../../../shared/retry-policies.ts';

export interface PolicyClass {
  /** First part of its codes: `dns`. */
  readonly key: string;
  readonly label: string;
  readonly codes: readonly OutcomeCode[];
}

const LABELS: readonly (readonly [key: string, label: string])[] = [
  ['dns', 'Name lookup'],
  ['connect', 'Connecting'],
  ['tls', 'Secure connection'],
  ['timeout', 'Too slow'],
  ['protocol', 'Not valid HTTP'],
  ['body', 'The page itself'],
  ['redirect', 'Redirects'],
  ['http', 'Answers that say no'],
  ['blocked', 'Block pages'],
];

export const POLICY_CLASSES: readonly PolicyClass[] = LABELS.map(([key, label]) => ({
  key,
  label,
  codes: POLICY_CODES.filter((code) => code.startsWith(`${key}.`)),
})).filter(({ codes }) => codes.length > 0);
