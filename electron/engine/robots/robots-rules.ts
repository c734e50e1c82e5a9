/**
 * What a robots.txt asks of us (RFC 9309): the groups that name our product, or else those
 * for everybody, joined into one set of rules.
 *
 * Our own, because robots-parser lets a Sitemap line end a group, does not treat %62 and b as
 * the same, and takes a quarter of a second for each address over a hostile line of asterisks.
 * Here a rule costs at most one search through the path for each of its pieces.
 */

/** At least this much must be read (RFC 9309, 2.5); the rest is ignored, as others do. */
export const ROBOTS_MAX_BYTES = 500 * 1024;

interface Rule {
  /** What stands between the asterisks; the first piece is where the path begins. */
  readonly pieces: readonly string[];
  /** Ended by `$`: nothing may follow. */
  readonly isWhole: boolean;
  /** Of the pattern as it was written; the longest that fits wins. */
  readonly length: number;
  readonly isAllowed: boolean;
}

export class RobotsRules {
  /** Longest first, and of the same length `Allow` first: the first that fits decides. */
  readonly #rules: readonly Rule[];
  /** Crawl-delay is no part of the standard, but it is widely written and easily kept. */
  readonly crawlDelayMs: number | null;
  /** About how much memory it takes. */
  readonly size: number;

  constructor(rules: readonly Rule[], crawlDelayMs: number | null) {
    this.#rules = rules.toSorted((a, b) => b.length - a.length || Number(b.isAllowed) - Number(a.isAllowed));
    this.crawlDelayMs = crawlDelayMs;
    this.size = rules.reduce((sum, rule) => sum + rule.length + 64, 0);
  }

  /** @param url WHATWG serialisation. */
  isAllowed(url: string): boolean {
    if (this.#rules.length === 0) return true;
    const { pathname, search } = new URL(url);
    // Implicitly allowed (RFC 9309, 2.2.2).
    if (pathname === '/robots.txt') return true;
    const path = normalisedPath(pathname + search);
    for (const rule of this.#rules) if (fits(rule, path)) return rule.isAllowed;
    return true;
  }
}

export const ALLOW_ALL = new RobotsRules([], null);

/**
 * @param productToken From {@link productToken}.
 * @param isCut More would have followed: the last line may be half a line.
 */
export function parseRobots(bytes: Buffer, token: string, { isCut = false } = {}): RobotsRules {
  const own = new GroupRules();
  const everybodys = new GroupRules();
  let hasOwnGroup = false;
  // The group that the lines belong to now, and whether its User-agent lines go on.
  let isOwn = false;
  let isEverybodys = false;
  let isNaming = false;
  for (const { name, value } of linesOf(bytes, isCut)) {
    if (name === 'user-agent') {
      if (!isNaming) isOwn = isEverybodys = false;
      isNaming = true;
      if (/^\*(\s|$)/.test(value)) isEverybodys = true;
      else if (token !== '' && productToken(value) === token) isOwn = hasOwnGroup = true;
      continue;
    }
    // Other lines, such as Sitemap, neither end a group nor belong to one (2.2.4).
    if (name !== 'allow' && name !== 'disallow' && name !== 'crawl-delay') continue;
    isNaming = false;
    if (isOwn) own.add(name, value);
    if (isEverybodys) everybodys.add(name, value);
  }
  return (hasOwnGroup ? own : everybodys).toRules();
}

/** The name by which a robots.txt calls us: `gleaner` of `Gleaner/0.1 (list fetcher)`. */
export function productToken(userAgent: string): string {
  return (/^[A-Za-z_-]+/.exec(userAgent)?.[0] ?? '').toLowerCase();
}

class GroupRules {
  readonly #rules: Rule[] = [];
  #crawlDelayMs: number | null = null;

  add(name: 'allow' | 'disallow' | 'crawl-delay', value: string): void {
    if (name === 'crawl-delay') {
      const delayMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : NaN;
      // Two groups that disagree: the more careful one.
      if (Number.isFinite(delayMs)) this.#crawlDelayMs = Math.max(this.#crawlDelayMs ?? 0, delayMs);
      return;
    }
    // An empty Disallow forbids nothing.
    if (value === '') return;
    const pattern = normalisedPattern(value);
    const isWhole = pattern.endsWith('$');
    this.#rules.push({
      pieces: (isWhole ? pattern.slice(0, -1) : pattern).split(/\*+/),
      isWhole,
      length: pattern.length,
      isAllowed: name === 'allow',
    });
  }

  toRules(): RobotsRules {
    return this.#rules.length === 0 && this.#crawlDelayMs === null
      ? ALLOW_ALL
      : new RobotsRules(this.#rules, this.#crawlDelayMs);
  }
}

function* linesOf(bytes: Buffer, isCut: boolean): Generator<{ name: string; value: string }> {
  const read = bytes.subarray(0, ROBOTS_MAX_BYTES);
  // TextDecoder drops a byte order mark, and cannot fail on bytes that are no UTF-8.
  const lines = new TextDecoder().decode(read).split(/\r\n|\r|\n/);
  if (isCut || bytes.length > read.length) lines.pop();
  for (const line of lines) {
    const comment = line.indexOf('#');
    const text = comment === -1 ? line : line.slice(0, comment);
    const colon = text.indexOf(':');
    if (colon !== -1)
      yield { name: text.slice(0, colon).trim().toLowerCase(), value: text.slice(colon + 1).trim() };
  }
}

function fits({ pieces, isWhole }: Rule, path: string): boolean {
  const first = pieces[0]!;
  if (!path.startsWith(first)) return false;
  const last = pieces.length - 1;
  if (last === 0) return !isWhole || path.length === first.length;
  let from = first.length;
  // Leftmost is always right: it leaves most for the pieces that follow.
  for (let index = 1; index < last; index++) {
    const at = path.indexOf(pieces[index]!, from);
    if (at === -1) return false;
    from = at + pieces[index]!.length;
  }
  const end = pieces[last]!;
  if (!isWhole) return path.includes(end, from);
  return path.length - end.length >= from && path.endsWith(end);
}

/** Where `*` and `$` stand in an address they mean themselves. */
function normalisedPath(path: string): string {
  return normalisedEscapes(path).replaceAll('*', '%2A').replaceAll('$', '%24');
}

function normalisedPattern(pattern: string): string {
  const rooted = /^[/*]/.test(pattern) ? pattern : `/${pattern}`;
  const escaped = normalisedEscapes(rooted.replace(/[^!-~]+/gu, escapedUtf8));
  // Only at the end does it end the path.
  const marked = escaped.replace(/\$(?!$)/g, '%24');
  // A copy: a piece of the file would keep all of it in memory.
  return Buffer.from(marked, 'latin1').toString('latin1');
}

/** Escapes of what needs none are undone, the others written in capitals, so that equal addresses look equal. */
function normalisedEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function escapedUtf8(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
