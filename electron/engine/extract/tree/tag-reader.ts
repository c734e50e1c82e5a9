/** Reads single tags out of the text of a page by the rules of the standard's tokenizer. */
import { decodeHTMLAttribute } from 'entities';
import { asciiLower, nameAt } from './known-names.ts';

const GREATER = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** Each is compared with those before it. */
const ATTRIBUTES_MAX = 200;

export interface ReadAttribute {
  name: string;
  value: string;
}

export interface ReadTag {
  /** Behind its ">". */
  readonly end: number;
  readonly isSelfClosing: boolean;
  /** The first of each name; empty unless they were asked for. */
  readonly attributes: ReadAttribute[];
  readonly hasItems: boolean;
  readonly hasTypes: boolean;
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c;
}

export function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
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

function spaceEnd(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function attributeNameEnd(text: string, start: number): number {
  // An equals sign at the beginning is a part of the name.
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === EQUALS || code === GREATER || code === SLASH || isSpace(code)) break;
  }
  return at;
}

/**
 * @param start Behind the name of the tag.
 * @returns `null` when the page ends within it, or when it has more than {@link ATTRIBUTES_MAX} attributes.
 */
export function readTag(text: string, start: number, wantsAttributes: boolean): ReadTag | null {
  const attributes: ReadAttribute[] = [];
  let hasItems = false;
  let hasTypes = false;
  let isSelfClosing = false;
  let at = start;
  for (;;) {
    at = spaceEnd(text, at);
    if (at >= text.length) return null;
    const code = text.charCodeAt(at);
    if (code === GREATER) return { end: at + 1, isSelfClosing, attributes, hasItems, hasTypes };
    if (code === SLASH) {
      at += 1;
      isSelfClosing = text.charCodeAt(at) === GREATER;
      continue;
    }
    isSelfClosing = false;
    const nameStart = at;
    const nameStop = attributeNameEnd(text, at);
    at = spaceEnd(text, nameStop);
    let valueStart = at;
    let valueStop = at;
    if (text.charCodeAt(at) === EQUALS) {
      at = spaceEnd(text, at + 1);
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
    if (!wantsAttributes && length !== 9 && length !== 6) continue;
    const name = nameAt(text, nameStart, nameStop);
    if (name === 'itemscope') hasItems = true;
    else if (name === 'typeof') hasTypes = true;
    if (wantsAttributes && !isAmong(attributes, name)) {
      if (attributes.length === ATTRIBUTES_MAX) return null;
      attributes.push({ name, value: attributeValue(text.slice(valueStart, valueStop)) });
    }
  }
}

function isAmong(attributes: readonly ReadAttribute[], name: string): boolean {
  for (const attribute of attributes) if (attribute.name === name) return true;
  return false;
}

function attributeValue(raw: string): string {
  const value = withLineFeeds(raw);
  return value.includes('&') ? decodeHTMLAttribute(value) : value;
}

export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Where `</name` begins, in small letters or capitals; -1: nowhere. */
export function closingTag(text: string, name: string, from: number): number {
  for (let at = text.indexOf('</', from); at !== -1; at = text.indexOf('</', at + 2)) {
    const stop = at + 2 + name.length;
    if (nameEnd(text, stop) !== stop || stop >= text.length) continue;
    if (asciiLower(text.slice(at + 2, stop)) === name) return at;
  }
  return -1;
}
