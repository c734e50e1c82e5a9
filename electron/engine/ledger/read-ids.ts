/** Ids as a query gives them, in four bytes each. */
import type { Statement } from './sqlite.ts';

/** @param statement gives one column of whole numbers. */
export function readIds(statement: Statement, parameters: readonly string[]): Uint32Array {
  statement.setReturnArrays(true);
  let ids = new Uint32Array(1024);
  let count = 0;
  // The statement's rows are arrays now, of its one column.
  for (const [id] of statement.iterate(...parameters) as Iterable<[number]>) {
    if (count === ids.length) {
      const larger = new Uint32Array(ids.length * 2);
      larger.set(ids);
      ids = larger;
    }
    ids[count++] = id;
  }
  return ids.slice(0, count);
}
