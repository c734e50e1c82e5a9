/** What may stand in the settings as a proxy. */

/** `http://proxy.example:3128`, with or without `user:password@`; https as well. */
export function isProxyAddress(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return false;
  }
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.hostname !== '' && url.port !== '0' && url.pathname === '/' && url.search === '';
}
