/**
 * The seam between reading a list and keeping it: the import knows lists and URLs and
 * nothing of SQLite, the ledger knows rows and nothing of BOMs and quotes.
 */
import type { MergeReason, RejectReason } from '../../../shared/list-import.ts';

/** Where an import puts what it reads. Implemented by the ledger; calls are synchronous and cheap. */
export interface DraftWriter {
  /**
   * `otherColumns` are the names of the table's columns without the URL column. Called before the
   * first row; when another file brings more columns, again, with those added at the end.
   */
  setColumns(urlColumn: string | null, otherColumns: readonly string[]): void;
  /** The lines that follow are of this file. Called only when a list has several. */
  beginFile(name: string): void;
  /** @returns a small number that names the host; calling it again with the same origin returns the same number. */
  addHost(origin: string): number;
  /** @returns the row id: 0, 1, 2 … in the order of the list. `extra`: the other columns' cells, or null. */
  addRow(line: number, url: string, hostId: number, extra: readonly string[] | null): number;
  addMerged(line: number, text: string, intoRowId: number, reason: MergeReason): void;
  addRejected(line: number, text: string, reason: RejectReason): void;
  /** For the duplicate check: the stored URL of a row already added. */
  urlOf(rowId: number): string;
}
