/** `<meta>`, `<title>` and `<link rel="canonical">`, and among them those of OpenGraph. */
import { shownText, type PageTree } from '../tree/page-tree.ts';
import type { Offered } from './offered.ts';

const OPENGRAPH = /^(?:og|product|article|book|music|video|profile|business|place|restaurant):/;

export function offerMeta({ elements, document }: PageTree, offered: Offered): void {
  for (const { name: tag, attribs } of elements) {
    if (tag !== 'meta') continue;
    // Both attributes are in use for both.
    const name = (attribs['property'] ?? attribs['name'] ?? '').trim().toLowerCase();
    const content = attribs['content'];
    if (name === '' || content === undefined) continue;
    offered.add(OPENGRAPH.test(name) ? 'opengraph' : 'meta', name, content, true);
  }
  // The first outside of an image: `<svg>` has titles of its own.
  const title = elements.find(
    (element) =>
      element.name === 'title' &&
      element.parent?.type === 'tag' &&
      'name' in element.parent &&
      element.parent.name === 'head',
  );
  if (title !== undefined) offered.add('meta', 'title', shownText(title), false);
  const canonical = elements.find(
    ({ name, attribs }) => name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attribs['rel'] ?? ''),
  );
  offered.add('meta', 'canonical', canonical?.attribs['href'] ?? '', true);
  offered.add('meta', 'language', document.documentElement?.attribs['lang'] ?? '', true);
}
