/** What an element that names a property says: in an attribute for machines, or in its text. */
import type { PageElement } from '../tree/page-tree.ts';
import { shownText } from '../tree/page-tree.ts';
import type { ThingText } from './thing.ts';

const ADDRESS_ATTRIBUTES: Readonly<Record<string, string>> = {
  a: 'href',
  area: 'href',
  link: 'href',
  img: 'src',
  audio: 'src',
  embed: 'src',
  iframe: 'src',
  source: 'src',
  track: 'src',
  video: 'src',
  object: 'data',
};
const VALUE_ATTRIBUTES: Readonly<Record<string, string>> = {
  data: 'value',
  meter: 'value',
  time: 'datetime',
};

/** `content` counts on every element: the standard has it on `<meta>` only, shops and search engines on all. */
export function propertyValue(element: PageElement, absolute: (reference: string) => string): ThingText {
  const { name, attribs } = element;
  const content = attribs['content'];
  if (content !== undefined) return { text: content, isMachine: true };
  const address = attribs[ADDRESS_ATTRIBUTES[name] ?? ''];
  if (address !== undefined) return { text: absolute(address), isMachine: true };
  const value = attribs[VALUE_ATTRIBUTES[name] ?? ''];
  if (value !== undefined) return { text: value, isMachine: true };
  return { text: shownText(element), isMachine: false };
}
