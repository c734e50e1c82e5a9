/**
 * Patterns for hosts: `shop.example` (any scheme and port), `shop.example:8080`,
 * `https://shop.example`, and `*` for any part of it: `*.shop.example`, `*`.
 */
export const HOST_PATTERN_MAX_LENGTH = 300;

/** @param origin As in `https://shop.example:8443`; lower case, as URLs are serialised. */
export function matchesHost(pattern: string, origin: string): boolean {
  const wanted = pattern.trim().toLowerCase().replace(/\/+$/, '');
  const hostAndPort = origin.slice(origin.indexOf('://') + 3);
  if (wanted.includes('://')) return matchesGlob(wanted, origin);
  if (/:\d+$/.test(wanted)) return matchesGlob(wanted, hostAndPort);
  return matchesGlob(wanted, hostAndPort.replace(/:\d+$/, ''));
}

/** Piece by piece and never back: a hostile pattern cannot make it slow. */
function matchesGlob(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  let from = first.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
