/** Two runs of one list side by side: what is new, what is gone, what has changed. */
import type { OutcomeCode } from './outcome-codes.ts';

/**
 * `new`: only the later run has the address, or only there it is ok. `gone`: only the earlier run
 * has it, or its page is not found any more. `changed`: a column has another value; without columns
 * in common, the page has other content. `content`: the page has other content, and no column
 * shows it. `unknown`: there is nothing to compare, because a page did not come, or nothing of it
 * was kept.
 */
export const CHANGE_KINDS = ['new', 'gone', 'changed', 'content', 'same', 'unknown'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What is worth a look. */
export const DIFFERENT_KINDS: readonly ChangeKind[] = ['new', 'gone', 'changed', 'content'];

export const CHANGE_NAMES: Readonly<Record<ChangeKind, string>> = {
  new: 'New',
  gone: 'Gone',
  changed: 'Changed',
  content: 'Other content',
  same: 'Same',
  unknown: 'Not comparable',
};

/** A column with another value than before. */
export interface ColumnChange {
  readonly column: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface ComparedRow {
  readonly url: string;
  readonly kind: ChangeKind;
  /** In the list of its run; `null` when that has no such address. */
  readonly lineBefore: number | null;
  readonly lineAfter: number | null;
  /** `null` while pending, or when the run has no such address. */
  readonly outcomeBefore: OutcomeCode | null;
  readonly outcomeAfter: OutcomeCode | null;
  readonly changes: readonly ColumnChange[];
  /** Whether the bytes of the page differ; `null` when that is not known of both. */
  readonly isContentChanged: boolean | null;
}

export interface ComparisonSummary {
  readonly comparisonId: string;
  readonly beforeName: string;
  readonly afterName: string;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Columns that both runs have, and in how many rows each has changed. */
  readonly columns: readonly { readonly name: string; readonly changed: number }[];
}

/** Some of the rows that pass a filter, and how many there are. */
export interface ComparisonPage {
  readonly rows: readonly ComparedRow[];
  readonly count: number;
}

export interface ComparisonProgress {
  readonly comparisonId: string;
  readonly rowsDone: number;
  readonly rowsTotal: number;
}
