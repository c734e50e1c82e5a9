/**
 * One line of a list -> one URL, or the reason why not. Pure, and the only place that
 * decides what counts as a web address.
 *
 * Rules that are decisions:
 * - Spaces of every kind, invisible characters and one layer (or more) of quotes or `<>`
 *   around the address are taken off, with a comma or semicolon after a closing quote. Any
 *   other punctuation at the end stays: it may belong to the address.
 * - An address without a scheme gets `https://`, because nearly every public site speaks it
 *   and because sending in the clear what was meant to be private cannot be undone. It gets
 *   `http://` when the host is this computer or a private address, where certificates are
 *   rare, and when the port is 80, which is plain http everywhere.
 * - Without a scheme the host must have a dot (or be `localhost` or an IP address), and
 *   `name@host` and numbers such as `3.14` are not addresses. Prose, mail addresses and
 *   prices would otherwise become hosts.
 * - Credentials are kept. Query parameters are never reordered or dropped.
 */
import { MAX_URL_LENGTH, type RejectReason } from '../../../shared/list-import.ts';

export type UrlLine =
  | {
      readonly ok: true;
      /** WHATWG serialisation, fragment included. */
      readonly url: string;
      /** {@link url} without the fragment: two lines are the same row when their keys agree. */
      readonly key: string;
      /** Scheme, host and port: `https://shop.example:8443`. */
      readonly origin: string;
    }
  | { readonly ok: false; readonly reason: RejectReason };

// U+FFFD stands for bytes that could not be decoded; fetching it would ask for another page.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const UNUSABLE_CHARACTER = /[\u0000-\u001f\u007f-\u009f\ufffd]/;
/** Spaces plus the zero-width and direction marks that come along when text is copied from a page. */
const EDGE = /[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const HTTP_SCHEME = /^https?:/i;
const ANY_SCHEME = /^[a-z][a-z\d+.-]*:(?=\S)/i;
/** `example.com:8080/x` looks like a scheme, too. A port after a name with a dot, or after `localhost`, is a port. */
const HOST_AND_PORT = /^(?:[^:/?#]*\.[^:/?#]*|localhost):\d{1,5}(?:[/?#\\]|$)/i;
const EMPTY_AUTHORITY = /^https?:[/\\]*(?:[^/\\?#]*@)?(?:[:?#]|$)/i;
const INNER_DOT = /[^.]\.[^.]/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const PRIVATE_IPV4 = /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$)/;
const PRIVATE_IPV6 = /^\[(?:::1?\]|f[cd]|fe[89ab])/;
const CLOSING_QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '<': '>',
  '“': '”',
  '„': '“',
  '‘': '’',
  '«': '»',
};

/** Takes off white space, byte order marks and invisible characters at both ends. */
export function trimEdges(text: string): string {
  // Nearly every line begins and ends with plain ASCII, so the regular expression rarely runs.
  let start = 0;
  let end = text.length;
  while (start < end && !isPlain(text.charCodeAt(start)) && EDGE.test(text.charAt(start))) start++;
  while (end > start && !isPlain(text.charCodeAt(end - 1)) && EDGE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** @param text one line or cell, as it stands in the list. */
export function parseUrlLine(text: string): UrlLine {
  const address = unwrap(trimEdges(text));
  if (address.length > MAX_URL_LENGTH) return rejected('too_long');
  const unusable = UNUSABLE_CHARACTER.exec(address);
  if (unusable !== null) return rejected(unusable[0] === '\ufffd' ? 'not_a_url' : 'control_character');

  if (HTTP_SCHEME.test(address)) {
    const url = parse(address);
    if (url === null) return rejected(EMPTY_AUTHORITY.test(address) ? 'no_host' : 'not_a_url');
    return accepted(url);
  }
  if (ANY_SCHEME.test(address) && !HOST_AND_PORT.test(address)) return rejected('scheme_not_supported');
  return parseWithoutScheme(address.startsWith('//') ? address.slice(2) : address);
}

/** True for text that says by itself that it is a web address; used to find the URL column. */
export function isPlainlyUrl(text: string): boolean {
  return /^(?:https?:[/\\]{2}|www\.)/i.test(unwrap(trimEdges(text))) && parseUrlLine(text).ok;
}

function parseWithoutScheme(address: string): UrlLine {
  if (address === '' || /^[/\\?#:]/.test(address)) return rejected('not_a_url');
  const authority = /^[^/\\?#]*/.exec(address)![0];
  if (authority.includes('@')) return rejected('not_a_url');
  const url = parse(`https://${address}`);
  if (url === null) return rejected('not_a_url');

  const host = url.hostname;
  // The parser reads `3.14` as 3.0.0.14; only an address that was written out counts.
  if (IPV4.test(host) && !authority.startsWith(host)) return rejected('not_a_url');
  const isLocalhost = host === 'localhost' || host.endsWith('.localhost');
  if (!isLocalhost && !host.startsWith('[') && !INNER_DOT.test(host)) return rejected('not_a_url');

  const isPrivate = isLocalhost || PRIVATE_IPV6.test(host) || (IPV4.test(host) && PRIVATE_IPV4.test(host));
  if (!isPrivate && url.port !== '80') return accepted(url);
  const plain = parse(`http://${address}`);
  return plain === null ? rejected('not_a_url') : accepted(plain);
}

function accepted(parsed: URL): UrlLine {
  const url = parsed.href;
  if (url.length > MAX_URL_LENGTH) return rejected('too_long');
  const fragmentAt = url.indexOf('#');
  return { ok: true, url, key: fragmentAt === -1 ? url : url.slice(0, fragmentAt), origin: parsed.origin };
}

function rejected(reason: RejectReason): UrlLine {
  return { ok: false, reason };
}

function parse(address: string): URL | null {
  // Asked first because an exception costs 15 times as much, and a wrong list may be all of them.
  return URL.canParse(address) ? new URL(address) : null;
}

function unwrap(trimmed: string): string {
  let text = trimmed;
  for (;;) {
    const closing = CLOSING_QUOTES[text.charAt(0)];
    if (closing === undefined) return text;
    let end = text.length;
    while (end > 1 && /[,;\s]/.test(text.charAt(end - 1))) end--;
    if (end < 2 || text.charAt(end - 1) !== closing) return text;
    text = trimEdges(text.slice(1, end - 1));
  }
}

function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}
