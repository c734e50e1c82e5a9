/** What a page offers, each kind by itself. */
import type { OfferKind } from '../../../../shared/recipe.ts';
import { absoluteUrl } from '../absolute-url.ts';
import type { PageOutline } from '../tree/page-outline.ts';
import type { PageTree } from '../tree/page-tree.ts';
import { jsonLdThings } from './json-ld.ts';
import { offerMeta, offerOpenGraph } from './meta.ts';
import { microdataThings } from './microdata.ts';
import { Offered } from './offered.ts';
import { rdfaThings } from './rdfa.ts';
import { offerThings } from './thing.ts';

/** Both are made when they are asked for; the tree takes ten times as long. */
export interface OfferingPage {
  readonly outline: PageOutline;
  readonly tree: PageTree;
  readonly baseUrl: string;
}

export function offeredBy(kind: OfferKind, page: OfferingPage): Offered {
  const offered = new Offered(kind);
  const { outline } = page;
  const absolute = (reference: string) => absoluteUrl(reference, page.baseUrl) ?? reference;
  switch (kind) {
    case 'jsonld':
      offerThings(jsonLdThings(outline.jsonLd), offered);
      break;
    case 'microdata':
      if (outline.hasItems) offerThings(microdataThings(page.tree, absolute), offered);
      break;
    case 'rdfa':
      if (outline.hasTypes) offerThings(rdfaThings(page.tree, absolute), offered);
      break;
    case 'opengraph':
      offerOpenGraph(outline, offered);
      break;
    case 'meta':
      offerMeta(outline, offered);
  }
  return offered;
}
