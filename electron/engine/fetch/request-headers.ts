/** What is sent with every request: our own headers, and the user's. */
import type { RunOptions } from '../../../shared/options.ts';
import type { Validators } from './network.ts';

const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ACCEPT_ENCODING = 'gzip, deflate, br';
/**
 * Not the user's to set. We must be able to decode what comes, and what is for a proxy
 * must not reach the servers behind it.
 */
const OURS = new Set(['accept-encoding', 'proxy-authorization']);

const CONDITIONS = ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'range'];

export class RequestHeaders {
  readonly #own: readonly string[];
  readonly #all: readonly string[];
  /** The user asks under conditions of their own. */
  readonly #hasConditions: boolean;

  constructor({ userAgent, headers }: Pick<RunOptions, 'userAgent' | 'headers'>) {
    const basics = [
      ['user-agent', userAgent],
      ['accept', ACCEPT],
    ] as const;
    const given = headers.filter(([name]) => !OURS.has(name.toLowerCase()));
    const replaced = new Set(given.map(([name]) => name.toLowerCase()));
    const kept = basics.filter(([name]) => !replaced.has(name));
    this.#hasConditions = CONDITIONS.some((name) => replaced.has(name));
    this.#own = [...basics.flat(), 'accept-encoding', ACCEPT_ENCODING];
    this.#all = [...kept.flat(), 'accept-encoding', ACCEPT_ENCODING, ...given.flat()];
  }

  /**
   * @param mayCarrySecrets Whether the user's own may go along.
   * @param authorization Credentials that stand in the address.
   * @param unless Of the page that is here already.
   * @returns Names and values in turn.
   */
  list(
    mayCarrySecrets: boolean,
    authorization: string | null,
    unless: Validators | null = null,
  ): readonly string[] {
    const list = mayCarrySecrets ? this.#all : this.#own;
    if (authorization === null && unless === null) return list;
    return [
      ...list,
      ...(authorization === null ? [] : ['authorization', authorization]),
      ...(unless === null || this.#hasConditions ? [] : conditionsOf(unless)),
    ];
  }
}

function conditionsOf({ etag, lastModified }: Validators): string[] {
  return [
    ...(etag === null ? [] : ['if-none-match', etag]),
    ...(lastModified === null ? [] : ['if-modified-since', lastModified]),
  ];
}
