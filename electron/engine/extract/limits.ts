/** What one page may cost. Pages come from strangers; whatever goes beyond is said, and never hangs. */

/** More is no page that somebody reads; its tree alone would take a gigabyte. */
export const PAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Elements and texts of one page. */
export const PAGE_NODES_MAX = 200_000;
/** Browsers stop at 512; what walks over a tree calls itself this often at most. */
export const PAGE_DEPTH_MAX = 600;
/** Levels of JSON, in an answer or in JSON-LD. */
export const JSON_DEPTH_MAX = 500;
/** Characters of one value; what is longer is cut, and ends with {@link CUT_MARK}. */
export const CELL_TEXT_MAX = 32_000;
export const CUT_MARK = '… (cut)';
/** Matches of one column in one page. */
export const MATCHES_MAX = 1000;
/** Values that one page offers in one way. */
export const OFFERED_MAX = 2000;

/** Why nothing is taken out of a page; the message is for people. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';
}

/** At most {@link CELL_TEXT_MAX} characters, and says when it was more. */
export function cutCell(text: string): string {
  if (text.length <= CELL_TEXT_MAX) return text;
  let end = CELL_TEXT_MAX - CUT_MARK.length;
  // Half a surrogate pair is no character.
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end) + CUT_MARK;
}
