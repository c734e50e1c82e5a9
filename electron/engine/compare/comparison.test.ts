import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeKind } from '../../../shared/comparison.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Recipe, StoredCell } from '../../../shared/recipe.ts';
import { numberOf } from '../ledger/row-filter.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import { createRunFile, tamper } from '../testing/run-files.ts';
import { Comparison } from './comparison.ts';

interface TestPage {
  readonly url: string;
  readonly code?: OutcomeCode | null;
  readonly content?: string;
  readonly cells?: readonly StoredCell[];
}

const ALL = { kinds: [], search: '' };

let folder: string;
let opened: Comparison[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-compare-'));
  opened = [];
});
afterEach(() => {
  for (const comparison of opened) comparison.close();
  rmSync(folder, { recursive: true, force: true });
});

function recipe(names: readonly string[]): Recipe {
  return {
    name: 'products',
    hosts: [],
    columns: names.map((name) => ({
      name,
      source: { kind: 'css', selector: `.${name}`, attribute: null },
      type: 'text',
      isRequired: false,
      fallback: null,
      takesAll: false,
    })),
  };
}

function runFile(name: string, pages: readonly TestPage[], columns: readonly string[] = []): string {
  const path = createRunFile(
    folder,
    pages.map(({ url }) => `https://a.test/${url}`),
    name,
  );
  const database = openDatabase(path);
  database.exec('BEGIN');
  const options = JSON.stringify({
    ...DEFAULT_OPTIONS,
    recipe: columns.length === 0 ? null : recipe(columns),
  });
  database.prepare(`INSERT OR REPLACE INTO meta VALUES ('options', ?)`).run(options);
  const settle = database.prepare('INSERT INTO settlement VALUES (?, ?, null)');
  const keep = database.prepare('INSERT INTO page (row_id, sha256, store) VALUES (?, ?, 0)');
  const fill = database.prepare('INSERT INTO field VALUES (?, ?, 0, null)');
  for (const [rowId, { code = 'ok', content, cells }] of pages.entries()) {
    if (code !== null) settle.run(rowId, numberOf(code));
    if (content !== undefined) keep.run(rowId, Buffer.from(content.padEnd(32)));
    if (cells !== undefined) fill.run(rowId, JSON.stringify(cells));
  }
  database.exec('COMMIT');
  database.close();
  return path;
}

async function compare(beforePath: string, afterPath: string): Promise<Comparison> {
  const comparison = await Comparison.open({ beforePath, afterPath });
  opened.push(comparison);
  return comparison;
}

const kindsOf = (comparison: Comparison): Record<string, ChangeKind> =>
  Object.fromEntries(
    comparison.read(ALL, 0, 100).map(({ url, kind }) => [url.replace('https://a.test/', ''), kind]),
  );

