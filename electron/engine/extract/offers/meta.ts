/** `<meta>`, `<title>` and `<link rel="canonical">`, and among them those of OpenGraph. */
import type { PageOutline } from '../tree/page-outline.ts';
import type { Offered } from './offered.ts';

const OPENGRAPH = /^(?:og|product|article|book|music|video|profile|business|place|restaurant):/;

export function offerOpenGraph({ metas }: PageOutline, offered: Offered): void {
  for (const { name, content } of metas) if (OPENGRAPH.test(name)) offered.add(name, content, true);
}

export function offerMeta({ metas, title, canonical, language }: PageOutline, offered: Offered): void {
  for (const { name, content } of metas) if (!OPENGRAPH.test(name)) offered.add(name, content, true);
  offered.add('title', title ?? '', false);
  offered.add('canonical', canonical ?? '', true);
  offered.add('language', language ?? '', true);
}
