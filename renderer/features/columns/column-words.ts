/** Sources and types of columns in words. */
import type { ColumnSource, ColumnType, OfferKind, ProductField } from '../../../shared/recipe.ts';
import type { ColumnProposal } from '../../../shared/recipe-work.ts';
import { formatCount } from '../../../shared/format.ts';
import type { SourceKind } from '../../state/recipe-draft.ts';

export const OFFER_WORDS: Readonly<Record<OfferKind, string>> = {
  jsonld: 'JSON-LD',
  microdata: 'microdata',
  rdfa: 'RDFa',
  opengraph: 'OpenGraph',
  meta: 'meta',
};

export const SOURCE_KINDS: readonly (readonly [SourceKind, string])[] = [
  ['offer', 'From what the page offers'],
  ['product', 'Product field, wherever it is'],
  ['css', 'CSS selector'],
  ['xpath', 'XPath'],
  ['regex', 'Regular expression'],
  ['json', 'JSON path, for answers that are JSON'],
];

export const TYPE_WORDS: Readonly<Record<ColumnType, string>> = {
  text: 'Text',
  number: 'Number',
  price: 'Price',
  url: 'Address',
  date: 'Date',
  boolean: 'Yes or no',
};

export const FIELD_WORDS: Readonly<Record<ProductField, string>> = {
  name: 'Name',
  price: 'Price',
  currency: 'Currency',
  availability: 'Availability',
  sku: 'SKU',
  gtin: 'GTIN',
  brand: 'Brand',
  rating: 'Rating',
  image: 'Image',
  description: 'Description',
};

/** `CSS .price`, `product price` */
export function sourceWords(source: ColumnSource): string {
  switch (source.kind) {
    case 'css':
      return `CSS ${source.selector}${source.attribute === null ? '' : ` @${source.attribute}`}`;
    case 'xpath':
      return `XPath ${source.expression}`;
    case 'regex':
      return `regex ${source.pattern}`;
    case 'json':
      return `JSON ${source.path}`;
    case 'product':
      return `product ${source.field}`;
    case 'offer':
      return source.name === '' ? 'not chosen yet' : `${OFFER_WORDS[source.offer]} ${source.name}`;
  }
}

/** `JSON-LD`, `JSON-LD 28, meta 2`, `a guess from h1` */
export function originWords({ column, from, isGuess }: ColumnProposal): string {
  if (isGuess) return `a guess from ${column.source.kind === 'css' ? column.source.selector : 'the page'}`;
  const [only, ...rest] = from;
  if (only !== undefined && rest.length === 0) return OFFER_WORDS[only.offer];
  return from.map(({ offer, pages }) => `${OFFER_WORDS[offer]} ${formatCount(pages)}`).join(', ');
}

/** Without the beginning that names the column: it stands at that column's field. */
export function problemWords(problem: string): string {
  return problem.replace(/^Column “[^”]*”:? /, '');
}

/** `/product/7?size=2` */
export function shortAddress(url: string): string {
  const slash = url.indexOf('/', url.indexOf('://') + 3);
  return slash === -1 ? url : url.slice(slash);
}
