/**
 * When two addresses are one row. The key of an address is what is compared; what is fetched is
 * the address itself. Parameters are never put into another order.
 */
import { DEFAULT_MERGE_RULES, type MergeRules } from '../../../shared/list-choices.ts';
import type { MergeReason } from '../../../shared/list-import.ts';

/** Set by advertising and newsletters to tell where a visitor came from; servers answer the same without. */
const TRACKING_PARAMETER =
  /^(?:utm_[^=]*|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|ttclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl)(?:=|$)/i;

const NO_RULES: MergeRules = DEFAULT_MERGE_RULES;

/** @param url WHATWG serialisation. */
export function mergeKey(url: string, rules: MergeRules): string {
  const fragmentAt = url.indexOf('#');
  const address = fragmentAt === -1 ? url : url.slice(0, fragmentAt);
  if (!rules.ignoresTrailingSlash && !rules.ignoresTracking && !rules.ignoresLetterCase) return address;

  const queryAt = address.indexOf('?');
  const pathAt = address.indexOf('/', address.indexOf('//') + 2);
  let path = queryAt === -1 ? address.slice(pathAt) : address.slice(pathAt, queryAt);
  let query = queryAt === -1 ? '' : address.slice(queryAt);
  if (rules.ignoresTracking && query !== '') query = withoutTracking(query);
  if (rules.ignoresTrailingSlash) path = path.replace(/(?<=.)\/$/, '');
  if (rules.ignoresLetterCase) path = path.toLowerCase();
  return address.slice(0, pathAt) + path + query;
}

/** Why two addresses whose keys agree under `rules` are one row: the last rule that it took. */
export function mergeReason(url: string, earlier: string, rules: MergeRules): MergeReason {
  if (url === earlier) return 'same_address';
  const agree = (some: Partial<MergeRules>): boolean =>
    mergeKey(url, { ...NO_RULES, ...some }) === mergeKey(earlier, { ...NO_RULES, ...some });
  if (agree({})) return 'fragment';
  const { ignoresTrailingSlash, ignoresTracking } = rules;
  if (ignoresTrailingSlash && agree({ ignoresTrailingSlash })) return 'trailing_slash';
  if (ignoresTracking && agree({ ignoresTrailingSlash, ignoresTracking })) return 'tracking';
  return 'letter_case';
}

function withoutTracking(query: string): string {
  const kept = query
    .slice(1)
    .split('&')
    .filter((parameter) => !TRACKING_PARAMETER.test(parameter));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
