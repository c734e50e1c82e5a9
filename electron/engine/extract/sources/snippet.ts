/** The piece of the source in which a hit stands, for people to look at. */
import type { HitSnippet } from '../../../../shared/recipe-work.ts';
import type { OfferKind } from '../../../../shared/recipe.ts';
import type { Hit } from './hit.ts';

const AROUND = 80;
const HIT_MAX = 400;

/** @returns `null` when it is not known where the hit stands. */
export function snippetOf(hit: Hit, source: string): HitSnippet | null {
  const place = hit.place ?? placeOf(hit, source);
  if (place === null) return null;
  const { start, end } = place;
  const whole = source.slice(start, end);
  return {
    before: source.slice(Math.max(0, start - AROUND), start),
    hit: whole.length <= HIT_MAX ? whole : `${whole.slice(0, HIT_MAX)}…`,
    after: source.slice(end, end + AROUND),
  };
}

function placeOf(hit: Hit, source: string): Hit['place'] {
  const text = hit.original ?? hit.text;
  return found(text, source, offerStart(hit.offered, source)) ?? found(text, source, 0);
}

/** Behind which an offered value stands: a name is on the page in many places besides. */
function offerStart(offered: Hit['offered'], source: string): number {
  if (offered === null) return 0;
  const { offer, name } = offered;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return marksOf(offer, name, last).reduce((start, mark) => Math.max(start, source.indexOf(mark, start)), 0);
}

/** Texts that stand before it, one after the other. */
function marksOf(offer: OfferKind, name: string, last: string): readonly string[] {
  switch (offer) {
    case 'jsonld':
      return ['ld+json', `"${last}"`];
    case 'microdata':
      return ['itemprop', last];
    case 'rdfa':
      return ['property', last];
    case 'opengraph':
    case 'meta':
      return [name];
  }
}

/** As it stands, or as JSON writes it. */
function found(text: string, source: string, from: number): Hit['place'] {
  if (text === '') return null;
  for (const written of [text, JSON.stringify(text).slice(1, -1)]) {
    const start = source.indexOf(written, from);
    if (start >= 0) return { start, end: start + written.length };
  }
  return null;
}
