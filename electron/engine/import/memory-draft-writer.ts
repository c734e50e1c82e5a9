/** A {@link DraftWriter} that keeps everything in memory. For tests and measurements only. */
import type { MergeReason, RejectReason } from '../../../shared/list-import.ts';
import type { DraftWriter } from './draft-writer.ts';

export interface MemoryRow {
  readonly line: number;
  readonly url: string;
  readonly hostId: number;
  readonly extra: readonly string[] | null;
}

export class MemoryDraftWriter implements DraftWriter {
  urlColumn: string | null | undefined;
  otherColumns: readonly string[] = [];
  readonly rows: MemoryRow[] = [];
  readonly merged: {
    readonly line: number;
    readonly text: string;
    readonly intoRowId: number;
    readonly reason: MergeReason;
  }[] = [];
  readonly files: string[] = [];
  readonly rejected: { readonly line: number; readonly text: string; readonly reason: RejectReason }[] = [];
  readonly #hostIds = new Map<string, number>();

  get origins(): readonly string[] {
    return [...this.#hostIds.keys()];
  }

  get urls(): readonly string[] {
    return this.rows.map((row) => row.url);
  }

  setColumns(urlColumn: string | null, otherColumns: readonly string[]): void {
    this.urlColumn = urlColumn;
    this.otherColumns = otherColumns;
  }

  addHost(origin: string): number {
    const known = this.#hostIds.get(origin);
    if (known !== undefined) return known;
    this.#hostIds.set(origin, this.#hostIds.size);
    return this.#hostIds.size - 1;
  }

  addRow(line: number, url: string, hostId: number, extra: readonly string[] | null): number {
    return this.rows.push({ line, url, hostId, extra }) - 1;
  }

  beginFile(name: string): void {
    this.files.push(name);
  }

  addMerged(line: number, text: string, intoRowId: number, reason: MergeReason): void {
    this.merged.push({ line, text, intoRowId, reason });
  }

  addRejected(line: number, text: string, reason: RejectReason): void {
    this.rejected.push({ line, text, reason });
  }

  urlOf(rowId: number): string {
    return this.rows[rowId]!.url;
  }
}
