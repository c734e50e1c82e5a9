/**
 * What is done with a page between its answer and its settlement: it is hashed, kept, sampled,
 * and its columns are taken out, as the run's options say.
 *
 * Most answers need nothing, or nothing that takes time, and then there is no promise either.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { ExchangeResult } from '../fetch/exchange-result.ts';
import type { AnswerRecord, PageWish } from '../fetch/page-capture.ts';
import type { PageRecord } from '../ledger/work-ledger.ts';
import type { FreeSpace } from './free-space.ts';
import type { PageToKeep } from './kept-page.ts';
import type { ExtractedFields, PageExtractor } from './page-work.ts';
import type { PageStore } from './page-store.ts';
import type { SampleQuota } from './sample-quota.ts';

const pack = promisify(gzip);

/** Pages that wait; with more, nothing new is started. */
const WAITING_MAX_PAGES = 256;
const WAITING_MAX_BYTES = 64 * 1024 * 1024;

/** A page that was judged ok. */
export interface JudgedPage {
  readonly rowId: number;
  /** Of the row. */
  readonly origin: string;
  /** Where it was found in the end. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly arrivedAtMs: number;
  readonly answer: Pick<ExchangeResult, 'status' | 'contentType' | 'etag' | 'lastModified' | 'page'>;
}

export type PageOutcome =
  | { readonly kind: 'done'; readonly record: PageRecord | null }
  /** The page could not be kept, and this computer is to blame. */
  | { readonly kind: 'trouble'; readonly code: HoldCode; readonly message: string };

/** The desk, as the run sees it. */
export interface PageDesk {
  wish(rowId: number, origin: string): PageWish;
  /** A value when it is done at once. The promise never rejects. */
  handle(page: JudgedPage): PageRecord | null | Promise<PageOutcome>;
  /** So much waits that nothing new should be started. */
  readonly isFull: boolean;
}

/** Keeps nothing and wants nothing. */
export const NO_DESK: PageDesk = { wish: () => 'nothing', handle: () => null, isFull: false };

export interface RunDeskOptions {
  readonly options: () => RunOptions;
  readonly sample: SampleQuota;
  /** Opened when the first page is to be kept. */
  readonly store: () => PageStore;
  readonly extractor: () => PageExtractor | null;
  readonly space: FreeSpace;
  /** Too little is left on the disk. */
  readonly onNoRoom: (message: string) => void;
}

export class RunDesk implements PageDesk {
  readonly #o: RunDeskOptions;
  #waitingPages = 0;
  #waitingBytes = 0;
  #isClosed = false;

  constructor(options: RunDeskOptions) {
    this.#o = options;
  }

  wish(rowId: number, origin: string): PageWish {
    const { keep, recipe, hashes } = this.#o.options();
    if (keep === 'warc') return 'record';
    if (keep === 'files' || recipe !== null || this.#o.sample.mayTake(rowId, origin)) return 'body';
    return hashes ? 'hash' : 'nothing';
  }

  get isFull(): boolean {
    return this.#waitingPages >= WAITING_MAX_PAGES || this.#waitingBytes >= WAITING_MAX_BYTES;
  }

  handle(page: JudgedPage): PageRecord | null | Promise<PageOutcome> {
    const { etag, lastModified, page: captured, status } = page.answer;
    const isUnchanged = status === 304;
    if (captured === null || captured.body === null) {
      const sha256 = captured?.sha256 ?? null;
      if (sha256 === null && etag === null && lastModified === null && !isUnchanged) return null;
      return { sha256, etag, lastModified, kept: null, sample: null, fields: null, isUnchanged };
    }
    const { sha256, body, record } = captured;
    return this.#wait(page, { sha256, body, record });
  }

  /**
   * What is still here was given back by the run, and is not needed: nothing new is begun with it, or a
   * page that was being packed would be written to a file that is closed.
   */
  close(): void {
    this.#isClosed = true;
  }

  async #wait(page: JudgedPage, content: Content): Promise<PageOutcome> {
    const bytes = content.body.length + (content.record?.body.length ?? 0);
    this.#waitingPages++;
    this.#waitingBytes += bytes;
    try {
      return { kind: 'done', record: await this.#work(page, content) };
    } catch (error) {
      // What goes wrong here is about the disk; anything else is a fault of ours.
      if (!(error instanceof AppError)) throw error;
      const code = error.code === ErrorCode.DiskFull ? 'local.disk_full' : 'unwritable';
      return { kind: 'trouble', code, message: error.message };
    } finally {
      this.#waitingPages--;
      this.#waitingBytes -= bytes;
    }
  }

  async #work(
    { rowId, origin, url, arrivedAtMs, answer }: JudgedPage,
    content: Content,
  ): Promise<PageRecord | null> {
    const { contentType, etag, lastModified } = answer;
    const { sha256, body, record } = content;
    const { keep, recipe } = this.#o.options();
    const isSample = this.#o.sample.take(rowId, origin, { contentType, bytes: body.length });
    const sample = isSample ? { contentType, packed: await pack(body) } : null;
    if (this.#isClosed) return null;
    const toKeep = contentToKeep(keep, { contentType, sha256, body, record });
    const kept = toKeep === null ? null : await this.#o.store().keep({ url, arrivedAtMs, content: toKeep });
    if (toKeep !== null) this.#o.space.watch(this.#o.onNoRoom);
    if (this.#isClosed) return null;
    // Last, because the memory of the page may go to another thread with it.
    const fields = recipe === null ? null : await this.#extract({ rowId, url, contentType, body });
    return {
      sha256,
      etag,
      lastModified,
      kept,
      sample,
      fields,
      isUnchanged: false,
    };
  }

  async #extract(page: Parameters<PageExtractor['extract']>[0]): Promise<ExtractedFields | null> {
    const extractor = this.#o.extractor();
    return extractor === null ? null : extractor.extract(page);
  }
}

interface Content {
  readonly sha256: Buffer;
  readonly body: Buffer;
  readonly record: AnswerRecord | null;
}

function contentToKeep(
  keep: RunOptions['keep'],
  { contentType, sha256, body, record }: Content & { contentType: string | null },
): PageToKeep['content'] | null {
  if (keep === 'files') return { store: 'files', body, sha256, contentType };
  // The mode may have changed while the page was on its way.
  return keep === 'warc' && record !== null ? { store: 'warc', ...record } : null;
}
