/** Rows as they are shown and exported, and the views over them. */
import type { RunOptions } from './options.ts';
import type { OutcomeCode } from './outcome-codes.ts';
import type { PhaseSummary } from './progress.ts';
import type { StoredCell } from './recipe.ts';

export interface ResultRow {
  readonly rowId: number;
  /** Line of the list (text) or record number (table), 1-based. */
  readonly line: number;
  readonly url: string;
  /** `null` while pending. */
  readonly outcome: OutcomeCode | null;
  /** What the last attempt ended with, also while the row waits for another try. */
  readonly lastCode: OutcomeCode | null;
  readonly status: number | null;
  readonly finalUrl: string | null;
  readonly contentType: string | null;
  /** Decoded body bytes. */
  readonly bytes: number | null;
  readonly durationMs: number | null;
  readonly attempts: number;
  /** Technical detail of a failure, for example `connect ECONNREFUSED 127.0.0.1:9`. */
  readonly error: string | null;
  readonly title: string | null;
  /** What the recipe's columns found, in its order; empty when nothing was extracted. */
  readonly fields: readonly (string | null)[];
}

export interface RedirectHop {
  readonly status: number;
  /** The address that answered with the redirect. */
  readonly url: string;
}

export interface AttemptRecord {
  /** 1-based over all rounds. */
  readonly number: number;
  /** 0 for the first run, +1 for each Retry failed. */
  readonly round: number;
  readonly code: OutcomeCode;
  /** False when the row was tried again after it. */
  readonly isSettled: boolean;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly bytes: number;
  readonly contentType: string | null;
  readonly finalUrl: string | null;
  readonly hops: readonly RedirectHop[];
  readonly error: string | null;
  readonly title: string | null;
  /** Milliseconds by phase; `null` where a phase did not happen (a reused connection has no DNS). */
  readonly phases: AttemptPhases;
}

export interface AttemptPhases {
  /** From when the row could have been asked to when it was. */
  readonly waitMs: number | null;
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly bodyMs: number | null;
}

/** One round: the first run, or a Retry failed. */
export interface RoundRecord {
  readonly round: number;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** Rows that were asked again; `null` for the first run. */
  readonly requeued: number | null;
  /** What was set differently for this round. */
  readonly options: Partial<RunOptions>;
}

export interface RowDetail {
  readonly row: ResultRow;
  readonly attempts: readonly AttemptRecord[];
  /** Those that asked this row. */
  readonly rounds: readonly RoundRecord[];
  /** The list's own other columns, in its order. */
  readonly extra: readonly (readonly [column: string, value: string])[];
  /** What the columns of the recipe found; `null` when nothing was looked for on its page. */
  readonly fields: ExtractedRow | null;
}

export interface ExtractedRow {
  /** In the order of the recipe. */
  readonly cells: readonly { readonly name: string; readonly cell: StoredCell }[];
  /** Required columns without a value. */
  readonly missing: number;
  readonly problem: string | null;
}

/** The body of a page, for people: text only, whatever it is. */
export interface PagePreview {
  readonly contentType: string | null;
  /** Decoded by the page's encoding; empty for what is no text. */
  readonly text: string;
  readonly isText: boolean;
  /** Of the whole body, decoded. */
  readonly bytes: number;
  /** There is more of it than `text`. */
  readonly isCut: boolean;
}

/** `incomplete`: ok, but a required column of the recipe found nothing, or nothing could be extracted. */
export const ROW_OUTCOME_FILTERS = ['all', 'ok', 'failed', 'pending', 'skipped', 'incomplete'] as const;
export type RowOutcomeFilter = (typeof ROW_OUTCOME_FILTERS)[number];

export interface RowFilter {
  readonly outcome: RowOutcomeFilter;
  /** Narrows `failed` to one code; `null` is any. */
  readonly code: OutcomeCode | null;
  /** Case-insensitive part of URL, title or error; empty is no search. */
  readonly search: string;
}

export type RowSortColumn =
  | 'line'
  | 'url'
  | 'status'
  | 'outcome'
  | 'bytes'
  | 'durationMs'
  | 'attempts'
  | 'title';

/** A column of the recipe by its place, sorted as what it holds. */
export type FieldSortColumn = `${'text' | 'number'}:${number}`;

/** @returns `null` for what is none, or beyond what a recipe can have. */
export function parseFieldSort(
  column: string,
): { readonly index: number; readonly isNumber: boolean } | null {
  const [, type, place] = /^(text|number):(0|[1-9]\d?)$/.exec(column) ?? [];
  return place === undefined ? null : { index: Number(place), isNumber: type === 'number' };
}

export interface RowSort {
  readonly column: RowSortColumn | FieldSortColumn;
  readonly direction: 'asc' | 'desc';
}

/** A materialised list of row ids; scrolling is a look-up by position. */
export interface RowView {
  readonly viewId: number;
  readonly count: number;
}

/** Most rows that one read may ask for. */
export const ROWS_READ_MAX = 200;

/** Which failed rows to ask again. */
export type RetrySelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'codes'; readonly codes: readonly OutcomeCode[] }
  /** Those of them that a filter shows. */
  | { readonly kind: 'filter'; readonly filter: RowFilter }
  | { readonly kind: 'rows'; readonly rowIds: readonly number[] };

/** Most rows that can be named one by one; more are selected by a filter. */
export const RETRY_ROWS_MAX = 100_000;

/** A host of the list, counted from the ledger. */
export interface HostRow {
  readonly hostId: number;
  /** `https://shop.example` */
  readonly origin: string;
  readonly rows: number;
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  /** Over whole attempts; `null` before the first. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface HostPage {
  readonly hosts: readonly HostRow[];
  readonly count: number;
}

export interface HostDetail {
  readonly host: HostRow;
  readonly phases: PhaseSummary;
}
