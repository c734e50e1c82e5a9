/**
 * JSON-LD, microdata and RDFa say the same in three ways: things with types and properties, whose
 * values are texts or things. Here they become names: `offers.price` is of the product that the
 * page is about, `Organization.name` of any other thing.
 */
import { OFFERED_MAX } from '../limits.ts';
import type { Offered } from './offered.ts';

export interface ThingText {
  readonly text: string;
  readonly isMachine: boolean;
}

export interface Thing {
  readonly types: readonly string[];
  readonly properties: Map<string, (Thing | ThingText)[]>;
}

const PRODUCT_TYPES = new Set([
  'Product',
  'ProductGroup',
  'ProductModel',
  'IndividualProduct',
  'SomeProducts',
  'Book',
  'Vehicle',
  'Car',
]);
/** Deeper names are nobody's column; it also ends circles. */
const PATH_MAX = 6;

export function addProperty(thing: Thing, name: string, value: Thing | ThingText): void {
  const values = thing.properties.get(name);
  if (values === undefined) thing.properties.set(name, [value]);
  else values.push(value);
}

/** `https://schema.org/Product`, `schema:Product` and `Product` are one. */
export function lastWord(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('#'), name.lastIndexOf(':')) + 1);
}

/** @param roots Things that are in no other. */
export function offerThings(roots: readonly Thing[], offered: Offered): void {
  const products = productsAmong(roots);
  // One with a price is what the page sells; others may be what else is bought.
  const main = products.find(({ properties }) => properties.has('offers')) ?? products[0];
  let left = OFFERED_MAX;

  function write(thing: Thing, path: readonly string[]): void {
    for (const [name, values] of thing.properties) {
      for (const value of values) {
        if (left <= 0) return;
        if ('text' in value) {
          left -= 1;
          offered.add([...path, name].join('.'), value.text, value.isMachine);
        } else if (path.length < PATH_MAX && !products.includes(value)) {
          write(value, [...path, name]);
        }
      }
    }
  }

  if (main !== undefined) write(main, []);
  for (const thing of products) {
    if (thing !== main) write(thing, ['Product']);
  }
  for (const thing of roots) {
    if (!products.includes(thing)) write(thing, [thing.types[0] ?? 'Thing']);
  }
}

/** Roots first, then those inside of other things: a page's main entity, the items of a list. */
function productsAmong(roots: readonly Thing[]): readonly Thing[] {
  const found: Thing[] = [];
  const seen = new Set<Thing>();
  let level = [...roots];
  for (let depth = 0; level.length > 0 && depth < PATH_MAX; depth += 1) {
    const next: Thing[] = [];
    for (const thing of level) {
      if (seen.has(thing) || seen.size >= OFFERED_MAX) continue;
      seen.add(thing);
      // What is inside of a product is its variants and what goes with it.
      if (thing.types.some((type) => PRODUCT_TYPES.has(type))) {
        found.push(thing);
        continue;
      }
      for (const values of thing.properties.values()) {
        for (const value of values) if (!('text' in value)) next.push(value);
      }
    }
    level = next;
  }
  return found;
}
