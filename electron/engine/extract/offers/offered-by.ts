/** Everything that a page offers, kind by kind. */
import { absoluteUrl } from '../absolute-url.ts';
import type { PageTree } from '../tree/page-tree.ts';
import { jsonLdThings } from './json-ld.ts';
import { offerMeta } from './meta.ts';
import { microdataThings } from './microdata.ts';
import { Offered } from './offered.ts';
import { rdfaThings } from './rdfa.ts';
import { offerThings } from './thing.ts';

export function offeredBy(tree: PageTree, baseUrl: string): Offered {
  const offered = new Offered();
  const absolute = (reference: string) => absoluteUrl(reference, baseUrl) ?? reference;
  offerThings('jsonld', jsonLdThings(tree), offered);
  offerThings('microdata', microdataThings(tree, absolute), offered);
  offerThings('rdfa', rdfaThings(tree, absolute), offered);
  offerMeta(tree, offered);
  return offered;
}
