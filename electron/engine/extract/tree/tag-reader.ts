/** Reads single tags out of the text of a page by the rules of the standard's tokenizer. */
import { decodeHTMLAttribute } from 'entities';

const GREATER = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

export interface ReadTag {
  /** Behind its ">". */
  readonly end: number;
  readonly isSelfClosing: boolean;
  /** Empty unless they were asked for. */
  readonly attribs: Readonly<Record<string, string>>;
  readonly hasItems: boolean;
  readonly hasTypes: boolean;
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c;
}

/** Of ASCII letters only, as the standard has it. */
export function asciiLower(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** Behind the name that begins at `start`. */
export function nameEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === GREATER || code === SLASH || isSpace(code)) break;
  }
  return at;
}

/**
 * @param start Behind the name of the tag.
 * @returns `null` when the page ends within it.
 */
export function readTag(text: string, start: number, wantsAttributes: boolean): ReadTag | null {
  const attribs: Record<string, string> = Object.create(null) as Record<string, string>;
  let hasItems = false;
  let hasTypes = false;
  let isSelfClosing = false;
  let at = start;

  const skipSpace = (): void => {
    while (isSpace(text.charCodeAt(at))) at += 1;
  };

  for (;;) {
    skipSpace();
    if (at >= text.length) return null;
    const code = text.charCodeAt(at);
    if (code === GREATER) return { end: at + 1, isSelfClosing, attribs, hasItems, hasTypes };
    if (code === SLASH) {
      at += 1;
      isSelfClosing = text.charCodeAt(at) === GREATER;
      continue;
    }
    isSelfClosing = false;
    const nameStart = at;
    // An equals sign at the beginning is a part of the name.
    at += 1;
    for (; at < text.length; at += 1) {
      const next = text.charCodeAt(at);
      if (next === EQUALS || next === GREATER || next === SLASH || isSpace(next)) break;
    }
    const nameStop = at;
    skipSpace();
    let valueStart = at;
    let valueStop = at;
    if (text.charCodeAt(at) === EQUALS) {
      at += 1;
      skipSpace();
      const quote = text.charCodeAt(at);
      if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) {
        valueStart = at + 1;
        valueStop = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", valueStart);
        if (valueStop === -1) return null;
        at = valueStop + 1;
      } else {
        valueStart = at;
        while (at < text.length && text.charCodeAt(at) !== GREATER && !isSpace(text.charCodeAt(at))) at += 1;
        valueStop = at;
      }
    }
    const length = nameStop - nameStart;
    if (length === 9 || length === 6 || wantsAttributes) {
      const name = asciiLower(text.slice(nameStart, nameStop));
      if (name === 'itemscope') hasItems = true;
      else if (name === 'typeof') hasTypes = true;
      if (wantsAttributes) attribs[name] ??= attributeValue(text.slice(valueStart, valueStop));
    }
  }
}

function attributeValue(raw: string): string {
  const value = withLineFeeds(raw);
  return value.includes('&') ? decodeHTMLAttribute(value) : value;
}

export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
