/**
 * Every way in which a row can end, declared once: code, whose fault it is, whether
 * it is asked again by itself, and the words that a person reads.
 *
 * Codes are stable: they stand in run files, exports and scripts. The number of a
 * code (its index in {@link OUTCOME_CODES}) is stored in run files, so codes are only
 * ever appended, never reordered or removed.
 */

/** Whose side the cause is on. `us`: Gleaner or its settings decided it. */
export type Fault = 'target' | 'network' | 'local' | 'us';

/**
 * `retry`: asked again with full-jitter backoff while attempts are left.
 * `host`: asked again when the host may be asked again; costs the row no attempt.
 * `never`: settles at once.
 */
export type RetryRule = 'retry' | 'host' | 'never';

export interface OutcomeInfo {
  /** One short sentence for a person: what happened. */
  readonly cause: string;
  /** What the user can do about it. */
  readonly advice: string;
  readonly fault: Fault;
  readonly retry: RetryRule;
  /** True when asking again later has a fair chance; drives "worth retrying" and the default of Retry failed. */
  readonly isWorthRetrying: boolean;
}

const entries = [
  entry('ok', 'us', 'never', false, 'Fetched', ''),
  entry(
    'skipped.robots',
    'target',
    'never',
    false,
    'robots.txt asks not to fetch it',
    'Set robots.txt to warn or off to fetch it anyway.',
  ),
  entry('skipped.user', 'us', 'never', false, 'You skipped it', 'Retry it whenever you like.'),
  entry(
    'dns.not_found',
    'target',
    'never',
    false,
    'The host name does not exist',
    'Check the spelling of the host in the list.',
  ),
  entry(
    'dns.timeout',
    'network',
    'retry',
    true,
    'The name server did not answer',
    'Check your connection, or lower the concurrency, then retry.',
  ),
  entry(
    'dns.failure',
    'network',
    'retry',
    true,
    'The host name could not be looked up',
    'Usually passing: retry in a few minutes.',
  ),
  entry(
    'connect.refused',
    'target',
    'retry',
    true,
    'The server refused the connection',
    'The server may be down, or the port wrong. Retry later.',
  ),
  entry(
    'connect.timeout',
    'network',
    'retry',
    true,
    'No connection in time',
    'The server or a firewall drops us. Lower the per-host limit, then retry.',
  ),
  entry(
    'connect.unreachable',
    'network',
    'retry',
    true,
    'The server cannot be reached',
    'Check your connection and VPN, then retry.',
  ),
  entry(
    'connect.reset',
    'target',
    'retry',
    true,
    'The server cut the connection before it answered',
    'Often a server under load: lower the per-host limit, then retry.',
  ),
  entry(
    'tls.certificate',
    'target',
    'never',
    false,
    'The certificate is not valid',
    'Gleaner never ignores this. Check the address, or tell the owner.',
  ),
  entry(
    'tls.handshake',
    'target',
    'retry',
    true,
    'No secure connection could be agreed',
    'Check that the address should be https, then retry.',
  ),
  entry(
    'timeout.headers',
    'target',
    'retry',
    true,
    'No answer began in time',
    'The server is slow: lower the concurrency or raise the timeout, then retry.',
  ),
  entry(
    'timeout.idle',
    'target',
    'retry',
    true,
    'The answer stopped arriving',
    'Retry; raise the idle timeout if it happens often.',
  ),
  entry(
    'timeout.total',
    'target',
    'retry',
    true,
    'The answer was not complete in time',
    'Raise the timeout or lower the concurrency, then retry.',
  ),
  entry(
    'timeout.slow',
    'target',
    'retry',
    true,
    'The answer came too slowly',
    'Lower the minimum speed or the concurrency, then retry.',
  ),
  entry(
    'protocol.invalid',
    'target',
    'retry',
    true,
    'The answer was not valid HTTP',
    'Check the port and scheme; retry once.',
  ),
  entry(
    'protocol.headers_too_large',
    'target',
    'never',
    false,
    'The answer’s headers were too large',
    'Nothing you can set; tell the owner of the site.',
  ),
  entry(
    'body.truncated',
    'network',
    'retry',
    true,
    'The page was cut off',
    'Fewer bytes came than were announced. Retry.',
  ),
  entry(
    'body.too_large',
    'us',
    'never',
    false,
    'The page is larger than your limit',
    'Raise the page size limit, then retry.',
  ),
  entry(
    'body.undecodable',
    'target',
    'never',
    false,
    'The page’s compression is broken',
    'The server sent damaged data; retrying rarely helps.',
  ),
  entry(
    'redirect.loop',
    'target',
    'never',
    false,
    'The redirects go in a circle',
    'Open the address in a browser; it may need a cookie or a login.',
  ),
  entry(
    'redirect.too_many',
    'target',
    'never',
    false,
    'Too many redirects',
    'Open the address in a browser to see where it leads.',
  ),
  entry(
    'redirect.invalid',
    'target',
    'never',
    false,
    'The redirect leads nowhere',
    'The server sent no usable address to go on to.',
  ),
  entry(
    'http.rate_limited',
    'target',
    'host',
    true,
    'The server asked us to slow down',
    'Lower the rate or the per-host limit, wait, then retry.',
  ),
  entry(
    'http.forbidden',
    'target',
    'never',
    false,
    'The server refused (403)',
    'It may block automated clients or need a login. Slow down before you retry.',
  ),
  entry(
    'http.unauthorized',
    'target',
    'never',
    false,
    'The server wants a login',
    'Add the header it needs, then retry.',
  ),
  entry(
    'http.not_found',
    'target',
    'never',
    false,
    'The page does not exist',
    'Check the address; retrying rarely helps.',
  ),
  entry(
    'http.client_error',
    'target',
    'never',
    false,
    'The server rejected the request',
    'Check the address and the headers you send.',
  ),
  entry(
    'http.server_error',
    'target',
    'retry',
    true,
    'The server had an error',
    'Usually passing: retry in a few minutes.',
  ),
  entry(
    'blocked.soft',
    'target',
    'never',
    false,
    'A block page came instead of the page',
    'Pause, look at the page, and go on more slowly.',
  ),
  entry(
    'local.offline',
    'local',
    'host',
    true,
    'This computer is offline',
    'Goes on when the connection is back.',
  ),
  entry(
    'local.disk_full',
    'local',
    'host',
    true,
    'The disk is full',
    'Free some space; nothing that was settled is lost.',
  ),
  entry(
    'local.too_many_files',
    'local',
    'host',
    true,
    'Too many connections for this computer',
    'Lower the concurrency.',
  ),
  entry('local.proxy', 'local', 'host', true, 'The proxy does not work', 'Check the proxy settings.'),
] as const satisfies readonly (OutcomeInfo & { code: string })[];

