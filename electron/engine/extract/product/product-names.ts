/** By which names a page offers each field of a product; the first that it has counts. */
import type { OfferKind, ProductField } from '../../../../shared/recipe.ts';

/** Of schema.org's words, for JSON-LD, microdata and RDFa alike. */
const THING_NAMES: Readonly<Record<ProductField, readonly string[]>> = {
  name: ['name', 'title'],
  price: [
    'offers.price',
    'offers.priceSpecification.price',
    'offers.lowPrice',
    'offers.offers.price',
    'offers.offers.priceSpecification.price',
    'hasVariant.offers.price',
    'hasVariant.offers.priceSpecification.price',
    'model.offers.price',
    'offers.highPrice',
    'price',
  ],
  currency: [
    'offers.priceCurrency',
    'offers.priceSpecification.priceCurrency',
    'offers.offers.priceCurrency',
    'offers.offers.priceSpecification.priceCurrency',
    'hasVariant.offers.priceCurrency',
    'hasVariant.offers.priceSpecification.priceCurrency',
    'model.offers.priceCurrency',
    'priceCurrency',
  ],
  availability: [
    'offers.availability',
    'offers.offers.availability',
    'hasVariant.offers.availability',
    'model.offers.availability',
    'availability',
  ],
  sku: ['sku', 'offers.sku', 'offers.offers.sku', 'hasVariant.sku', 'productID', 'productGroupID'],
  gtin: ['', 'offers.', 'offers.offers.', 'hasVariant.'].flatMap((path) =>
    ['gtin13', 'gtin14', 'gtin12', 'gtin8', 'gtin', 'ean', 'isbn', 'productID'].map((name) => path + name),
  ),
  brand: ['brand.name', 'brand', 'manufacturer.name', 'manufacturer'],
  rating: ['aggregateRating.ratingValue', 'starRating.ratingValue', 'review.reviewRating.ratingValue'],
  image: ['image', 'image.url', 'image.contentUrl', 'image.@id', 'hasVariant.image', 'offers.image'],
  description: ['description', 'offers.description', 'hasVariant.description'],
};

const OPENGRAPH_NAMES: Readonly<Record<ProductField, readonly string[]>> = {
  name: ['og:title'],
  price: ['product:sale_price:amount', 'product:price:amount', 'og:price:amount'],
  currency: ['product:sale_price:currency', 'product:price:currency', 'og:price:currency'],
  availability: ['product:availability', 'og:availability'],
  sku: ['product:retailer_item_id', 'product:sku'],
  gtin: ['product:ean', 'product:gtin', 'product:upc', 'product:isbn', 'book:isbn'],
  brand: ['product:brand', 'og:brand'],
  rating: ['og:rating', 'product:rating'],
  image: ['og:image', 'og:image:url', 'og:image:secure_url'],
  description: ['og:description'],
};

/** Not `title`: that is the name of the shop as well. */
const META_NAMES: Readonly<Record<ProductField, readonly string[]>> = {
  name: ['twitter:title'],
  price: ['price', 'twitter:data1'],
  currency: ['currency', 'pricecurrency', 'twitter:data1'],
  availability: ['availability'],
  sku: ['sku'],
  gtin: ['gtin', 'ean'],
  brand: ['brand'],
  rating: ['rating'],
  image: ['twitter:image', 'twitter:image:src', 'thumbnail'],
  description: ['description', 'twitter:description'],
};

export function productNames(offer: OfferKind, field: ProductField): readonly string[] {
  if (offer === 'opengraph') return OPENGRAPH_NAMES[field];
  return offer === 'meta' ? META_NAMES[field] : THING_NAMES[field];
}
