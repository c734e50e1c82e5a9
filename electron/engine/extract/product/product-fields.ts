/** The fields of a product, from whatever the page offers: the first kind of offer that has a good one counts. */
import { OFFER_KINDS, type ProductField } from '../../../../shared/recipe.ts';
import type { OfferedEntry } from '../offers/offered.ts';
import { currencyIn, isCurrencyCode } from '../normalise/currency.ts';
import { gtinIn } from '../normalise/gtin.ts';
import { numberIn } from '../normalise/numbers.ts';
import { availabilityIn } from '../normalise/words.ts';
import { absoluteUrl } from '../absolute-url.ts';
import type { PageContent } from '../page-content.ts';
import type { Hit } from '../sources/hit.ts';
import { productNames } from './product-names.ts';

export interface ProductHit extends Hit {
  readonly offered: OfferedEntry;
}

/** @returns What the best kind of offer has of it; nothing when none has something that is one. */
export function productHits(page: PageContent, field: ProductField): readonly ProductHit[] {
  for (const offer of OFFER_KINDS) {
    for (const name of productNames(offer, field)) {
      const hits = page
        .offered(offer)
        .all(name)
        .flatMap((entry) => hitOf(entry, field, page) ?? []);
      if (hits.length > 0) return hits;
    }
  }
  return field === 'currency' ? currencyOfPrice(page) : [];
}

/** `null` for what cannot be the field: a GTIN whose check digit is wrong, a price without a number. */
function hitOf(entry: OfferedEntry, field: ProductField, page: PageContent): ProductHit | null {
  const text = fieldText(entry, field, page);
  if (text === null || text === '') return null;
  const { value, isMachine } = entry;
  return { text, isMachine, original: text === value ? null : value, place: null, offered: entry };
}

function fieldText(
  { value, isMachine }: OfferedEntry,
  field: ProductField,
  page: PageContent,
): string | null {
  switch (field) {
    case 'currency': {
      const code = value.toUpperCase();
      return isCurrencyCode(code) ? code : currencyIn(value);
    }
    case 'availability':
      return availabilityIn(value);
    case 'gtin':
      return gtinIn(value);
    case 'price':
    case 'rating': {
      const hint = {
        isMachine,
        isPrice: field === 'price',
        language: page.language,
        currency: () => page.currency,
      };
      return numberIn(value, hint) === null ? null : value;
    }
    case 'image':
      return absoluteUrl(value, page.baseUrl);
    case 'name':
    case 'description':
      return withoutTags(value);
    case 'sku':
    case 'brand':
      return value;
  }
}

/** `€` beside the price says it, where nothing else does. */
function currencyOfPrice(page: PageContent): readonly ProductHit[] {
  return productHits(page, 'price').flatMap((hit) => {
    const code = currencyIn(hit.original ?? hit.text);
    return code === null ? [] : [{ ...hit, text: code, original: hit.original ?? hit.text }];
  });
}

/** Shops put their description's HTML into it. */
function withoutTags(text: string): string {
  return /<\/?[a-z][^<>]*>/i.test(text) ? text.replace(/<\/?[a-z][^<>]*>/gi, ' ').trim() : text;
}
