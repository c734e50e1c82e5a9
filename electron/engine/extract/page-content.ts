/** One page, read in as many ways as its columns need, each of them once. */
import { OFFER_KINDS, type OfferKind } from '../../../shared/recipe.ts';
import { decodeAll, decoderFor } from '../fetch/charset.ts';
import { absoluteUrl } from './absolute-url.ts';
import { PAGE_BYTES_MAX, PageProblem } from './limits.ts';
import { offeredBy } from './offers/offered-by.ts';
import { Offered } from './offers/offered.ts';
import { outlineOfTree, type PageOutline } from './tree/page-outline.ts';
import { parsePage, type PageTree } from './tree/page-tree.ts';
import { scanOutline } from './tree/scan-outline.ts';
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
  #isJson: boolean | null = null;
  #tree: PageTree | null = null;
  #json: { readonly value: unknown } | null = null;
  #outline: PageOutline | null = null;
  readonly #offered = new Map<OfferKind, Offered>();
  #baseUrl: string | null = null;

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
    return (this.#isJson ??= this.#looksLikeJson());
  }

  #looksLikeJson(): boolean {
    return /^[^;]*[/+]json\b/i.test(this.contentType ?? '') || /^\s*[[{]/.test(this.text.slice(0, 200));
  }

  get tree(): PageTree {
    return (this.#tree ??= parsePage(this.text, this.#withPlaces));
  }

  /** @throws PageProblem when the answer is no JSON. */
  get json(): unknown {
    return (this.#json ??= { value: parseJsonAnswer(this.text) }).value;
  }

  /** From the tree when there is one; what is asked for does not need one by itself. */
  get outline(): PageOutline {
    return (this.#outline ??=
      (this.#tree === null ? scanOutline(this.text) : null) ?? outlineOfTree(this.tree));
  }

  /** Each kind is looked for when it is asked for: mostly the first has all that is wanted. */
  offered(kind: OfferKind): Offered {
    let offered = this.#offered.get(kind);
    if (offered === undefined) {
      offered = this.isJson ? new Offered(kind) : offeredBy(kind, this);
      this.#offered.set(kind, offered);
    }
    return offered;
  }

  /** What relative addresses count from: `<base href>`, or the page's own address. */
  get baseUrl(): string {
    if (this.#baseUrl === null) {
      const base = this.isJson ? null : this.outline.base;
      this.#baseUrl = absoluteUrl(base ?? '', this.url) ?? this.url;
    }
    return this.#baseUrl;
  }

  /** `de-CH`; what the page says it is written in, `null` when it does not. */
  get language(): string | null {
    return this.isJson ? null : this.outline.language?.trim() || null;
  }

  /** Of a currency code that the page offers; decides what `1.299` means. */
  get currency(): string | null {
    for (const kind of OFFER_KINDS) {
      const { values } = this.offered(kind);
      const found = values.find(({ name }) => /(?:priceCurrency|price:currency)$/.test(name));
      if (found !== undefined) return found.value.trim().toUpperCase();
    }
    return null;
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
