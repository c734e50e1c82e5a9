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
/** So many alike, of which none that was hashed differs, are one page for all. */
const SAME_PAGE_MIN = 50;
/** So many of them must have been hashed; the others came before that was asked for. */
const SAME_DIGEST_MIN = 10;
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
  readonly blockedAnswers: number;
  readonly answers: number;
  readonly sample: PageSample;
}

export interface Judgement {
  readonly code: Extract<OutcomeCode, 'ok' | 'blocked.soft'>;
  /** Rows that passed for ok, and are now known to have had the same page. */
  readonly earlierRowIds: readonly number[];
  /** Set when this page is the one too many. */
  readonly alarm: SoftBlockAlarm | null;
}

interface Suspect {
  answers: number;
  pages: RecentPages | null;
  needsDigest: boolean;
  /** The page that comes for all, once that is known. */
  blockedDigest: number | null;
  /** The alarm was raised, or is not wanted. */
  isSilent: boolean;
}

const FINE: Judgement = { code: 'ok', earlierRowIds: [], alarm: null };

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
    const earlierRowIds = this.#findSamePage(suspect, pages, page);
    const isKnown = page.digest !== null && page.digest === suspect.blockedDigest;
    if (!isKnown && !isBlockPage) return FINE;
    const isOneTooMany = isKnown || pages.blockPages >= BLOCK_PAGES_MIN;
    const blockedAnswers = isKnown ? pages.rowsAlike(page).length : pages.blockPages;
    const alarm = isOneTooMany && !suspect.isSilent ? this.#raise(suspect, page, blockedAnswers) : null;
    return { code: 'blocked.soft', earlierRowIds, alarm };
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
    this.#suspectAt(origin).isSilent = true;
  }

  /** @returns The rows that had the page before, when this is how it becomes known that one comes for all. */
  #findSamePage(suspect: Suspect, pages: RecentPages, page: Page): readonly number[] {
    // A page that is known stays under observation, since what is in flight brings it, too.
    suspect.needsDigest = suspect.blockedDigest !== null || pages.countAlike(page) >= SUSPICION_MIN;
    if (page.digest === null || page.digest === suspect.blockedDigest) return [];
    if (pages.countSame(page.digest) < SAME_DIGEST_MIN) return [];
    const rowIds = pages.rowsAlike(page);
    if (rowIds.length < SAME_PAGE_MIN) return [];
    suspect.blockedDigest = page.digest;
    return rowIds.filter((rowId) => rowId !== page.rowId);
  }

  #raise(suspect: Suspect, page: Page, blockedAnswers: number): SoftBlockAlarm {
    suspect.isSilent = true;
    return {
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
      suspect = { answers: 0, pages: null, needsDigest: false, blockedDigest: null, isSilent: false };
      this.#suspects.set(origin, suspect);
    }
    return suspect;
  }
}

/** Without a type it may well be. */
function isHtml(contentType: string | null): boolean {
  return contentType === null || /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType);
}
