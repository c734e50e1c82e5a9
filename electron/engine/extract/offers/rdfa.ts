/** RDFa Lite: `typeof`, `property`, `resource`; vocabularies and prefixes are cut off the names. */
import type { PageElement, PageTree } from '../tree/page-tree.ts';
import { words } from './microdata.ts';
import { propertyValue } from './property-value.ts';
import { addProperty, lastWord, type Thing } from './thing.ts';

/** @returns The things that are in no other. */
export function rdfaThings(
  { elements }: PageTree,
  absolute: (reference: string) => string,
): readonly Thing[] {
  if (!elements.some(({ attribs }) => attribs['typeof'] !== undefined)) return [];
  const roots: Thing[] = [];
  /** What the children of an element are about. */
  const subjects = new Map<unknown, Thing>();
  const byResource = new Map<string, Thing>();

  // In the order of the document: a parent comes before its children.
  for (const element of elements) {
    const { attribs } = element;
    const parent = subjects.get(element.parent);
    const properties = words(attribs['property']).map(lastWord);
    if (attribs['typeof'] === undefined) {
      if (parent === undefined) continue;
      subjects.set(element, parent);
      for (const name of properties) {
        const resource = attribs['resource'];
        const known = resource === undefined ? undefined : byResource.get(resource);
        addProperty(parent, name, known ?? valueOf(element, absolute));
      }
      continue;
    }
    const thing: Thing = { types: words(attribs['typeof']).map(lastWord), properties: new Map() };
    subjects.set(element, thing);
    const id = attribs['resource'] ?? attribs['about'];
    if (id !== undefined) byResource.set(id, thing);
    if (parent === undefined || properties.length === 0) roots.push(thing);
    else for (const name of properties) addProperty(parent, name, thing);
  }
  return roots;
}

function valueOf(
  element: PageElement,
  absolute: (reference: string) => string,
): ReturnType<typeof propertyValue> {
  const resource = element.attribs['resource'];
  if (resource !== undefined && element.attribs['content'] === undefined) {
    return { text: absolute(resource), isMachine: true };
  }
  return propertyValue(element, absolute);
}
