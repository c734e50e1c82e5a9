/**
 * The outline of a page by hopping from tag to tag, in a tenth of the time that the tree takes.
 *
 * It follows the standard as far as it can tell without a tree what is a tag and what is text,
 * and gives up where it cannot: the tree then answers. So the result is never another one.
 */
import { decodeHTML } from 'entities';
import { isJsonLd, OutlineMaker, type PageOutline } from './page-outline.ts';
import { collapse } from './page-tree.ts';
import { nameAt } from './known-names.ts';
import {
  closingTag,
  isLetter,
  isSpace,
  nameEnd,
  readTag,
  withLineFeeds,
  type ReadAttribute,
  type ReadTag,
} from './tag-reader.ts';

/** What is in them is text up to their closing tag. As in a browser, `noscript` is one of them. */
const RAW = new Set([
  'script',
  'style',
  'title',
  'textarea',
  'noscript',
  'iframe',
  'noembed',
  'noframes',
  'xmp',
]);
const WITH_ATTRIBUTES = new Set(['html', 'meta', 'link', 'base', 'script']);
/** With any other the body begins. */
const IN_HEAD = new Set([
  'html',
  'head',
  'title',
  'meta',
  'link',
  'base',
  'basefont',
  'bgsound',
  'script',
  'style',
  'noscript',
  'noframes',
  'template',
]);
/** Where the tree decides what is text, or what comes first. */
const UNCLEAR = new Set(['plaintext', 'frameset', 'math', 'foreignobject']);
const IN_SELECT = new Set(['option', 'optgroup', 'hr']);
const OF_TABLES = new Set([
  'table',
  'caption',
  'colgroup',
  'col',
  'tbody',
  'thead',
  'tfoot',
  'tr',
  'td',
  'th',
]);
/** In it there are no texts of their own kind; other elements may end an image that nobody closed. */
const IN_SVG =
  /^(?:svg|g|path|circle|rect|line|poly(?:line|gon)|ellipse|use|defs|symbol|stop|(?:linear|radial)gradient|clippath|mask|pattern|marker|filter|fe[a-z]+|text|tspan|image|title|desc|style|animate(?:transform|motion)?)$/;

/** @returns `null` where only the tree can tell. */
export function scanOutline(text: string): PageOutline | null {
  // What the standard replaces, and what would have to be looked for again and again.
  if (text.includes('\0') || text.includes('--!>')) return null;
  return new Scan(text).run();
}

