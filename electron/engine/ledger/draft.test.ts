import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Draft } from './draft.ts';
import { openDatabase } from './sqlite.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-draft-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const urlOfRow = (row: number): string => `https://shop.example/${row}`;

function fill(draft: Draft, rows: number): void {
  const hostId = draft.addHost('https://shop.example');
  for (let row = 0; row < rows; row++)
    draft.addRow(row + 1, urlOfRow(row), hostId, row % 2 === 0 ? [String(row)] : null);
}

test.each([1, 31, 32, 33, 5000, 10_007])('a run file has each of %d rows, in their order', (rows) => {
  const draft = new Draft('draft', folder);
  const path = join(folder, 'list.gleaner');

  fill(draft, rows);
  draft.finish('list');
  draft.moveTo(path);

  const database = openDatabase(path);
  const stored = database.prepare('SELECT id, line, url, host_id, extra FROM row ORDER BY id').all();
  database.close();
  const expected = Array.from({ length: rows }, (_, row) => ({
    id: row,
    line: row + 1,
    url: urlOfRow(row),
    host_id: 0,
    extra: row % 2 === 0 ? `["${row}"]` : null,
  }));
  expect(stored).toEqual(expected);
});

test('the address of a row is known at once, whether the row is on disk or not yet', () => {
  const draft = new Draft('draft', folder);
  const rows = 40;

  fill(draft, rows);
  const urls = Array.from({ length: rows }, (_, row) => draft.urlOf(row));
  draft.discard();

  expect(urls).toEqual(Array.from({ length: rows }, (_, row) => urlOfRow(row)));
});
