/** From how an exchange ended to what that says about its host. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { ExchangeResult } from '../fetch/exchange-result.ts';
import type { AnswerKind } from './governor.ts';

/** What many requests can cause. */
const BAD: ReadonlySet<OutcomeCode> = new Set([
  'connect.refused',
  'connect.timeout',
  'connect.reset',
  'tls.handshake',
  'timeout.headers',
  'timeout.idle',
  'timeout.total',
  'timeout.slow',
  'body.truncated',
]);
/** The page came; that something is wrong with it is no matter of how much is asked. */
const GOOD: ReadonlySet<OutcomeCode> = new Set(['body.too_large', 'body.undecodable']);

export function kindOf({ failure, status }: ExchangeResult): AnswerKind {
  if (failure !== null) return BAD.has(failure.code) ? 'bad' : GOOD.has(failure.code) ? 'good' : 'neutral';
  if (status === 429 || status === 503) return 'refused';
  if (status === 403) return 'forbidden';
  if (status === 408 || (status !== null && status >= 500)) return 'bad';
  return 'good';
}
