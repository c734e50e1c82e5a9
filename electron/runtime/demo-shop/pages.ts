/**
 * The addresses of the demo shop's pages, so that a list can be written without asking the shop.
 * Pages are numbered from 1, as the lines of the list are.
 */
import { ENGLISH } from './languages.ts';

/** The path of page `page` (1-based). It does not depend on the seed. */
export function demoPagePath(page: number): string {
  const adjective = ENGLISH.adjectives[page % ENGLISH.adjectives.length] ?? '';
  const noun = ENGLISH.nouns[(page * 7) % ENGLISH.nouns.length] ?? '';
  return `/p/${page}-${adjective.toLowerCase()}-${noun.toLowerCase()}`;
}

/** @param page 1 to the number of pages. */
export function demoPageUrl(origin: string, page: number): string {
  return origin + demoPagePath(page);
}

/** The lines of a list of all pages, in order, without line ends. */
export function* demoList(origin: string, pages: number): Generator<string, void, undefined> {
  for (let page = 1; page <= pages; page += 1) yield demoPageUrl(origin, page);
}

/** Where a page that has moved is now. */
export function movedPagePath(page: number): string {
  return `/item/${page}`;
}

/** @returns The page that a request is for, or `null`. What follows the number is decoration, as in real shops. */
export function parsePagePath(path: string): { readonly page: number; readonly isMoved: boolean } | null {
  const match = /^\/(p|item)\/([1-9][0-9]{0,8})(?:[-?#]|$)/.exec(path);
  if (match === null) return null;
  return { page: Number(match[2]), isMoved: match[1] === 'item' };
}
