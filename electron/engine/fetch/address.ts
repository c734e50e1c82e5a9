/** Taking addresses apart: what to send to whom, and where a redirect leads. */
import { basicAuthorization } from './proxy.ts';

export interface RequestTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query, as it goes on the wire. */
  readonly path: string;
  /** `Basic …` when the address holds credentials. */
  readonly authorization: string | null;
}

/** @param url WHATWG serialisation. @param knownOrigin The origin it probably has; saves parsing it. */
export function requestTarget(url: string, knownOrigin: string): RequestTarget {
  if (url.startsWith(knownOrigin) && url.charCodeAt(knownOrigin.length) === 47 /* slash */) {
    const hash = url.indexOf('#', knownOrigin.length);
    const path = url.slice(knownOrigin.length, hash === -1 ? undefined : hash);
    return { origin: knownOrigin, path, authorization: null };
  }
  const parsed = new URL(url);
  return {
    origin: parsed.origin,
    path: parsed.pathname + parsed.search,
    authorization: basicAuthorization(parsed),
  };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number | null): boolean {
  return status !== null && REDIRECTS.has(status);
}

/**
 * @param location The header's bytes as latin1.
 * @returns Where a redirect leads, or `null` when that is no http address. Keeps the
 *   fragment of `base` unless it brings its own (RFC 9110, 10.2.2).
 */
export function resolveRedirect(location: string, base: string): string | null {
  // Servers send raw UTF-8 where RFC 9110 wants it escaped; the header was read byte by byte.
  const text = Buffer.from(location, 'latin1').toString('utf8').trim();
  if (text === '' || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.hash === '') {
    const hash = base.indexOf('#');
    if (hash !== -1) url.hash = base.slice(hash);
  }
  return url.href;
}

/** The address without its fragment, which never reaches a server. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash === -1 ? url : url.slice(0, hash);
}

/** Names and addresses that never leave this computer (RFC 6761 for the names). */
export function isThisComputer(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '::1' ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** A name that is there to not exist (RFC 6761, 6.4), which is known without asking anybody. */
export function isInvalidName(hostname: string): boolean {
  return hostname === 'invalid' || hostname.endsWith('.invalid') || hostname.endsWith('.invalid.');
}
