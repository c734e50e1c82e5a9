/**
 * Names of tags and attributes, which pages repeat a thousand times: looked up where they stand, so
 * that no text is cut out of the page for them. They are also the same objects again and again, by
 * which other maps find them faster.
 */
const SLOTS = 2048;
/** Longer ones are rare, and may be a whole page. */
const NAME_MAX = 40;

const names: (string | undefined)[] = Array.from({ length: SLOTS });

/** The text from `start` to `end` with small letters for A to Z, as the standard has names. */
export function nameAt(text: string, start: number, end: number): string {
  const length = end - start;
  if (length > NAME_MAX) return asciiLower(text.slice(start, end));
  let hash = length;
  for (let at = start; at < end; at += 1) hash = (hash * 31 + lower(text.charCodeAt(at))) | 0;
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = names[slot];
  if (known !== undefined && known.length === length && isAt(known, text, start)) return known;
  const name = asciiLower(text.slice(start, end));
  // A short copy: a slice would keep the whole page in memory.
  names[slot] = Buffer.from(name, 'utf16le').toString('utf16le');
  return name;
}

/** Of ASCII letters only, as the standard has it. */
export function asciiLower(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) {
      return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    }
  }
  return text;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

function isAt(name: string, text: string, start: number): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (name.charCodeAt(at) !== lower(text.charCodeAt(start + at))) return false;
  }
  return true;
}
