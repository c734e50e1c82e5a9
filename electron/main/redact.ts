/**
 * Takes secrets out of text before it is written to the log: credentials of URLs and
 * proxies, headers that hold secrets, and parameters named like one. It takes too much
 * rather than too little, since a log is mailed around. Every pattern is bounded, so that
 * a long line costs no more than its length.
 */

const HIDDEN = '***';

/** `user:word@` of a URL. Greedy to the last `@` before the path, as URL parsers read it. */
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"<>]{0,2048}@/gi;
/** A password with `/`, `?` or `#` in it makes the address unreadable, but not the password. */
const BROKEN_USER_INFO =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"<>:]{0,256}:(?!\d{1,5}(?:[/?#]|\b))[^\s"<>]{0,2048}@/gi;
/** The same inside of a parameter, where it is escaped. */
const ESCAPED_USER_INFO = /(%3a%2f%2f)(?:(?!%2f|%40)[^\s"<>&]){0,2048}%40/gi;
/** `user:word@host` without a scheme, as people type a proxy. */
const BARE_USER_INFO = /(^|[\s"'(=])[^\s:@/\\"'()=]{1,256}:[^\s:@/\\"<>]{1,256}@(?=[a-z0-9[])/gim;

const SECRET_NAME =
  '(?:token|secret|passw(?:or)?d|passphrase|pwd|signature|credential|session|jwt|(?:key|sig|auth)(?![a-z]))';
const SECRET_PARAMETER = new RegExp(
  `([?&;#][\\w.%[\\]-]{0,64}?${SECRET_NAME}[\\w.%[\\]-]{0,64}=)[^&#\\s"<>]{1,8192}`,
  'gi',
);

const SECRET_HEADER_NAME =
  '(?:(?:proxy-|www-)?authenticat(?:e|ion)|(?:proxy-)?authorization|(?:set-)?cookie2?|(?:x-)?api-?key|x-[\\w-]{0,64}(?:key|token|secret|auth|password))';
/** Quoted as in JSON or in a list of headers: `"cookie":"…"`, `['cookie', '…']`. */
const QUOTED_HEADER = new RegExp(
  `((["'\`])${SECRET_HEADER_NAME}\\2\\s{0,64}[:=,]\\s{0,64}\\[?\\s{0,64})(?:"(?:[^"\\\\]|\\\\.){0,16384}"?|'(?:[^'\\\\]|\\\\.){0,16384}'?|[^\\r\\n]{0,16384})`,
  'gi',
);
/** As in a request: `Cookie: …` up to the end of the line, whatever is in it. */
const PLAIN_HEADER = new RegExp(`(\\b${SECRET_HEADER_NAME}["']?\\s{0,64}[:=])[^\\r\\n]{0,16384}`, 'gi');
const SCHEME_AND_TOKEN = /\b(bearer|basic|digest)(\s{1,8})[\w.~+/=-]{4,16384}/gi;

export function redactSecrets(text: string): string {
  return text
    .replace(USER_INFO, `$1${HIDDEN}@`)
    .replace(BROKEN_USER_INFO, `$1${HIDDEN}@`)
    .replace(ESCAPED_USER_INFO, `$1${HIDDEN}%40`)
    .replace(BARE_USER_INFO, `$1${HIDDEN}@`)
    .replace(SECRET_PARAMETER, `$1${HIDDEN}`)
    .replace(QUOTED_HEADER, `$1"${HIDDEN}"`)
    .replace(PLAIN_HEADER, (whole: string, name: string) =>
      whole.startsWith(`"${HIDDEN}"`, name.length) ? whole : `${name} ${HIDDEN}`,
    )
    .replace(SCHEME_AND_TOKEN, `$1$2${HIDDEN}`);
}
