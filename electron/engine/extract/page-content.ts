/** One page, read in as many ways as its columns need, each of them once. */
import { decodeAll, decoderFor } from '../fetch/charset.ts';
import { absoluteUrl } from './absolute-url.ts';
import { PAGE_BYTES_MAX, PageProblem } from './limits.ts';
import { offeredBy } from './offers/offered-by.ts';
import { Offered } from './offers/offered.ts';
import { parsePage, type PageTree } from './tree/page-tree.ts';
import { parseJsonAnswer } from './sources/json-answer.ts';

export interface PageSource {
  /** Final address; relative ones count from it. */
  readonly url: string;
  readonly contentType: string | null;
  readonly body: Uint8Array;
}

export class PageContent {
  readonly url: string;
  readonly contentType: string | null;
  readonly #body: Uint8Array;
  readonly #withPlaces: boolean;
  #text: string | null = null;
  #tree: PageTree | null = null;
  #json: { readonly value: unknown } | null = null;
  #offered: Offered | null = null;
  #baseUrl: string | null = null;
  #language: string | null | undefined;

  /** @param withPlaces Hits know where they stand in the source; costs time. */
  constructor({ url, contentType, body }: PageSource, withPlaces = false) {
    this.url = url;
    this.contentType = contentType;
    this.#body = body;
    this.#withPlaces = withPlaces;
  }

  get text(): string {
    if (this.#text === null) {
      if (this.#body.length > PAGE_BYTES_MAX) {
        throw new PageProblem(
          `The page has ${megabytes(this.#body.length)} MB; columns are taken out of pages of at most ${megabytes(PAGE_BYTES_MAX)} MB.`,
        );
      }
      this.#text = decodeAll(decoderFor(this.#body, this.contentType), this.#body);
    }
    return this.#text;
  }

  get isJson(): boolean {
    return /^[^;]*[/+]json\b/i.test(this.contentType ?? '') || /^\s*[[{]/.test(this.text.slice(0, 200));
  }

  get tree(): PageTree {
    return (this.#tree ??= parsePage(this.text, this.#withPlaces));
  }

  /** @throws PageProblem when the answer is no JSON. */
  get json(): unknown {
    return (this.#json ??= { value: parseJsonAnswer(this.text) }).value;
  }

  get offered(): Offered {
    return (this.#offered ??= this.isJson ? new Offered() : offeredBy(this.tree, this.baseUrl));
  }

  /** What relative addresses count from: `<base href>`, or the page's own address. */
  get baseUrl(): string {
    if (this.#baseUrl === null) {
      const base = this.isJson
        ? undefined
        : this.tree.elements.find(({ name, attribs }) => name === 'base' && attribs['href'] !== undefined);
      this.#baseUrl = absoluteUrl(base?.attribs['href'] ?? '', this.url) ?? this.url;
    }
    return this.#baseUrl;
  }

  /** `de-CH`; what the page says it is written in, `null` when it does not. */
  get language(): string | null {
    if (this.#language === undefined) {
      const root = this.isJson ? null : this.tree.document.documentElement;
      this.#language = root?.attribs['lang']?.trim() || null;
    }
    return this.#language;
  }

  /** Of a currency code that the page offers; decides what `1.299` means. */
  get currency(): string | null {
    const value = this.offered.values.find(({ name }) => /(?:priceCurrency|price:currency)$/.test(name));
    return value === undefined ? null : value.value.trim().toUpperCase();
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
