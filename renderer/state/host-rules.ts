/** Limits for single hosts as they are set in the dialog: fields, words, and their place in the list. */
import { matchesHost } from '../../shared/host-pattern.ts';
import { patternProblem } from '../../shared/host-rules.ts';
import { formatThreeDigits } from '../../shared/format.ts';
import type { HostRule, RunLimits } from '../../shared/options.ts';
import { parseQuantity, QUANTITIES, quantityText } from './quantity-field.ts';

export interface RuleFields {
  readonly pattern: string;
  /** Empty: as for all. */
  readonly perHost: string;
  /** Empty: as for all; `none`: no limit. */
  readonly ratePerSec: string;
  readonly adapt: 'as_for_all' | 'on' | 'off';
}

export type RuleProblems = Readonly<Partial<Record<keyof RuleFields, string>>>;

/** What stands in the fields for `pattern`: the rule that it has, or nothing yet. */
export function fieldsFor(pattern: string, rules: readonly HostRule[]): RuleFields {
  const rule = rules.find((one) => one.pattern === pattern);
  return {
    pattern,
    perHost: rule?.perHost === undefined ? '' : quantityText(QUANTITIES.perHost, rule.perHost),
    ratePerSec: rule?.ratePerSec === undefined ? '' : rateText(rule.ratePerSec),
    adapt: rule?.adapt === undefined ? 'as_for_all' : rule.adapt ? 'on' : 'off',
  };
}

/** The pattern of the rule that counts for `origin` now; its own address where there is none. */
export function patternNow(origin: string, rules: readonly HostRule[]): string {
  return rules.find(({ pattern }) => matchesHost(pattern, origin))?.pattern ?? origin;
}

/** `https://www.shop.example:8080` -> `*.shop.example`; a name of two parts keeps itself and gains what ends like it. */
export function widerPattern(origin: string): string {
  const { hostname } = new URL(origin);
  // Without its last number an address is somebody else's as well.
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return hostname;
  const parts = hostname.split('.');
  return parts.length > 2 ? `*.${parts.slice(1).join('.')}` : `*${hostname}`;
}

export function readRule(
  fields: RuleFields,
):
  | { readonly rule: HostRule; readonly problems: null }
  | { readonly rule: null; readonly problems: RuleProblems } {
  const problems: Partial<Record<keyof RuleFields, string>> = {};
  const pattern = fields.pattern.trim();
  const wrong = patternProblem(pattern);
  if (wrong !== '') problems.pattern = `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}`;
  const perHost = read('perHost', fields.perHost);
  if (perHost !== null && !perHost.isValid) problems.perHost = perHost.problem;
  const isNoLimit = fields.ratePerSec.trim().toLowerCase() === 'none';
  const rate = isNoLimit ? null : read('ratePerSecPerHost', fields.ratePerSec);
  if (rate !== null && !rate.isValid) problems.ratePerSec = `${rate.problem}, or none`;
  if (perHost === null && rate === null && !isNoLimit && fields.adapt === 'as_for_all')
    problems.perHost ??= 'Set at least one limit';
  if (Object.keys(problems).length > 0) return { rule: null, problems };
  return {
    rule: {
      pattern,
      ...(perHost?.isValid === true ? { perHost: perHost.value } : {}),
      ...(isNoLimit ? { ratePerSec: null } : rate?.isValid === true ? { ratePerSec: rate.value } : {}),
      ...(fields.adapt === 'as_for_all' ? {} : { adapt: fields.adapt === 'on' }),
    },
    problems: null,
  };
}

/** In place of the rule of the same pattern; a new one goes first, because the first that fits counts. */
export function withRule(rules: readonly HostRule[], rule: HostRule): readonly HostRule[] {
  const isKnown = rules.some(({ pattern }) => pattern === rule.pattern);
  if (isKnown) return rules.map((one) => (one.pattern === rule.pattern ? rule : one));
  return [rule, ...rules];
}

/** `4 at once, 2/s, adapts` */
export function ruleWords({ perHost, ratePerSec, adapt }: HostRule): string {
  const words = [
    perHost === undefined ? '' : `${perHost} at once`,
    ratePerSec === undefined
      ? ''
      : ratePerSec === null
        ? 'no rate limit'
        : `${formatThreeDigits(ratePerSec)}/s`,
    adapt === undefined ? '' : adapt ? 'adapts' : 'fixed',
  ];
  return words.filter((word) => word !== '').join(', ');
}

/** What an empty field means. */
export function asForAll({ perHost, ratePerSecPerHost }: RunLimits): { perHost: string; ratePerSec: string } {
  return { perHost: `${perHost}, as for all`, ratePerSec: `${rateText(ratePerSecPerHost)}, as for all` };
}

function rateText(ratePerSec: number | null): string {
  return ratePerSec === null ? 'none' : quantityText(QUANTITIES.ratePerSecPerHost, ratePerSec);
}

function read(name: 'perHost' | 'ratePerSecPerHost', text: string): ReturnType<typeof parseQuantity> | null {
  return text.trim() === '' ? null : parseQuantity(QUANTITIES[name], text);
}
