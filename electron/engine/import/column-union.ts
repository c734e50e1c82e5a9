/**
 * The other columns of a list of several files: those of all files, each name once. Columns that
 * appear with a later file come last, so that the cells of earlier rows stay where they are.
 */

/** Holds the name of the file of each row; only there when a list has several. */
export const FILE_COLUMN = 'list file';

export class ColumnUnion {
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();
  #placeOf: readonly number[] = [];
  #fileName: string | null = null;

  get names(): readonly string[] {
    return this.#names;
  }

  /** Begins the columns of a file. @param fileName `null` when the list is one file. */
  begin(fileName: string | null, columns: readonly string[]): void {
    this.#fileName = fileName;
    if (fileName !== null) this.#add(FILE_COLUMN, 0);
    const counts = new Map<string, number>();
    this.#placeOf = columns.map((name) => {
      // A file may have a name twice, and then both are kept.
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      return this.#add(name, nth);
    });
  }

  /** @returns The cells of a row of the file that was begun last, as the union has them. */
  spread(cells: readonly string[] | null): readonly string[] | null {
    if (this.#fileName === null) return cells;
    const spread: string[] = Array.from(this.#names, () => '');
    spread[0] = this.#fileName;
    for (const [index, place] of this.#placeOf.entries()) spread[place] = cells?.[index] ?? '';
    return spread;
  }

  #add(name: string, nth: number): number {
    const key = `${nth}\0${name}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#names.length);
    return this.#names.push(name) - 1;
  }
}
