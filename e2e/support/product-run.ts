/** A finished run with a recipe's fields, as extraction leaves it. */
import { createRunFile, attempt, tamper } from '../../electron/engine/testing/run-files.ts';
import { RunFile } from '../../electron/engine/ledger/run-file.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { Recipe } from '../../shared/recipe.ts';

const RECIPE: Recipe = {
  name: 'Products',
  hosts: [],
  columns: (['name', 'price', 'currency', 'sku', 'brand'] as const).map((name) => ({
    name,
    source: { kind: 'product', field: name },
    type: name === 'price' ? 'price' : 'text',
    isRequired: name === 'price',
    fallback: null,
    takesAll: false,
  })),
};

/** Every tenth row failed, every tenth after it has no price. @returns The path of the run file. */
export function createProductRun(folder: string, rows: number): string {
  const path = createRunFile(
    folder,
    Array.from({ length: rows }, (_, row) => `https://shop.example/product/${row}`),
    'products',
  );
  const file = RunFile.open(path);
  file.settle(
    Array.from({ length: rows }, (_, row) =>
      row % 10 === 0
        ? attempt(row, { code: 'http.not_found', status: 404 })
        : attempt(row, { title: `Product ${row}` }),
    ),
    { elapsedMs: rows * 10, bytes: rows * 100 },
  );
  file.close();
  const fields = Array.from({ length: rows }, (_, row) => row).filter((row) => row % 10 !== 0);
  const values = fields.map((row) => {
    const price = row % 10 === 1 ? null : [`${row}.50`, `€ ${row},50`];
    const cells = JSON.stringify([`Product ${row}`, price, 'EUR', String(row).padStart(6, '0'), 'Acme']);
    return `(${row}, '${cells}', ${row % 10 === 1 ? 1 : 0}, NULL)`;
  });
  const options = JSON.stringify({ ...DEFAULT_OPTIONS, recipe: RECIPE }).replaceAll("'", "''");
  tamper(
    path,
    `INSERT OR REPLACE INTO meta VALUES ('options', '${options}'); INSERT INTO field VALUES ${values.join(', ')};`,
  );
  return path;
}