function entry<const Code extends string>(
  code: Code,
  fault: Fault,
  retry: RetryRule,
  isWorthRetrying: boolean,
  cause: string,
  advice: string,
) {
  return { code, fault, retry, isWorthRetrying, cause, advice };
}

export type OutcomeCode = (typeof entries)[number]['code'];

/** All codes; a code's index is its number in run files. Append only. */
export const OUTCOME_CODES: readonly OutcomeCode[] = entries.map((one) => one.code);

// Object.fromEntries loses the literal keys; `entries` has every code exactly once.
export const OUTCOMES = Object.fromEntries(entries.map((one) => [one.code, one])) as unknown as Readonly<
  Record<OutcomeCode, OutcomeInfo>
>;

const numbers = new Map<string, number>(OUTCOME_CODES.map((code, index) => [code, index]));

/** @returns The number of `code` in run files, or `undefined` for a text that is no code. */
export function outcomeNumber(code: string): number | undefined {
  return numbers.get(code);
}

export function isOutcomeCode(text: string): text is OutcomeCode {
  return numbers.has(text);
}

/** Which of the four ledger columns a settled code counts in. */
export function settledState(code: OutcomeCode): 'ok' | 'failed' | 'skipped' {
  if (code === 'ok') return 'ok';
  return code.startsWith('skipped.') ? 'skipped' : 'failed';
}
