/** HTTP headers as a person types them: one `Name: value` a line. */

/** They say how the message is framed; sent by hand they would break every request. */
const FRAMING_HEADERS: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
];
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Printable Latin-1 and tabs: what HTTP/1.1 can carry. */
const VALUE = /^[\t\u{20}-\u{7e}\u{80}-\u{ff}]*$/u;
const NAME_MAX = 256;
const VALUE_MAX = 8192;
const HEADERS_MAX = 50;

export type ParsedHeaders =
  | { readonly isValid: true; readonly headers: [name: string, value: string][] }
  | { readonly isValid: false; readonly problem: string };

/** Blank lines are nothing. @returns The headers in their order, or what is wrong with which line. */
export function parseHeaderLines(text: string): ParsedHeaders {
  const headers: [string, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    const value = line.slice(colon + 1).trim();
    const problem = problemOf(name, value, colon);
    if (problem !== '') return { isValid: false, problem: `Line ${index + 1}: ${problem}` };
    headers.push([name, value]);
  }
  if (headers.length > HEADERS_MAX)
    return { isValid: false, problem: `At most ${HEADERS_MAX} headers can be sent` };
  return { isValid: true, headers };
}

export function headerLines(headers: readonly (readonly [string, string])[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** True for what can be a header's value as it stands. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text);
}

function problemOf(name: string, value: string, colon: number): string {
  if (colon < 1) return 'a name, a colon and a value, such as “Accept-Language: de”';
  if (!NAME.test(name) || name.length > NAME_MAX) return 'the name has a character that names cannot have';
  // The value may be a secret: nothing of it is repeated.
  if (!VALUE.test(value)) return 'the value has a character that headers cannot carry';
  if (value.length > VALUE_MAX) return 'the value is too long';
  if (FRAMING_HEADERS.includes(name.toLowerCase())) return `Gleaner sets “${name}” itself`;
  return '';
}
