/** Reads limits for single hosts from what somebody wrote, and says which entry is wrong. */
import { HOST_PATTERN_MAX_LENGTH } from './host-pattern.ts';
import { HOST_RULES_MAX, LIMIT_RANGES, type HostRule, type Range } from './options.ts';

export type ParsedHostRules =
  | { readonly isValid: true; readonly rules: readonly HostRule[] }
  /** `problem`: as in `entry 2: perHost must be a whole number from 1 to 256`. */
  | { readonly isValid: false; readonly problem: string };

const KEYS = ['pattern', 'perHost', 'ratePerSec', 'adapt'];

/** @param value What a JSON file holds: `[{"pattern": "*.shop.example", "perHost": 4}]`. */
export function parseHostRules(value: unknown): ParsedHostRules {
  if (!Array.isArray(value))
    return invalid('it must be a list: [{"pattern": "*.shop.example", "perHost": 4}]');
  if (value.length > HOST_RULES_MAX) return invalid(`it has more than ${HOST_RULES_MAX} entries`);
  const rules: HostRule[] = [];
  for (const [index, entry] of (value as readonly unknown[]).entries()) {
    const problem = problemOf(entry);
    if (problem !== '') return invalid(`entry ${index + 1}: ${problem}`);
    // Checked key by key above.
    const rule = entry as HostRule;
    rules.push({ ...rule, pattern: rule.pattern.trim() });
  }
  return { isValid: true, rules };
}

/** What is wrong with a pattern; empty when nothing is. */
export function patternProblem(pattern: string): string {
  const trimmed = pattern.trim();
  if (trimmed === '') return 'a host or a pattern is needed, such as *.shop.example';
  if (trimmed.length > HOST_PATTERN_MAX_LENGTH) return `at most ${HOST_PATTERN_MAX_LENGTH} characters`;
  if (/\s/.test(trimmed)) return 'a pattern has no spaces';
  const hostAndPort = trimmed.replace(/^[a-z*]+:\/\//i, '').replace(/\/+$/, '');
  if (/[/?#]/.test(hostAndPort)) return 'only the host counts, such as *.shop.example, without a path';
  return '';
}

function problemOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return 'must be an object with a "pattern"';
  const stranger = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) return `"${stranger}" is none of ${KEYS.join(', ')}`;
  // Any object may be read like this; its values are checked one by one.
  const { pattern, perHost, ratePerSec, adapt } = entry as Readonly<Record<string, unknown>>;
  if (typeof pattern !== 'string') return 'needs a "pattern", such as "*.shop.example"';
  if (patternProblem(pattern) !== '') return `pattern: ${patternProblem(pattern)}`;
  if (perHost !== undefined && !(isWithin(perHost, LIMIT_RANGES.perHost) && Number.isInteger(perHost)))
    return `perHost must be a whole number ${words(LIMIT_RANGES.perHost)}`;
  const isNoLimit = ratePerSec === undefined || ratePerSec === null;
  if (!isNoLimit && !isWithin(ratePerSec, LIMIT_RANGES.ratePerSecPerHost))
    return `ratePerSec must be a number ${words(LIMIT_RANGES.ratePerSecPerHost)}, or null for no limit`;
  if (adapt !== undefined && typeof adapt !== 'boolean') return 'adapt must be true or false';
  if (perHost === undefined && ratePerSec === undefined && adapt === undefined)
    return 'sets nothing; it needs perHost, ratePerSec or adapt';
  return '';
}

function isWithin(value: unknown, { min, max }: Range): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function words({ min, max }: Range): string {
  return `from ${min} to ${max}`;
}

function invalid(problem: string): ParsedHostRules {
  return { isValid: false, problem };
}
