/** What one page of a sample has of a product, and where. */
import {
  PRODUCT_FIELDS,
  type OfferKind,
  type ProductField,
  type StoredCell,
} from '../../../../shared/recipe.ts';
import { normalised } from '../normalise/normalise.ts';
import { PageContent, type PageSource } from '../page-content.ts';
import { compileSource } from '../sources/compile-source.ts';
import { FIELD_TYPES, GUESSES } from './product-columns.ts';
import { productHits } from './product-fields.ts';

export interface PageSurvey {
  readonly fields: Readonly<
    Partial<Record<ProductField, { readonly offer: OfferKind; readonly cell: StoredCell }>>
  >;
  /** By selector: what stands there, where it is one value. */
  readonly guesses: Readonly<Record<string, StoredCell>>;
}

const guessSources = GUESSES.map((guess) => ({
  guess,
  find: compileSource({ kind: 'css', selector: guess.selector, attribute: guess.attribute }),
}));

export function surveyPage(source: PageSource): PageSurvey {
  const page = new PageContent(source);
  const fields: Partial<Record<ProductField, { readonly offer: OfferKind; readonly cell: StoredCell }>> = {};
  for (const field of PRODUCT_FIELDS) {
    for (const hit of productHits(page, field)) {
      const cell = normalised(hit, FIELD_TYPES[field], page);
      if (cell === null) continue;
      fields[field] = { offer: hit.offered.offer, cell };
      break;
    }
  }
  return { fields, guesses: page.isJson ? {} : guessesOn(page) };
}

function guessesOn(page: PageContent): Record<string, StoredCell> {
  const guesses: Record<string, StoredCell> = {};
  for (const { guess, find } of guessSources) {
    const [hit] = find(page);
    const cell = hit === undefined ? null : normalised(hit, FIELD_TYPES[guess.field], page);
    if (cell !== null) guesses[guess.id] = cell;
  }
  return guesses;
}
