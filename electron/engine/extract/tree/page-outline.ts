/** What a page says about itself in few places: enough for most offers, and found without the whole tree. */
import { shownText, wholeText, type PageElement, type PageTree } from './page-tree.ts';

export interface PageOutline {
  /** Of `<script type="application/ld+json">`, in the order of the document. */
  readonly jsonLd: readonly string[];
  /** `<meta>` with a name and a content; lower case. */
  readonly metas: readonly { readonly name: string; readonly content: string }[];
  /** In the head; `<svg>` has titles of its own. */
  readonly title: string | null;
  /** The first link of that kind. */
  readonly canonical: string | null;
  /** `lang` of the page as a whole. */
  readonly language: string | null;
  /** `href` of the first `<base>` that has one. */
  readonly base: string | null;
  /** False: no element has `itemscope`. */
  readonly hasItems: boolean;
  /** False: no element has `typeof`. */
  readonly hasTypes: boolean;
}

export class OutlineMaker implements PageOutline {
  readonly jsonLd: string[] = [];
  readonly metas: { readonly name: string; readonly content: string }[] = [];
  title: string | null = null;
  canonical: string | null = null;
  language: string | null = null;
  base: string | null = null;
  hasItems = false;
  hasTypes = false;

  meta(attribs: Readonly<Record<string, string>>): void {
    // Both attributes are in use for both.
    const name = (attribs['property'] ?? attribs['name'] ?? '').trim().toLowerCase();
    const content = attribs['content'];
    if (name !== '' && content !== undefined) this.metas.push({ name, content });
  }

  link(attribs: Readonly<Record<string, string>>): void {
    if (this.canonical === null && /(?:^|\s)canonical(?:\s|$)/i.test(attribs['rel'] ?? ''))
      this.canonical = attribs['href'] ?? '';
  }
}

export function isJsonLd(attribs: Readonly<Record<string, string>>): boolean {
  return /^\s*application\/ld\+json/i.test(attribs['type'] ?? '');
}

export function outlineOfTree({ elements, document }: PageTree): PageOutline {
  const outline = new OutlineMaker();
  outline.language = document.documentElement?.attribs['lang'] ?? null;
  for (const element of elements) {
    const { name, attribs } = element;
    if (attribs['itemscope'] !== undefined) outline.hasItems = true;
    if (attribs['typeof'] !== undefined) outline.hasTypes = true;
    if (name === 'meta') outline.meta(attribs);
    else if (name === 'link') outline.link(attribs);
    else if (name === 'base') outline.base ??= attribs['href'] ?? null;
    else if (name === 'script' && isJsonLd(attribs)) outline.jsonLd.push(wholeText(element));
    else if (name === 'title' && isInHead(element)) outline.title ??= shownText(element);
  }
  return outline;
}

function isInHead({ parent }: PageElement): boolean {
  return parent?.type === 'tag' && 'name' in parent && parent.name === 'head';
}
