/**
 * Makes a finished run of product pages to export: `export-run.js F.gleaner ROWS`. Every twentieth
 * row failed; the others have five extracted columns.
 */
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import process from 'node:process';
import { Draft } from '../../electron/engine/ledger/draft.ts';
import { openDatabase } from '../../electron/engine/ledger/sqlite.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { Recipe } from '../../shared/recipe.ts';

const RECIPE: Recipe = {
  name: 'Products',
  hosts: [],
  columns: (['name', 'price', 'currency', 'sku', 'rating'] as const).map((name) => ({
    name,
    source: { kind: 'product', field: name },
    type: name === 'price' ? 'price' : name === 'rating' ? 'number' : 'text',
    isRequired: false,
    fallback: null,
    takesAll: false,
  })),
};

const [path = '', rowsText = ''] = process.argv.slice(2);
const rows = Number(rowsText);
const draft = new Draft(randomUUID(), dirname(path));
draft.setColumns('url', ['sku', 'category']);
const hostId = draft.addHost('https://shop.example');
for (let row = 0; row < rows; row++) {
  const number = String(row).padStart(8, '0');
  draft.addRow(row + 1, `https://shop.example/products/${number}.html?ref=list`, hostId, [
    number,
    'Garden & home',
  ]);
  const isOk = row % 20 !== 0;
  draft.addSettled(row, isOk ? 'ok' : 'http.not_found', {
    startedAtMs: 1_900_000_000_000 + row,
    durationMs: 37 + (row % 400),
    status: isOk ? 200 : 404,
    bytes: 43_210,
    contentType: 'text/html; charset=utf-8',
    finalUrl: null,
    error: null,
    title: `Product ${row} – the very best of its kind, “now” at Shop`,
  });
}
draft.finish('products.txt', {
  options: JSON.stringify({ ...DEFAULT_OPTIONS, recipe: RECIPE }),
});
draft.moveTo(path);

const database = openDatabase(path);
const insert = database.prepare('INSERT INTO field VALUES (?, ?, 0, NULL)');
database.exec('BEGIN');
for (let row = 0; row < rows; row++) {
  if (row % 20 === 0) continue;
  const price = [`${row % 1000}.99`, `€ ${row % 1000},99`];
  const cells = [`Product ${row}`, price, 'EUR', String(row).padStart(8, '0'), '4.5'];
  insert.run(row, JSON.stringify(cells));
}
database.exec('COMMIT');
database.close();
