/**
 * What stands between the engine and wherever its rows are kept. Today that is a run
 * file ({@link RunFile}); a queue that several engines share can take its place, so
 * nothing that fetches or schedules may know of SQLite.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { AttemptPhases, RedirectHop } from '../../../shared/rows.ts';
import type { KeptPage } from '../pages/kept-page.ts';
import type { ExtractedFields } from '../pages/page-work.ts';
import type { EarlierPage } from './page-table.ts';

/** What the scheduler needs to know of every row, in columns. Row ids are indexes. */
export interface WorkPlan {
  readonly origins: readonly string[];
  /** Index into `origins`, by row id. */
  readonly hostOfRow: Uint32Array;
  /** 1 for rows that still have to be fetched, by row id. */
  readonly isPending: Uint8Array;
  /** Attempts that the row has used up in this round, by row id. */
  readonly attemptsUsed: Uint8Array;
}

export interface LeasedRow {
  readonly rowId: number;
  readonly url: string;
  /** `null` when no run before this one had the row. */
  readonly earlier: EarlierPage | null;
}

/** What an attempt came to. */
export interface AttemptResult {
  readonly code: OutcomeCode;
  readonly status: number | null;
  /** Decoded body bytes. */
  readonly bytes: number;
  readonly contentType: string | null;
  /** `null` when the row's own address answered. */
  readonly finalUrl: string | null;
  readonly hops: readonly RedirectHop[];
  readonly error: string | null;
  readonly title: string | null;
  readonly phases: AttemptPhases;
  /** The Retry-After header; not kept. */
  readonly retryAfter: string | null;
}

export interface FinishedAttempt {
  readonly rowId: number;
  /** False: the row will be tried again. */
  readonly isSettled: boolean;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly result: AttemptResult;
  /** What there is of the page besides; `null` for most rows, when nothing is kept. */
  readonly page: PageRecord | null;
}

/** Of a row that is ok; written with its settlement. */
export interface PageRecord {
  /** Of the decoded body; `null`: not hashed. */
  readonly sha256: Uint8Array | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly kept: KeptPage | null;
  /** Kept whatever else is, to try columns on; `packed` is gzip. */
  readonly sample: { readonly contentType: string | null; readonly packed: Uint8Array } | null;
  readonly fields: ExtractedFields | null;
  /** 304: it is the page that the run before had. */
  readonly isUnchanged: boolean;
}

export interface WorkLedger {
  readPlan(): WorkPlan;
  /**
   * Hands out rows to this engine until `expiresAtMs` (epoch). A row whose lease ran out
   * may be handed to another engine; its late outcome is then ignored.
   */
  lease(rowIds: readonly number[], expiresAtMs: number): readonly LeasedRow[];
  renew(rowIds: readonly number[], expiresAtMs: number): void;
  /** Gives rows back unfetched. */
  release(rowIds: readonly number[]): void;
  /**
   * Writes a batch durably, all or nothing, and only then returns. A settled row that is
   * settled again is ignored, so a batch may safely be sent twice.
   *
   * @returns The attempts that settled a row now; only those may be counted.
   * @throws AppError `DISK_FULL` and others; the batch can be tried again.
   */
  settle(batch: readonly FinishedAttempt[], usage: LedgerUsage): readonly FinishedAttempt[];
}

/** Run-wide figures that are kept with each batch. */
export interface LedgerUsage {
  readonly elapsedMs: number;
  readonly bytes: number;
}
