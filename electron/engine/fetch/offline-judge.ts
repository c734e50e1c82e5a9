/** Tells failures of a host from those of this computer's own network. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { isInvalidName, isThisComputer } from './address.ts';
import type { Connectivity } from './connectivity.ts';
import type { ExchangeResult } from './exchange.ts';

/**
 * What a missing network can look like. Not a refusal, which somebody has sent; but a name
 * that is not found, which is what some systems say without asking anybody.
 */
const SUSPECT: ReadonlySet<OutcomeCode> = new Set([
  'dns.not_found',
  'dns.timeout',
  'dns.failure',
  'connect.timeout',
  'connect.unreachable',
  'connect.reset',
  'tls.handshake',
  'timeout.headers',
  'timeout.idle',
  'timeout.slow',
  'timeout.total',
  'body.truncated',
  'local.proxy',
]);

export class OfflineJudge {
  readonly #connectivity: Connectivity;

  constructor(connectivity: Connectivity) {
    this.#connectivity = connectivity;
  }

  /**
   * @param hostname Of the computer that was asked.
   * @param addresses Its addresses, as far as they are known.
   * @returns `null` when the result stands as it is, else what it is called in the end.
   */
  judge(
    result: ExchangeResult,
    hostname: () => string,
    addresses: readonly string[],
  ): Promise<ExchangeResult> | null {
    const { failure } = result;
    if (failure === null || !SUSPECT.has(failure.code) || isKnownLocally(hostname())) return null;
    const isNameFailure = failure.code.startsWith('dns.');
    return this.#connectivity.isOffline(addresses).then((isOffline) => {
      const isOurs = isOffline || (isNameFailure && this.#connectivity.isSettling);
      if (!isOurs) return result;
      return {
        ...result,
        failure: { code: 'local.offline', message: failure.message },
        isStaleConnection: false,
      };
    });
  }
}

function isKnownLocally(hostname: string): boolean {
  return isThisComputer(hostname) || isInvalidName(hostname);
}
