/** The table of what columns found, when columns change or pages are read again. */
import type { RecipeColumn } from '../../../shared/recipe.ts';
import type { ExtractedFields } from '../pages/page-work.ts';
import { LACKS_FIELDS, numberOf } from './row-filter.ts';
import type { Database } from './sqlite.ts';

export interface RowFields {
  readonly rowId: number;
  readonly fields: ExtractedFields;
}

/** A row that is ok and has less than its recipe requires. */
export function isIncomplete({ missing, problem }: Pick<ExtractedFields, 'missing' | 'problem'>): boolean {
  return missing > 0 || problem !== null;
}

/** How many rows are ok and lack something; of `rowIds` only, when they are given. @throws What SQLite throws. */
export function countIncomplete(database: Database, rowIds: readonly number[] | null = null): number {
  const among = rowIds === null ? '' : 'AND f.row_id IN (SELECT value FROM json_each(?))';
  const sql = `SELECT count(*) AS count FROM field f JOIN settlement s ON s.row_id = f.row_id
    WHERE ${LACKS_FIELDS} AND s.code = ${numberOf('ok')} ${among}`;
  const parameters = rowIds === null ? [] : [JSON.stringify(rowIds)];
  // The column is that of the SELECT.
  return (database.prepare(sql).get(...parameters) as { count: number }).count;
}

/**
 * Works inside the caller's transaction. A row that is no longer ok has no fields.
 *
 * @returns By how many there are more incomplete rows than before.
 * @throws What SQLite throws.
 */
export function replaceFields(database: Database, rows: readonly RowFields[]): number {
  const rowIds = rows.map(({ rowId }) => rowId);
  const before = countIncomplete(database, rowIds);
  const insert = database.prepare(
    `INSERT OR REPLACE INTO field SELECT ?1, ?2, ?3, ?4
     WHERE EXISTS (SELECT 1 FROM settlement WHERE row_id = ?1 AND code = ${numberOf('ok')})`,
  );
  for (const { rowId, fields } of rows) {
    insert.run(rowId, JSON.stringify(fields.cells), fields.missing, fields.problem);
  }
  return countIncomplete(database, rowIds) - before;
}

/**
 * Cells stand in the order of the columns, so they move with these: a column that is as it was
 * keeps its values, whatever its place and name; those of a new one are missing until its pages
 * are read again. Works inside the caller's transaction. @throws What SQLite throws.
 */
export function rearrangeFields(
  database: Database,
  before: readonly RecipeColumn[],
  after: readonly RecipeColumn[],
): void {
  const finds = before.map(whatItFinds);
  const places = after.map((column) => finds.indexOf(whatItFinds(column)));
  const isSame =
    before.length === after.length &&
    places.every((place, index) => place === index && before[index]?.isRequired === after[index]?.isRequired);
  if (isSame) return;
  if (places.every((place) => place === -1)) {
    database.exec('DELETE FROM field');
    return;
  }
  const cells = places.map((place, index) =>
    place === -1 ? sqlJson(after[index]?.fallback ?? null) : `json(coalesce(cells -> '$[${place}]', 'null'))`,
  );
  const missing = places.flatMap((place, index) => {
    const column = after[index];
    if (column === undefined || !column.isRequired || column.fallback !== null) return [];
    return place === -1 ? ['1'] : [`((cells ->> '$[${place}]') IS NULL)`];
  });
  // What somebody wrote into the file by hand.
  database.exec('DELETE FROM field WHERE NOT json_valid(cells)');
  database.exec(
    `UPDATE field SET cells = json_array(${cells.join(', ')}), missing = ${missing.join(' + ') || '0'},
       problem = NULL`,
  );
}

/** Two columns of which this is equal find the same on every page. */
function whatItFinds({ source, type, fallback, takesAll }: RecipeColumn): string {
  return JSON.stringify([Object.entries(source).toSorted(), type, fallback, takesAll]);
}

function sqlJson(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
}