describe('a comparison of two runs', () => {
  it('finds what is new, gone, changed and the same by content', async () => {
    const before = runFile('before', [
      { url: 'same', content: 'x' },
      { url: 'changed', content: 'x' },
      { url: 'left-out', content: 'x' },
      { url: 'not-found', content: 'x' },
      { url: 'came', code: 'http.not_found' },
    ]);
    const after = runFile('after', [
      { url: 'added', content: 'x' },
      { url: 'came', content: 'x' },
      { url: 'not-found', code: 'http.not_found' },
      { url: 'changed', content: 'y' },
      { url: 'same', content: 'x' },
    ]);

    const comparison = await compare(before, after);

    expect(kindsOf(comparison)).toEqual({
      added: 'new',
      came: 'new',
      'not-found': 'gone',
      changed: 'changed',
      same: 'same',
      'left-out': 'gone',
    });
    expect(comparison.summary).toMatchObject({
      beforeName: 'before.txt',
      afterName: 'after.txt',
      counts: { new: 2, gone: 2, changed: 1, content: 0, same: 1, unknown: 0 },
    });
  });

  it('tells runs of one list apart by their files', async () => {
    const before = runFile('before', [{ url: '1' }]);
    const after = runFile('after', [{ url: '1' }]);
    tamper(after, `UPDATE meta SET value = 'before.txt' WHERE key = 'name'`);

    expect((await compare(before, after)).summary).toMatchObject({
      beforeName: 'before.gleaner',
      afterName: 'after.gleaner',
    });
  });

  it('stands in the order of the later list, and what only the earlier one has behind', async () => {
    const before = runFile('before', [{ url: '1' }, { url: '2' }, { url: '3' }, { url: '4' }]);
    const after = runFile('after', [{ url: '4' }, { url: '2' }]);

    const comparison = await compare(before, after);

    expect(comparison.read(ALL, 0, 10).map(({ lineBefore, lineAfter }) => [lineBefore, lineAfter])).toEqual([
      [4, 1],
      [2, 2],
      [1, null],
      [3, null],
    ]);
  });

  it('tells from what to what a column has changed, wherever it stands in each recipe', async () => {
    const before = runFile(
      'before',
      [{ url: '1', content: 'x', cells: ['Shoe', ['19.90', '19,90 €']] }],
      ['name', 'price'],
    );
    const after = runFile(
      'after',
      [{ url: '1', content: 'y', cells: [['17.50', '€17.50'], 'Shoe', 'black'] }],
      ['price', 'name', 'colour'],
    );

    const comparison = await compare(before, after);

    expect(comparison.read(ALL, 0, 1)).toEqual([
      {
        url: 'https://a.test/1',
        kind: 'changed',
        lineBefore: 1,
        lineAfter: 1,
        outcomeBefore: 'ok',
        outcomeAfter: 'ok',
        changes: [{ column: 'price', from: '19.90', to: '17.50' }],
        isContentChanged: true,
      },
    ]);
    expect(comparison.summary.columns).toEqual([
      { name: 'price', changed: 1 },
      { name: 'name', changed: 0 },
    ]);
  });

  it('takes a price that is only written in another way for the same', async () => {
    const before = runFile('before', [{ url: '1', cells: [['19.90', '19,90 €']] }], ['price']);
    const after = runFile('after', [{ url: '1', cells: [['19.90', 'EUR 19.90']] }], ['price']);

    expect(kindsOf(await compare(before, after))).toEqual({ '1': 'same' });
  });

  it('says apart when the page has other content, and no column shows it', async () => {
    const before = runFile('before', [{ url: '1', content: 'x', cells: ['Shoe'] }], ['name']);
    const after = runFile('after', [{ url: '1', content: 'y', cells: ['Shoe'] }], ['name']);

    expect(kindsOf(await compare(before, after))).toEqual({ '1': 'content' });
  });

  it('does not call a page the same, gone or new that it cannot compare', async () => {
    const before = runFile('before', [
      { url: 'nothing-kept' },
      { url: 'failed-now', content: 'x' },
      { url: 'failed-before', code: 'timeout.total' },
      { url: 'pending-now', content: 'x' },
    ]);
    const after = runFile('after', [
      { url: 'nothing-kept' },
      { url: 'failed-now', code: 'http.server_error' },
      { url: 'failed-before', content: 'x' },
      { url: 'pending-now', code: null },
    ]);

    expect(Object.values(kindsOf(await compare(before, after)))).toEqual(Array(4).fill('unknown'));
  });

  it('shows one kind, and what a search finds in addresses and changed values', async () => {
    const before = runFile(
      'before',
      [
        { url: 'a', cells: ['1'] },
        { url: 'b', cells: ['2'] },
        { url: 'c', cells: ['100 %'] },
      ],
      ['n'],
    );
    const after = runFile(
      'after',
      [
        { url: 'a', cells: ['7'] },
        { url: 'b', cells: ['2'] },
        { url: 'c', cells: ['3'] },
      ],
      ['n'],
    );

    const comparison = await compare(before, after);

    const urls = (kinds: readonly ChangeKind[], search: string) =>
      comparison.read({ kinds, search }, 0, 10).map(({ url }) => url.at(-1));
    expect(urls(['changed'], '')).toEqual(['a', 'c']);
    expect(urls(['same'], '')).toEqual(['b']);
    expect(urls([], '7')).toEqual(['a']);
    expect(urls([], '%')).toEqual(['c']);
    expect(urls([], 'test/b')).toEqual(['b']);
    expect(comparison.count({ kinds: ['same', 'changed'], search: '' })).toBe(3);
  });

  it('reads a file of an older Gleaner, which has no pages, without changing it', async () => {
    const before = runFile('before', [{ url: '1' }]);
    tamper(
      before,
      'DROP TABLE page; DROP TABLE field; DROP TABLE sample_page; DROP TABLE earlier; PRAGMA user_version = 2',
    );
    const after = runFile('after', [{ url: '1', content: 'x' }, { url: '2' }]);

    const comparison = await compare(before, after);

    expect(kindsOf(comparison)).toEqual({ '1': 'unknown', '2': 'new' });
    const database = openDatabase(before);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    database.close();
  });

  it('goes on with cells that somebody has edited into nonsense', async () => {
    const before = runFile('before', [{ url: '1', cells: ['a'] }], ['n']);
    const after = runFile('after', [{ url: '1', cells: ['a'] }], ['n']);
    tamper(after, `UPDATE field SET cells = '{"no":'`);

    expect(kindsOf(await compare(before, after))).toEqual({ '1': 'unknown' });
  });

  it('says which file is no run, and leaves nothing behind', async () => {
    const before = runFile('before', [{ url: '1' }]);
    const other = join(folder, 'other.gleaner');
    writeFileSync(other, 'no database');

    await expect(Comparison.open({ beforePath: before, afterPath: other })).rejects.toMatchObject({
      code: 'RUN_FILE_FOREIGN',
      message: expect.stringContaining('other.gleaner'),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('can be cancelled, and leaves nothing behind', async () => {
    const urls = Array.from({ length: 2000 }, (_, index) => ({ url: String(index) }));
    const controller = new AbortController();

    const opening = Comparison.open({
      beforePath: runFile('before', urls),
      afterPath: runFile('after', urls),
      signal: controller.signal,
      onProgress: (rowsDone) => {
        if (rowsDone > 2500) controller.abort();
      },
    });

    await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('tells how far it is, to the end', async () => {
    const progress: (readonly [number, number])[] = [];
    const comparison = await Comparison.open({
      beforePath: runFile('before', [{ url: '1' }, { url: '2' }]),
      afterPath: runFile('after', [{ url: '1' }]),
      onProgress: (rowsDone, rowsTotal) => progress.push([rowsDone, rowsTotal]),
    });
    opened.push(comparison);

    expect(progress.at(-1)).toEqual([3, 3]);
  });

  it('removes its file when it is closed', async () => {
    const comparison = await compare(runFile('before', [{ url: '1' }]), runFile('after', [{ url: '1' }]));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);

    comparison.close();

    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
