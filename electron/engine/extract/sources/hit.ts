/** What a column's source found, before it is turned into the column's type. */
import type { OfferKind } from '../../../../shared/recipe.ts';
import type { PageContent } from '../page-content.ts';

export interface Hit {
  readonly text: string;
  /** By a rule of the format, not of a language: a point is a decimal point, whatever the page speaks. */
  readonly isMachine: boolean;
  /** What stood on the page, where `text` is already something else. */
  readonly original: string | null;
  /** Where it stands in the source of the page, as far as that is known. */
  readonly place: { readonly start: number; readonly end: number } | null;
  /** By what the page offers it, when it does. */
  readonly offered: { readonly offer: OfferKind; readonly name: string } | null;
}

/** In the order of the page. Mostly the first is all that is wanted: the others are looked for when they are asked for. */
export type FindHits = (page: PageContent) => Iterable<Hit>;

export function plainHit(text: string, place: Hit['place'] = null): Hit {
  return { text, isMachine: false, original: null, place, offered: null };
}
