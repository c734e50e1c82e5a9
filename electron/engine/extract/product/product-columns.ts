/** The columns that are proposed for products: types of the fields, and where they stand when a page does not say. */
import type { ColumnType, ProductField } from '../../../../shared/recipe.ts';

export const FIELD_TYPES: Readonly<Record<ProductField, ColumnType>> = {
  name: 'text',
  price: 'price',
  currency: 'text',
  availability: 'text',
  sku: 'text',
  gtin: 'text',
  brand: 'text',
  rating: 'number',
  image: 'url',
  description: 'text',
};

/** A page without these is incomplete. */
export const REQUIRED_FIELDS: readonly ProductField[] = ['name', 'price'];

export interface Guess {
  readonly id: string;
  readonly field: ProductField;
  readonly selector: string;
  readonly attribute: string | null;
}

/** Best first. */
export const GUESSES: readonly Guess[] = [
  guess('name', '[itemprop="name"]'),
  guess('name', 'h1[class*="product" i], h1[class*="title" i], [class*="product" i] h1'),
  guess('name', 'main h1'),
  guess('name', 'h1'),
  guess('price', '[itemprop="price"]', 'content'),
  guess('price', '[itemprop="price"]'),
  guess('price', '[data-price]', 'data-price'),
  guess('price', '[class*="product" i] [class*="price" i]'),
  guess('price', '.price'),
  guess('price', '[class*="price" i]'),
  guess('price', '[id*="price" i]'),
  guess('image', '[itemprop="image"]', 'src'),
  guess('image', '[class*="product" i] img[src], [class*="gallery" i] img[src]', 'src'),
  guess('sku', '[itemprop="sku"]'),
  guess('sku', '[class*="sku" i]'),
  guess('brand', '[itemprop="brand"]'),
];

function guess(field: ProductField, selector: string, attribute: string | null = null): Guess {
  return { id: `${selector} ${attribute ?? ''}`, field, selector, attribute };
}
