/** Events of a sitemap's XML -> its entries. What stands in an entry besides, such as images, is passed over. */
import { LINE_CAP_LENGTH } from '../text-list.ts';
import { trimEdges } from '../url-line.ts';
import type { XmlHandler } from '../xml/read-xml.ts';

export interface SitemapEntry {
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly loc: string;
  /** `lastmod`, `changefreq`, `priority`. */
  readonly others: readonly string[];
  /** The file ended within its address. */
  readonly isCut: boolean;
}

const FIELDS = ['loc', 'lastmod', 'changefreq', 'priority'];
/** The root, the entry, the field. */
const FIELD_DEPTH = 3;

export class SitemapEntries implements XmlHandler {
  readonly #onEntry: (entry: SitemapEntry) => void;
  #depth = 0;
  #number = 0;
  #cells: string[] | null = null;
  /** Which field the text belongs to; -1: none. */
  #field = -1;

  constructor(onEntry: (entry: SitemapEntry) => void) {
    this.#onEntry = onEntry;
  }

  open(name: string): void {
    this.#depth++;
    if (this.#depth === FIELD_DEPTH - 1 && (name === 'url' || name === 'sitemap')) {
      this.#number++;
      this.#cells = FIELDS.map(() => '');
    }
    if (this.#depth === FIELD_DEPTH && this.#cells !== null) this.#field = FIELDS.indexOf(name);
  }

  text(text: string): void {
    if (this.#field === -1 || this.#cells === null || this.#depth !== FIELD_DEPTH) return;
    const cell = this.#cells[this.#field]!;
    // One character more than the cap, so that it shows that there was more.
    if (cell.length <= LINE_CAP_LENGTH) this.#cells[this.#field] = cell + text.slice(0, LINE_CAP_LENGTH + 1);
  }

  close(): void {
    if (this.#depth === FIELD_DEPTH) this.#field = -1;
    if (this.#depth === FIELD_DEPTH - 1) this.#give(false);
    this.#depth--;
  }

  /** Gives out an entry whose end is missing. */
  end(): void {
    this.#give(this.#field === 0);
  }

  #give(isCut: boolean): void {
    if (this.#cells === null) return;
    const [loc = '', ...others] = this.#cells.map(trimEdges);
    this.#cells = null;
    this.#onEntry({ number: this.#number, loc, others, isCut });
  }
}
