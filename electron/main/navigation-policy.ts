/** Where the window may go and what it may load. Pure, so that every rule is tested without Electron. */
export const APP_ORIGIN = 'app://bundle';
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** Longest link that is offered to the system browser, so that the question about it stays readable. */
const EXTERNAL_URL_MAX = 2048;

function parseUrl(text: string): URL | null {
  // URL.parse is missing from the Node of the oldest runtime that we support.
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** True for links that may be offered to the system browser: https, without credentials. */
export function isExternalUrlAllowed(rawUrl: string): boolean {
  const url = parseUrl(rawUrl);
  return (
    url !== null &&
    rawUrl.length <= EXTERNAL_URL_MAX &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === ''
  );
}

/**
 * True for what the window may load. It shows data and never talks to the network
 * itself; `devtools:` is allowed only where the developer tools are.
 */
export function isRendererRequestAllowed(rawUrl: string, hasDevTools: boolean): boolean {
  const url = parseUrl(rawUrl);
  if (url === null) return false;
  // Not `origin`: Node reports "null" for schemes that it does not know.
  if (url.protocol === 'app:') return url.host === 'bundle';
  if (url.protocol === 'blob:') return rawUrl.startsWith(`blob:${APP_ORIGIN}/`);
  return hasDevTools && url.protocol === 'devtools:';
}

/** What is known of the frame that sent a message; `null` when it is gone already. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Only the top frame of a page that we served may call us; a sub-frame or another origin may not. */
export function isTrustedFrame(frame: SenderFrame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && frame.origin === APP_ORIGIN;
}
