/** What came of one request, as data. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { AttemptPhases } from '../../../shared/rows.ts';
import { NO_TIMES } from './connection.ts';
import type { CapturedPage } from './page-capture.ts';
import type { QuotaFields } from './quota.ts';

/** What a single exchange knows of an attempt's times. */
export type ExchangePhases = Omit<AttemptPhases, 'waitMs'>;

export interface ExchangeFailure {
  readonly code: OutcomeCode;
  /** Technical words. */
  readonly message: string;
}

export interface ExchangeResult {
  /** `null`: the answer came whole; its status is still to be judged. */
  readonly failure: ExchangeFailure | null;
  readonly status: number | null;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly quota: QuotaFields | null;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bytes: number;
  readonly title: string | null;
  /** CRC-32 of the decoded body; `null` unless asked for and the body came whole. */
  readonly digest: number | null;
  /** First decoded bytes of the body of a 2xx answer, at most 4 KB unless more was asked for. Not to be kept past the callback. */
  readonly head: Buffer | null;
  /** What was wanted of a 2xx answer that came whole. */
  readonly page: CapturedPage | null;
  readonly phases: ExchangePhases;
  /**
   * True when a reused connection was closed before any byte of the answer, or brought what
   * was no answer: the server had given it up already, or had not finished the last one,
   * and the request may be sent again (RFC 9112, 9.3.1).
   */
  readonly isStaleConnection: boolean;
}

/** The result of a request that could not even be sent. */
export function unsent(code: OutcomeCode, message: string): ExchangeResult {
  return {
    failure: { code, message },
    status: null,
    location: null,
    retryAfter: null,
    quota: null,
    contentType: null,
    etag: null,
    lastModified: null,
    bytes: 0,
    title: null,
    digest: null,
    head: null,
    page: null,
    phases: { ...NO_TIMES, firstByteMs: null, bodyMs: null },
    isStaleConnection: false,
  };
}
