/** What an import tells about a list. */
import type { ListDelimiter, ListEncoding } from './list-choices.ts';

/** Why a line did not become a row. Stable, like outcome codes. */
export type RejectReason =
  | 'not_a_url'
  | 'scheme_not_supported'
  | 'no_host'
  | 'too_long'
  | 'control_character'
  | 'no_url_column_value'
  | 'too_many_addresses';

export const REJECT_REASONS: Readonly<Record<RejectReason, string>> = {
  not_a_url: 'Not a web address',
  scheme_not_supported: 'Only http and https can be fetched',
  no_host: 'The address has no host name',
  too_long: 'Longer than 8,192 characters',
  control_character: 'Contains a control character',
  no_url_column_value: 'The URL column is empty',
  too_many_addresses: 'Its ranges stand for too many addresses; 10,000,000 a list are the most',
};

/** Why a line became part of an earlier row. */
export type MergeReason = 'same_address' | 'fragment' | 'trailing_slash' | 'tracking' | 'letter_case';

export const MERGE_REASONS: Readonly<Record<MergeReason, string>> = {
  same_address: 'Same address',
  fragment: 'Differs only after the #',
  trailing_slash: 'Differs only in the slash at the end',
  tracking: 'Differs only in tracking parameters',
  letter_case: 'Differs only in upper and lower case',
};

export function isMergeReason(reason: string): reason is MergeReason {
  return Object.hasOwn(MERGE_REASONS, reason);
}

/** Longest URL accepted, in characters. */
export const MAX_URL_LENGTH = 8192;

/** A line that did not become a row of its own. */
export interface DroppedLine {
  /** Of a list of several files: the name of its file. */
  readonly file: string | null;
  readonly line: number;
  readonly kind: 'merged' | 'rejected';
  /** The line as it stood, cut at 500 characters. */
  readonly text: string;
  /** Set when rejected. */
  readonly reason: RejectReason | null;
  /** Set when merged, but for runs of older versions. */
  readonly mergeReason: MergeReason | null;
  /** Set when merged: the line of the row it agrees with, and its file where there are several. */
  readonly intoLine: number | null;
  readonly intoFile: string | null;
}

export type SourceKind = 'text' | 'table' | 'spreadsheet' | 'sitemap' | 'sitemap_index' | 'run';

/** What one file of a list was found to be, or was said to be. */
export interface SourceInspection {
  readonly name: string;
  readonly kind: SourceKind;
  /** `null` where there is nothing to choose: spreadsheets, sitemaps, run files. */
  readonly encoding: ListEncoding | null;
  /** Of a table of text. */
  readonly delimiter: ListDelimiter | null;
  readonly hasHeader: boolean;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  /** Names of all columns; none for text. */
  readonly columns: readonly string[];
  readonly urlColumn: number | null;
  /** How the URL column was found. */
  readonly urlColumnBy: 'choice' | 'addresses' | 'name' | 'only' | null;
  /** The first records without the header row, at most {@link PREVIEW_RECORDS}. */
  readonly records: readonly (readonly string[])[];
}

export const PREVIEW_RECORDS = 20;
/** Cells of a preview are cut at this length, in characters, and its records at as many columns. */
export const PREVIEW_CELL_LENGTH = 200;
export const PREVIEW_COLUMNS = 100;

/** Sent when the beginning of a file has been looked at, before all of it is read. */
export interface ListInspected {
  readonly importId: string;
  /** The place of the file in the list. */
  readonly index: number;
  readonly inspection: SourceInspection;
}

/** Something about a list that is no failure, for a person. */
export interface ListNotice {
  readonly message: string;
  readonly advice: string;
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
  readonly sources: readonly SourceInspection[];
  /** How many lines were merged for which reason. */
  readonly mergedBy: Readonly<Partial<Record<MergeReason, number>>>;
  /** Lines with ranges such as `{1..9}`, and the addresses that they became; each of those counts as a line. */
  readonly expanded: { readonly lines: number; readonly addresses: number };
  /** Lines that look like ranges and were taken as they stand. */
  readonly unexpanded: number;
  readonly notices: readonly ListNotice[];
}

export interface ImportProgress {
  readonly importId: string;
  readonly bytesRead: number;
  /** `null` when the size is not known (standard input). */
  readonly bytesTotal: number | null;
  readonly lines: number;
}
