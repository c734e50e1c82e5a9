/** What an import tells about a list. */

/** Why a line did not become a row. Stable, like outcome codes. */
export type RejectReason =
  | 'not_a_url'
  | 'scheme_not_supported'
  | 'no_host'
  | 'too_long'
  | 'control_character'
  | 'no_url_column_value';

export const REJECT_REASONS: Readonly<Record<RejectReason, string>> = {
  not_a_url: 'Not a web address',
  scheme_not_supported: 'Only http and https can be fetched',
  no_host: 'The address has no host name',
  too_long: 'Longer than 8,192 characters',
  control_character: 'Contains a control character',
  no_url_column_value: 'The URL column is empty',
};

/** Longest URL accepted, in characters. */
export const MAX_URL_LENGTH = 8192;

/** A line that did not become a row of its own. */
export interface DroppedLine {
  readonly line: number;
  readonly kind: 'merged' | 'rejected';
  /** The line as it stood, cut at 500 characters. */
  readonly text: string;
  /** Set when rejected. */
  readonly reason: RejectReason | null;
  /** Set when merged: the line of the row it agrees with. */
  readonly intoLine: number | null;
}

export interface ImportSummary {
  /** Names the draft run file until it is started or discarded. */
  readonly draftId: string;
  /** `products.txt`, `Pasted list` */
  readonly name: string;
  readonly lines: number;
  readonly rows: number;
  readonly merged: number;
  readonly rejected: number;
  readonly hosts: number;
  /** For a table: the column that the URLs were taken from, and the columns carried along. */
  readonly urlColumn: string | null;
  readonly otherColumns: readonly string[];
  /** First few accepted URLs, for a preview. */
  readonly sample: readonly string[];
}

export interface ImportProgress {
  readonly importId: string;
  readonly bytesRead: number;
  /** `null` when the size is not known (standard input). */
  readonly bytesTotal: number | null;
  readonly lines: number;
}
