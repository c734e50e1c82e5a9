/** Microdata (WHATWG HTML): `itemscope`, `itemtype`, `itemprop`, `itemref`. */
import { PageElement, type PageTree } from '../tree/page-tree.ts';
import { propertyValue } from './property-value.ts';
import { addProperty, lastWord, type Thing } from './thing.ts';

/** @returns The items that are in no other. */
export function microdataThings(tree: PageTree, absolute: (reference: string) => string): readonly Thing[] {
  const items = tree.elements.filter(({ attribs }) => attribs['itemscope'] !== undefined);
  if (items.length === 0) return [];
  const byId = new Map<string, PageElement>();
  for (const element of tree.elements) {
    const id = element.attribs['id'];
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
  }
  const made = new Map<PageElement, Thing>();
  const isPart = new Set<Thing>();

  function itemOf(item: PageElement): Thing {
    const known = made.get(item);
    if (known !== undefined) return known;
    const thing: Thing = {
      types: words(item.attribs['itemtype']).map(lastWord),
      properties: new Map(),
    };
    made.set(item, thing);
    const referred = words(item.attribs['itemref']).flatMap((id) => byId.get(id) ?? []);
    const seen = new Set<PageElement>([item]);
    const stack = [...referred.toReversed(), ...childElements(item).toReversed()];
    for (let element = stack.pop(); element !== undefined; element = stack.pop()) {
      // Two references to one place, or one that comes back here.
      if (seen.has(element)) continue;
      seen.add(element);
      const isItem = element.attribs['itemscope'] !== undefined;
      for (const name of words(element.attribs['itemprop'])) {
        if (isItem) {
          const part = itemOf(element);
          isPart.add(part);
          addProperty(thing, lastWord(name), part);
        } else {
          addProperty(thing, lastWord(name), propertyValue(element, absolute));
        }
      }
      if (!isItem) stack.push(...childElements(element).toReversed());
    }
    return thing;
  }

  return items.map(itemOf).filter((thing) => !isPart.has(thing));
}

function childElements(element: PageElement): readonly PageElement[] {
  return element.children.filter((child) => child instanceof PageElement);
}

export function words(text: string | undefined): readonly string[] {
  return text?.split(/\s+/).filter((word) => word !== '') ?? [];
}
