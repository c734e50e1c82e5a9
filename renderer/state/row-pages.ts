/**
 * Rows of one view, in pages, as they were last read.
 *
 * A page that is read again keeps the row objects that did not change, so that the grid
 * draws again only what did.
 */
import type { ResultRow } from '../../shared/rows.ts';

export const PAGE_ROWS = 100;
/** Enough for a few screens in both directions; the rest is read again when scrolled to. */
const PAGES_KEPT = 12;

export class RowPages {
  /** In order of use, oldest first. */
  readonly #pages = new Map<number, readonly ResultRow[]>();

  row(index: number): ResultRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** @returns The place of a row among those that are kept; `undefined` for any other. */
  indexOf(rowId: number): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.rowId === rowId);
      if (at !== -1) return page * PAGE_ROWS + at;
    }
    return undefined;
  }

  /** Pages that hold the rows from `first` up to but not including `end`. */
  static covering(first: number, end: number): number[] {
    const pages: number[] = [];
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < end; page += 1) pages.push(page);
    return pages;
  }

  has(page: number): boolean {
    return this.#pages.has(page);
  }

  /** @returns Whether anything is different from before. */
  set(page: number, rows: readonly ResultRow[]): boolean {
    const before = this.#pages.get(page);
    let hasChanged = before?.length !== rows.length;
    const kept = rows.map((row, index) => {
      const old = before?.[index];
      if (old !== undefined && isSameRow(old, row)) return old;
      hasChanged = true;
      return row;
    });
    this.#pages.delete(page);
    this.#pages.set(page, kept);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_KEPT) break;
      this.#pages.delete(oldest);
    }
    return hasChanged;
  }

  /** Drops what belongs to an older view; pages that are about to be set again keep their rows to compare. */
  keepOnly(pages: readonly number[]): void {
    for (const page of this.#pages.keys()) if (!pages.includes(page)) this.#pages.delete(page);
  }

  clear(): void {
    this.#pages.clear();
  }
}

/** Compares what the grid shows. */
function isSameRow(a: ResultRow, b: ResultRow): boolean {
  return (
    a.rowId === b.rowId &&
    a.outcome === b.outcome &&
    a.lastCode === b.lastCode &&
    a.status === b.status &&
    a.bytes === b.bytes &&
    a.durationMs === b.durationMs &&
    a.attempts === b.attempts &&
    a.fields.length === b.fields.length &&
    a.fields.every((value, index) => value === b.fields[index])
  );
}
