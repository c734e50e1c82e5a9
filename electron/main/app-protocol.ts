/**
 * Serves the built window at `app://bundle/`, so that its pages have an origin and a
 * Content-Security-Policy header. Nothing outside the bundle's folder can be named.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Protocol, Session } from 'electron';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What is served; a file with any other extension does not exist for the window. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
]);

/** Must run before the app is ready. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** @returns An absolute path under `root`, or `null` when the URL names no file that is served. */
export function resolveAsset(root: string, rawUrl: string): string | null {
  let pathname: string;
  try {
    const url = new URL(rawUrl);
    if (url.protocol !== 'app:' || url.host !== 'bundle') return null;
    pathname = decodeURIComponent(url.pathname);
  } catch {
    return null; // no URL, or a broken escape
  }
  // A backslash divides folders on Windows, where `..%5c` would be a way out.
  if (pathname.includes('\0') || pathname.includes('\\')) return null;
  const path = normalize(join(root, pathname));
  return path.startsWith(root + sep) && CONTENT_TYPES.has(extname(path)) ? path : null;
}

/** Answers one request for a file of the bundle. Never rejects. */
export async function answerAsset(root: string, rawUrl: string): Promise<Response> {
  const path = resolveAsset(root, rawUrl);
  if (path === null) return new Response(null, { status: 404 });
  try {
    const body = await readFile(path);
    return new Response(new Uint8Array(body), {
      headers: {
        'content-type': CONTENT_TYPES.get(extname(path)) ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      },
    });
  } catch {
    return new Response(null, { status: 404 });
  }
}

/** @param root Absolute folder of the built window, without a separator at its end. */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle('app', (request) => answerAsset(root, request.url));
}
