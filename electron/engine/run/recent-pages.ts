/** A host's last pages, in typed arrays: enough of each to see that many of them are one. */

const SIZE = 100;
const NO_DIGEST = -1;

export interface PageMark {
  readonly rowId: number;
  readonly title: string | null;
  readonly bytes: number;
  readonly digest: number | null;
}

export class RecentPages {
  static readonly size = SIZE;
  readonly #rowIds = new Uint32Array(SIZE);
  /** Size and title in one number. */
  readonly #marks = new Uint32Array(SIZE);
  /** A digest is a CRC-32, which a double holds exactly. */
  readonly #digests = new Float64Array(SIZE);
  readonly #isBlockPage = new Uint8Array(SIZE);
  #count = 0;
  #next = 0;
  #blockPages = 0;

  get count(): number {
    return this.#count;
  }

  /** How many of them read like a block page. */
  get blockPages(): number {
    return this.#blockPages;
  }

  add(page: PageMark, isBlockPage: boolean): void {
    if (this.#count < SIZE) this.#count++;
    else this.#blockPages -= this.#isBlockPage[this.#next]!;
    this.#rowIds[this.#next] = page.rowId;
    this.#marks[this.#next] = markOf(page);
    this.#digests[this.#next] = page.digest ?? NO_DIGEST;
    this.#isBlockPage[this.#next] = isBlockPage ? 1 : 0;
    this.#blockPages += isBlockPage ? 1 : 0;
    this.#next = (this.#next + 1) % SIZE;
  }

  /** How many have the size and the title of `page`. */
  countAlike(page: PageMark): number {
    const mark = markOf(page);
    let alike = 0;
    for (let index = 0; index < this.#count; index++) if (this.#marks[index] === mark) alike++;
    return alike;
  }

  countSame(digest: number): number {
    let same = 0;
    for (let index = 0; index < this.#count; index++) if (this.#digests[index] === digest) same++;
    return same;
  }

  /** Rows whose page was alike and, as far as it was hashed, the same. Each row once. */
  rowsAlike(page: PageMark): number[] {
    const mark = markOf(page);
    const rowIds = new Set<number>();
    for (let index = 0; index < this.#count; index++) {
      const digest = this.#digests[index]!;
      if (this.#marks[index] === mark && (digest === NO_DIGEST || digest === page.digest))
        rowIds.add(this.#rowIds[index]!);
    }
    return [...rowIds];
  }
}

/** FNV-1a over the title, begun with the size. Pages that differ may share it; their digests tell. */
function markOf({ title, bytes }: PageMark): number {
  const text = title ?? '';
  let hash = (0x811c9dc5 ^ bytes) >>> 0;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}
