/**
 * Finds answers that say 200 and are not the page: block pages, and one page that comes in
 * place of many.
 *
 * Hashing every page would cost a fifth of what fetching it does, so pages are first told
 * apart by size and title, which are known anyway. Only when a host sends many of the same
 * size and title are its next pages hashed, and only equal hashes raise the alarm.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { PageSample } from '../../../shared/progress.ts';
import { looksLikeBlockPage, textOf } from './block-page.ts';
import { RecentPages } from './recent-pages.ts';

/** So many alike among a host's last {@link RecentPages.size} have its pages hashed. */
const SUSPICION_MIN = 20;
/** So many with the same hash are one page for all. */
const SAME_PAGE_MIN = 50;
/** So many that read like a block page pause the host. */
const BLOCK_PAGES_MIN = 10;
/** An empty list or "not available" of an API is short and may well be the same for many. */
const PAGE_MIN_BYTES = 256;
/** A host that has answered less often than this cannot raise an alarm, and costs no window. */
const WINDOW_FROM_ANSWERS = 5;

export interface Page {
  readonly rowId: number;
  readonly url: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly title: string | null;
  readonly bytes: number;
  readonly digest: number | null;
  readonly head: Buffer | null;
}

export interface SoftBlockAlarm {
  /** Rows that came before the alarm and are settled, or about to be, with the same page. */
  readonly rowIds: readonly number[];
  readonly blockedAnswers: number;
  readonly answers: number;
  readonly sample: PageSample;
}

export interface Judgement {
  readonly code: Extract<OutcomeCode, 'ok' | 'blocked.soft'>;
  /** Set when this page is the one too many. */
  readonly alarm: SoftBlockAlarm | null;
}

interface Suspect {
  answers: number;
  pages: RecentPages | null;
  needsDigest: boolean;
  /** The page that comes for all, once that is known. */
  blockedDigest: number | null;
  isAlarmed: boolean;
}

const FINE: Judgement = { code: 'ok', alarm: null };

export class SoftBlocks {
  readonly #isOn: () => boolean;
  readonly #suspects = new Map<string, Suspect>();
  readonly #accepted = new Set<string>();

  constructor(isOn: () => boolean) {
    this.#isOn = isOn;
  }

  /** Whether the next pages of `origin` are to be hashed. */
  needsDigest(origin: string): boolean {
    return this.#suspects.get(origin)?.needsDigest ?? false;
  }

  /** Judges a page that came whole with a good status. */
  judge(origin: string, page: Page): Judgement {
    if (!this.#isOn() || page.bytes < PAGE_MIN_BYTES || !isHtml(page.contentType)) return FINE;
    if (this.#accepted.has(origin)) return FINE;
    const suspect = this.#suspectAt(origin);
    suspect.answers++;
    const isBlockPage = looksLikeBlockPage(page);
    if (suspect.pages === null && suspect.answers < WINDOW_FROM_ANSWERS && !isBlockPage) return FINE;
    const pages = (suspect.pages ??= new RecentPages());
    pages.add(page, isBlockPage);
    const isKnown = suspect.blockedDigest !== null && page.digest === suspect.blockedDigest;
    const code = isBlockPage || isKnown ? 'blocked.soft' : 'ok';
    if (suspect.isAlarmed) return { code, alarm: null };
    if (isBlockPage && pages.blockPages >= BLOCK_PAGES_MIN)
      return { code, alarm: this.#raise(suspect, page, [], pages.blockPages) };
    return this.#compare(suspect, pages, page, code);
  }

  /** The user wants to go on: a new alarm takes as many pages as the first one. */
  forget(origin: string): void {
    this.#suspects.delete(origin);
  }

  /** The pages of `origin` are good as they are; it is not looked at any more. */
  accept(origin: string): void {
    this.#accepted.add(origin);
    this.#suspects.delete(origin);
  }

  /** Same pages of `origin` are still told, but raise no alarm. */
  silence(origin: string): void {
    this.#suspectAt(origin).isAlarmed = true;
  }

  #compare(suspect: Suspect, pages: RecentPages, page: Page, code: Judgement['code']): Judgement {
    suspect.needsDigest = pages.countAlike(page) >= SUSPICION_MIN;
    if (page.digest === null) return { code, alarm: null };
    const same = pages.countSame(page.digest);
    if (same < SAME_PAGE_MIN) return { code, alarm: null };
    suspect.blockedDigest = page.digest;
    // It stays under observation, since what is in flight brings the same page.
    suspect.needsDigest = true;
    const rowIds = pages.rowsAlike(page).filter((rowId) => rowId !== page.rowId);
    return { code: 'blocked.soft', alarm: this.#raise(suspect, page, rowIds, rowIds.length + 1) };
  }

  #raise(suspect: Suspect, page: Page, rowIds: readonly number[], blockedAnswers: number): SoftBlockAlarm {
    suspect.isAlarmed = true;
    return {
      rowIds,
      blockedAnswers,
      answers: suspect.pages?.count ?? blockedAnswers,
      sample: {
        url: page.url,
        status: page.status,
        title: page.title,
        text: page.head === null ? '' : textOf(page.head),
      },
    };
  }

  #suspectAt(origin: string): Suspect {
    let suspect = this.#suspects.get(origin);
    if (suspect === undefined) {
      suspect = { answers: 0, pages: null, needsDigest: false, blockedDigest: null, isAlarmed: false };
      this.#suspects.set(origin, suspect);
    }
    return suspect;
  }
}

/** Without a type it may well be. */
function isHtml(contentType: string | null): boolean {
  return contentType === null || /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType);
}
