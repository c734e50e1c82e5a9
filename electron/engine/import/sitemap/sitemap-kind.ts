/** Tells a sitemap from other text, and from other XML. */

export type SitemapRoot = 'urlset' | 'sitemapindex';

const PROLOG = /^\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>\s*)*/i;
const SITEMAP_ROOT = /^<(?:[a-z][\w.-]*:)?(urlset|sitemapindex)[\s>/]/i;

export function looksLikeXml(sample: string): boolean {
  return /^\s*<\?xml[\s?]/i.test(sample) || rootOf(sample) !== null;
}

/** @returns `null` for another root, and when the beginning does not reach it. */
export function rootOf(sample: string): SitemapRoot | null {
  const rest = sample.slice(PROLOG.exec(sample)?.[0].length ?? 0);
  const name = SITEMAP_ROOT.exec(rest)?.[1]?.toLowerCase();
  return name === 'urlset' || name === 'sitemapindex' ? name : null;
}
