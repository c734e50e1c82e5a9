/**
 * Cuts a page into tokens by hopping from tag to tag, and feeds them to parse5's tree builder. Its
 * own tokenizer looks at each character by itself, which is most of what a tree costs.
 *
 * What is rare is not done here but left to parse5 as a whole, so that the tree is always its own.
 */
import { decodeHTML } from 'entities';
import { html, Token, Tokenizer, TokenizerMode, type Parser } from 'parse5';
import type { Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';
import { nameAt } from './known-names.ts';
import { closingTag, isLetter, isSpace, nameEnd, readTag, withLineFeeds } from './tag-reader.ts';

type TreeBuilder = Parser<Htmlparser2TreeAdapterMap>;

/** @returns False where it gave up: what `builder` has made until then is of no use. */
export function feedTokens(text: string, builder: TreeBuilder): boolean {
  // What the standard replaces, and what would have to be looked for again and again.
  if (text.includes('\0') || text.includes('--!>')) return false;
  return new TokenFeed(text, builder).run();
}

class TokenFeed {
  readonly #text: string;
  readonly #builder: TreeBuilder;
  #at = 0;

  constructor(text: string, builder: TreeBuilder) {
    this.#text = text;
    this.#builder = builder;
  }

  run(): boolean {
    const text = this.#text;
    for (;;) {
      const open = text.indexOf('<', this.#at);
      if (open === -1) {
        this.#characters(this.#at, text.length);
        this.#builder.onEof({ type: Token.TokenType.EOF, location: null });
        return true;
      }
      this.#characters(this.#at, open);
      const code = text.charCodeAt(open + 1);
      const isDone = isLetter(code)
        ? this.#startTag(open + 1)
        : code === 0x2f && isLetter(text.charCodeAt(open + 2))
          ? this.#endTag(open + 2)
          : this.#other(open);
      if (!isDone) return false;
    }
  }

  #startTag(start: number): boolean {
    const stop = nameEnd(this.#text, start);
    const tagName = nameAt(this.#text, start, stop);
    const tag = readTag(this.#text, stop, true);
    // In a frameset, and nowhere else, words and spaces of one text go different ways.
    if (tag === null || tagName === 'frameset') return false;
    this.#at = tag.end;
    const { tokenizer } = this.#builder;
    this.#builder.onStartTag({
      type: Token.TokenType.START_TAG,
      tagName,
      tagID: html.getTagID(tagName),
      selfClosing: tag.isSelfClosing,
      ackSelfClosing: false,
      attrs: tag.attributes,
      location: null,
    });
    const { state } = tokenizer;
    if (state === TokenizerMode.DATA) return true;
    tokenizer.state = TokenizerMode.DATA;
    return state !== TokenizerMode.PLAINTEXT && this.#untilEndTag(tagName, state);
  }

  /** What is in it is text, whatever it looks like. */
  #untilEndTag(name: string, state: number): boolean {
    const close = closingTag(this.#text, name, this.#at);
    if (close === -1) return false;
    const content = this.#text.slice(this.#at, close);
    // Such a script goes on behind the first closing tag.
    if (state === TokenizerMode.SCRIPT_DATA && content.includes('<!--') && /<script/i.test(content)) {
      return false;
    }
    const lines = withLineFeeds(content);
    this.#emit(state === TokenizerMode.RCDATA ? decoded(lines) : lines);
    return this.#endTag(close + 2);
  }

  #endTag(start: number): boolean {
    const stop = nameEnd(this.#text, start);
    const tagName = nameAt(this.#text, start, stop);
    const tag = readTag(this.#text, stop, false);
    if (tag === null) return false;
    this.#at = tag.end;
    this.#builder.onEndTag({
      type: Token.TokenType.END_TAG,
      tagName,
      tagID: html.getTagID(tagName),
      selfClosing: tag.isSelfClosing,
      ackSelfClosing: false,
      attrs: [],
      location: null,
    });
    return true;
  }

  /** Comments, `<!doctype>`, `<?xml ?>` and a sign that means nothing. */
  #other(open: number): boolean {
    const text = this.#text;
    const code = text.charCodeAt(open + 1);
    if (code === 0x21) {
      if (text.startsWith('--', open + 2)) return this.#comment(open + 4);
      if (/^doctype/i.test(text.slice(open + 2, open + 9))) return this.#doctype(open);
      // In an image it is text.
      if (text.startsWith('[CDATA[', open + 2) && this.#builder.tokenizer.inForeignNode) return false;
      return this.#bogusComment(open + 2);
    }
    if (code === 0x3f) return this.#bogusComment(open + 1);
    if (code === 0x2f) {
      if (open + 2 >= text.length) return false;
      if (text.charCodeAt(open + 2) !== 0x3e) return this.#bogusComment(open + 2);
      this.#at = open + 3;
      return true;
    }
    this.#at = open + 1;
    this.#emit('<');
    return true;
  }

  #comment(start: number): boolean {
    const text = this.#text;
    if (text.startsWith('>', start)) return this.#commented('', start + 1);
    if (text.startsWith('->', start)) return this.#commented('', start + 2);
    const close = text.indexOf('-->', start);
    return close !== -1 && this.#commented(text.slice(start, close), close + 3);
  }

  #bogusComment(start: number): boolean {
    const close = this.#text.indexOf('>', start);
    return close !== -1 && this.#commented(this.#text.slice(start, close), close + 1);
  }

  #commented(data: string, end: number): boolean {
    this.#at = end;
    const { COMMENT } = Token.TokenType;
    this.#builder.onComment({ type: COMMENT, data: withLineFeeds(data), location: null });
    return true;
  }

  /** Whatever is in it, it ends with the first ">"; parse5 says what it means. */
  #doctype(open: number): boolean {
    const close = this.#text.indexOf('>', open);
    if (close === -1) return false;
    this.#at = close + 1;
    readDoctype(this.#text.slice(open, close + 1), (token) => this.#builder.onDoctype(token));
    return true;
  }

  #characters(start: number, end: number): void {
    if (start < end) this.#emit(decoded(withLineFeeds(this.#text.slice(start, end))));
  }

  /** White space at the beginning is a token of its own: what is not yet in the body stays there. */
  #emit(chars: string): void {
    if (chars === '') return;
    let words = 0;
    while (words < chars.length && isSpace(chars.charCodeAt(words))) words += 1;
    const { CHARACTER, WHITESPACE_CHARACTER } = Token.TokenType;
    if (words > 0) {
      const spaces = words === chars.length ? chars : chars.slice(0, words);
      this.#builder.onWhitespaceCharacter({ type: WHITESPACE_CHARACTER, chars: spaces, location: null });
    }
    if (words < chars.length) {
      const rest = words === 0 ? chars : chars.slice(words);
      this.#builder.onCharacter({ type: CHARACTER, chars: rest, location: null });
    }
  }
}

function decoded(text: string): string {
  return text.includes('&') ? decodeHTML(text) : text;
}

const ignore = (): void => undefined;

function readDoctype(source: string, take: (token: Token.DoctypeToken) => void): void {
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onDoctype: take,
      onComment: ignore,
      onStartTag: ignore,
      onEndTag: ignore,
      onEof: ignore,
      onCharacter: ignore,
      onNullCharacter: ignore,
      onWhitespaceCharacter: ignore,
    },
  );
  tokenizer.write(source, true);
}
