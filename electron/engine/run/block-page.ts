/**
 * Whether a page reads like one that a bot guard sends in place of the page that was asked
 * for. Few and sure signs only: a row that is called blocked by mistake is a row lost.
 */
import { decodeHTML } from 'entities';

/** Longest title that a block page has; longer ones are not looked at. */
const TITLE_MAX = 80;
/** Block pages are small; a large page that mentions a captcha has a form of its own. */
const MARKED_PAGE_MAX_BYTES = 32 * 1024;

/** Whole titles of the interstitials of Cloudflare, Akamai, Imperva, Amazon, DDoS-Guard, DataDome and others. */
const BLOCK_TITLE = new RegExp(
  '^(?:' +
    [
      'just a moment(?:\\.{3}|…)',
      'attention required! \\| cloudflare',
      'access (?:to this page has been )?denied',
      'robot check',
      'are you (?:a robot|human)\\??',
      "(?:please )?(?:verify|confirm) (?:that )?you(?:’|'| a)re (?:a )?human",
      'human verification',
      'bot verification',
      'pardon our interruption(?:\\.{3}|…)?',
      'security check(?:point| required)?',
      'ddos-guard',
      'client challenge',
      'captcha(?: check| required)?',
      'unusual traffic(?: detected)?',
      'you have been blocked',
      'request blocked',
    ].join('|') +
    ')$',
  'i',
);

/** Code that only the challenge itself carries, not the pages behind it. */
const MARKERS: readonly Buffer[] = [
  '_cf_chl_opt',
  'px-captcha',
  'captcha-delivery.com/captcha',
  'Request unsuccessful. Incapsula incident',
].map((marker) => Buffer.from(marker));

export interface PageFacts {
  readonly title: string | null;
  readonly bytes: number;
  /** The page's first decoded bytes, if known. */
  readonly head: Buffer | null;
}

export function looksLikeBlockPage({ title, bytes, head }: PageFacts): boolean {
  if (title !== null && title.length <= TITLE_MAX && BLOCK_TITLE.test(title.trim())) return true;
  if (head === null || bytes > MARKED_PAGE_MAX_BYTES) return false;
  return MARKERS.some((marker) => head.includes(marker));
}

const SAMPLE_MAX_CHARACTERS = 500;

/** NUL and its like have no place in a sentence. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const SPACE_AND_CONTROL = /[\s\u0000-\u001f\u007f-\u009f]+/g;

/**
 * The beginning of a page as a person would read it: without tags, scripts and styles. For
 * showing as text only: character references are decoded, so it may well hold markup again.
 */
export function textOf(head: Buffer): string {
  const html = new TextDecoder().decode(head);
  const text = html
    .replaceAll(/<(script|style|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/<[^>]*(?:>|$)/g, ' ');
  return decodeHTML(text).replaceAll(SPACE_AND_CONTROL, ' ').trim().slice(0, SAMPLE_MAX_CHARACTERS);
}
