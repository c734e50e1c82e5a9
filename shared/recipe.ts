/**
 * A recipe: the columns to take out of pages, and the hosts that they are for. It is a JSON file
 * that people share, so everything in it is checked before it is used.
 */

/** What *Find product data* looks for, whichever way a page offers it. */
export const PRODUCT_FIELDS = [
  'name',
  'price',
  'currency',
  'availability',
  'sku',
  'gtin',
  'brand',
  'rating',
  'image',
  'description',
] as const;
export type ProductField = (typeof PRODUCT_FIELDS)[number];

/** Ways in which a page offers data about itself, best first. */
export const OFFER_KINDS = ['jsonld', 'microdata', 'rdfa', 'opengraph', 'meta'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

/** Where a column takes its value from. */
export type ColumnSource =
  /** `attribute`: `null` is the text of the element. */
  | { readonly kind: 'css'; readonly selector: string; readonly attribute: string | null }
  | { readonly kind: 'xpath'; readonly expression: string }
  /** Over the text of the page. `group` 0 is the whole match. */
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string; readonly group: number }
  /** JSONPath (RFC 9535) into an answer that is JSON. */
  | { readonly kind: 'json'; readonly path: string }
  /** The field from whatever the page offers, in the order of {@link OFFER_KINDS}. */
  | { readonly kind: 'product'; readonly field: ProductField }
  /** One thing that the page offers: `offers.price` (jsonld, microdata, rdfa), `og:title`, `description`. */
  | { readonly kind: 'offer'; readonly offer: OfferKind; readonly name: string };

/** What a value is turned into; a value that is none of its type counts as missing. */
export const COLUMN_TYPES = ['text', 'number', 'price', 'url', 'date', 'boolean'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface RecipeColumn {
  /** Unique in the recipe; the column's name in every export. */
  readonly name: string;
  readonly source: ColumnSource;
  readonly type: ColumnType;
  /** A row without a value is "ok but incomplete". */
  readonly isRequired: boolean;
  /** In place of no value; such a value does not count as missing. */
  readonly fallback: string | null;
  /** All matches, joined with ` | `, instead of the first. */
  readonly takesAll: boolean;
}

export interface Recipe {
  readonly name: string;
  /** Host patterns (see `matchesHost`) that it is offered for; none is all. */
  readonly hosts: readonly string[];
  readonly columns: readonly RecipeColumn[];
}

/** What a recipe file says of itself. */
export const RECIPE_KIND = 'gleaner-recipe';
export const RECIPE_VERSION = 1;
export const RECIPE_COLUMNS_MAX = 100;

/**
 * A value as it is stored: text, nothing, or a pair of the normalised text and what stood on the
 * page, where these differ.
 */
export type StoredCell = string | null | readonly [value: string, original: string];
