/**
 * Which pages of a run are kept as a sample: the first thirty that read as text, and not all of
 * one host when there are many, so that columns can be tried on what the list is like.
 */

export const SAMPLE_PAGES = 30;
/** Enough to see what a host's pages are like, when most of the hosts never answer. */
const PER_HOST_MIN = 3;
/** Decoded. */
export const SAMPLE_PAGE_MAX_BYTES = 1024 * 1024;

const READABLE = /^\s*(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml)\b)/i;

export class SampleQuota {
  readonly #perHost: number;
  readonly #rows = new Set<number>();
  readonly #byHost = new Map<string, number>();

  /** @param hosts How many the list has. @param taken Those of the run so far. */
  constructor(hosts: number, taken: readonly { readonly rowId: number; readonly origin: string }[]) {
    this.#perHost = Math.max(PER_HOST_MIN, Math.ceil(SAMPLE_PAGES / Math.max(1, hosts)));
    for (const { rowId, origin } of taken) this.#add(rowId, origin);
  }

  /** Whether the page of a row is worth holding on to until it is known what it is. */
  mayTake(rowId: number, origin: string): boolean {
    if (this.#rows.has(rowId)) return true;
    return this.#rows.size < SAMPLE_PAGES && (this.#byHost.get(origin) ?? 0) < this.#perHost;
  }

  /** Takes the page, if it is one. A row that comes again takes its own place. */
  take(rowId: number, origin: string, page: { contentType: string | null; bytes: number }): boolean {
    if (!this.mayTake(rowId, origin)) return false;
    if (page.bytes === 0 || page.bytes > SAMPLE_PAGE_MAX_BYTES) return false;
    if (page.contentType !== null && !READABLE.test(page.contentType)) return false;
    if (!this.#rows.has(rowId)) this.#add(rowId, origin);
    return true;
  }

  #add(rowId: number, origin: string): void {
    this.#rows.add(rowId);
    this.#byHost.set(origin, (this.#byHost.get(origin) ?? 0) + 1);
  }
}