class Scan {
  readonly #text: string;
  readonly #outline = new OutlineMaker();
  #at = 0;
  #isHead = true;
  #isSelect = false;
  #tables = 0;
  #templates = 0;
  #htmlTags = 0;
  /** Open elements of an image. */
  #svg: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): PageOutline | null {
    const text = this.#text;
    for (;;) {
      const open = text.indexOf('<', this.#at);
      const end = open === -1 ? text.length : open;
      if (this.#isHead && this.#templates === 0 && !isBlank(text, this.#at, end)) this.#isHead = false;
      if (open === -1) return this.#outline;
      const code = text.charCodeAt(open + 1);
      const isClear = isLetter(code)
        ? this.#startTag(open + 1)
        : code === 0x2f
          ? this.#endTag(open)
          : this.#other(open, code);
      if (!isClear) return null;
    }
  }

  #startTag(start: number): boolean {
    const stop = nameEnd(this.#text, start);
    const name = nameAt(this.#text, start, stop);
    const tag = readTag(this.#text, stop, WITH_ATTRIBUTES.has(name));
    if (tag === null || UNCLEAR.has(name)) return false;
    this.#at = tag.end;
    if (tag.hasItems) this.#outline.hasItems = true;
    if (tag.hasTypes) this.#outline.hasTypes = true;
    if (this.#svg.length > 0 || name === 'svg') return this.#svgTag(name, tag);
    if (this.#isSelect) return IN_SELECT.has(name);
    if (name === 'select') this.#isSelect = true;
    else if (name === 'template') this.#templates += 1;
    else if (OF_TABLES.has(name)) {
      // What a table is in a template is decided by what came first in it.
      if (this.#templates > 0) return false;
      if (name === 'table') this.#tables += 1;
    }
    if (this.#templates === 0 && !IN_HEAD.has(name)) this.#isHead = false;
    if (RAW.has(name)) return this.#rawText(name, tag);
    return this.#take(name, tag);
  }

  #svgTag(name: string, { isSelfClosing }: ReadTag): boolean {
    const top = this.#svg.at(-1);
    // A title may hold HTML.
    if (this.#isSelect || !IN_SVG.test(name) || top === 'title' || top === 'desc') return false;
    if (this.#templates === 0) this.#isHead = false;
    if (!isSelfClosing) this.#svg.push(name);
    return true;
  }

  /** Single elements whose attributes say something. */
  #take(name: string, { attributes }: ReadTag): boolean {
    if (!WITH_ATTRIBUTES.has(name)) return true;
    const attribs = byName(attributes);
    if (name === 'html') {
      this.#htmlTags += 1;
      this.#outline.language = attribs['lang'] ?? null;
      // The attributes of several are put together.
      return this.#htmlTags === 1 && this.#templates === 0;
    }
    if (this.#templates > 0) return true;
    // Browsers move what stands between rows to before the table.
    if (this.#tables > 0) return false;
    if (name === 'meta') this.#outline.meta(attribs);
    else if (name === 'link') this.#outline.link(attribs);
    else if (name === 'base') this.#outline.base ??= attribs['href'] ?? null;
    return true;
  }

  #rawText(name: string, { end, attributes }: ReadTag): boolean {
    const close = closingTag(this.#text, name, end);
    if (close === -1) return false;
    const tag = readTag(this.#text, close + 2 + name.length, false);
    if (tag === null) return false;
    this.#at = tag.end;
    if (name === 'script') {
      const content = this.#text.slice(end, close);
      // Such a script goes on behind the first closing tag.
      if (content.includes('<!--') && /<script/i.test(content)) return false;
      if (!isJsonLd(byName(attributes)) || this.#templates > 0) return true;
      if (this.#tables > 0) return false;
      this.#outline.jsonLd.push(withLineFeeds(content));
    } else if (name === 'title' && this.#isHead && this.#templates === 0) {
      this.#outline.title ??= collapse(decodeHTML(this.#text.slice(end, close)));
    }
    return true;
  }

  #endTag(open: number): boolean {
    const start = open + 2;
    if (!isLetter(this.#text.charCodeAt(start))) return this.#other(open, 0);
    const stop = nameEnd(this.#text, start);
    const name = nameAt(this.#text, start, stop);
    const tag = readTag(this.#text, stop, false);
    if (tag === null) return false;
    this.#at = tag.end;
    if (this.#svg.length > 0) return this.#svg.pop() === name;
    if (this.#isSelect) {
      if (name === 'select') this.#isSelect = false;
      return name === 'select' || IN_SELECT.has(name);
    }
    if (name === 'template') this.#templates = Math.max(0, this.#templates - 1);
    else if (OF_TABLES.has(name) && this.#templates > 0) return false;
    else if (name === 'table') this.#tables = Math.max(0, this.#tables - 1);
    else if (this.#isHead && this.#templates === 0 && name !== 'head') {
      // These begin the body; others are not there, or are not what they seem.
      if (name !== 'body' && name !== 'html' && name !== 'br') return false;
      this.#isHead = false;
    }
    return true;
  }

  /** Comments, `<!doctype>`, `<?xml ?>` and a sign that means nothing. */
  #other(open: number, code: number): boolean {
    const text = this.#text;
    const isEmptyEnd = text.startsWith('</>', open);
    if (isEmptyEnd) this.#at = open + 3;
    else if (text.startsWith('<!--', open)) return this.#comment(open + 4);
    else if (code === 0x21 || code === 0x3f || text.startsWith('</', open)) {
      // In an image it would be CDATA.
      if (this.#svg.length > 0) return false;
      const close = text.indexOf('>', open + 2);
      // A doctype may have a ">" in quotes, which ends it nevertheless.
      if (close === -1) return false;
      this.#at = close + 1;
    } else {
      if (this.#templates === 0) this.#isHead = false;
      this.#at = open + 1;
    }
    return true;
  }

  #comment(start: number): boolean {
    if (this.#text.startsWith('>', start)) this.#at = start + 1;
    else if (this.#text.startsWith('->', start)) this.#at = start + 2;
    else {
      const close = this.#text.indexOf('-->', start);
      if (close === -1) return false;
      this.#at = close + 3;
    }
    return true;
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}

function byName(attributes: readonly ReadAttribute[]): Readonly<Record<string, string>> {
  const attribs: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { name, value } of attributes) attribs[name] = value;
  return attribs;
}
