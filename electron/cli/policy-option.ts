/** Reads `--policy CODE=never` and `--policy CODE=N[,FIRST[,CAP]]`. */
import { LIMIT_RANGES } from '../../shared/options.ts';
import { POLICY_CODES } from '../../shared/retry-policies.ts';
import type { PolicyChange } from './option-changes.ts';
import { codesNamed } from './outcome-names.ts';
import { parseDurationMs, parseWholeNumber } from './quantities.ts';
import { UsageError } from './usage-error.ts';

/** @throws {UsageError} */
export function parsePolicy(text: string): PolicyChange {
  const [name = '', rule, ...rest] = text.split('=').map((part) => part.trim());
  if (name === '' || rule === undefined || rule === '' || rest.length > 0) throw malformed(text);
  const codes = codesNamed('--policy', name, POLICY_CODES, 'failure whose retries can be set');
  if (rule === 'never') return { codes, isRetried: false };

  const [retriesText = '', firstText, capText, ...more] = rule.split(',').map((part) => part.trim());
  if (more.length > 0) throw malformed(text);
  const retries = parseWholeNumber(`policy ${name}: the retries`, retriesText, LIMIT_RANGES.retries);
  const delay = (what: string, given: string | undefined): number | undefined =>
    given === undefined
      ? undefined
      : parseDurationMs(`policy ${name}: ${what}`, given, LIMIT_RANGES.retryDelayMs);
  const firstDelayMs = delay('the first wait', firstText);
  const maxDelayMs = delay('the longest wait', capText);
  if (firstDelayMs !== undefined && maxDelayMs !== undefined && maxDelayMs < firstDelayMs) {
    throw new UsageError(`--policy ${name}: the longest wait is shorter than the first one.`);
  }
  return { codes, isRetried: true, retries, firstDelayMs, maxDelayMs };
}

function malformed(text: string): UsageError {
  return new UsageError(
    `--policy must be a code or a class and its rule, not "${text}".`,
    'For example --policy timeout=never, or --policy http.server_error=5,1s,2m: five retries, at first within 1 s, never more than 2 m apart.',
  );
}
