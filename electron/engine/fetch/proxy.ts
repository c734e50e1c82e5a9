/** The address of a proxy, taken apart. */

export interface Proxy {
  /** Whether to speak to the proxy itself over TLS. */
  readonly protocol: 'http:' | 'https:';
  /** Name or address; without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`; `null` without a user. For the proxy only, never for a server behind it. */
  readonly authorization: string | null;
}

/**
 * @param text `http://proxy.example:3128` or `https://user:password@proxy.example:3128`.
 * @returns `null` for anything else, also for an address with a path.
 */
export function parseProxy(text: string): Proxy | null {
  if (!URL.canParse(text.trim())) return null;
  const url = new URL(text.trim());
  const { protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.port === '0') return null;
  return {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (protocol === 'https:' ? 443 : 80)),
    authorization: basicAuthorization(url),
  };
}

/** @returns `Basic …` for the credentials in an address; `null` when it has none. */
export function basicAuthorization(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  const credentials = `${decode(url.username)}:${decode(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
