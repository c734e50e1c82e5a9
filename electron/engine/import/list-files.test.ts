/** Lists of several files, what is merged, what ranges become, and the report of it all. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_CHOICES, DEFAULT_MERGE_RULES } from '../../../shared/list-choices.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import { Drafts } from './drafts.ts';
import { reportOfRun } from './run-report.ts';
import { readFiles, readList } from './testing/read-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'gleaner-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const shop = fileOf('shop.csv', 'sku,url\n1,https://a.example/1\n2,bad\n3,https://a.example/3\n');
const more = fileOf('more.csv', 'url,price\nhttps://a.example/1#x,10\nhttps://a.example/4,"12,50"\n');
const plain = fileOf('plain.txt', 'https://a.example/5\n=1+1\n');

describe('a list of several files', () => {
  it('is one list in the order given, with the columns of all and the file of each row', async () => {
    const { list, writer } = await readFiles([shop, more, plain]);

    expect(list).toMatchObject({ lines: 7, rows: 4, merged: 1, rejected: 2 });
    expect(list.otherColumns).toEqual(['list file', 'sku', 'price']);
    expect(writer.rows.map(({ line, url, extra }) => [line, url.slice(-1), ...extra!])).toEqual([
      [2, '1', 'shop.csv', '1'],
      [4, '3', 'shop.csv', '3'],
      [3, '4', 'more.csv', '', '12,50'],
      [1, '5', 'plain.txt', '', ''],
    ]);
    expect(writer.files).toEqual(['shop.csv', 'more.csv', 'plain.txt']);
  });

  it('is reported line by line with file, number, text and reason, from the draft and from its run file', async () => {
    const drafts = new Drafts({ onProgress: () => {}, onInspected: () => {} });
    const runPath = join(folder, 'run.gleaner');
    const { draftId } = await drafts.import({
      importId: 'i',
      listPaths: [shop, more, plain],
      name: 'three files',
      folder,
      removeListAfter: false,
      runPath,
      replaceUnfinished: false,
    });

    const result = await drafts.report(draftId, join(folder, 'report.csv'), true);
    drafts.turnIntoRunFile(draftId);
    await reportOfRun(runPath, join(folder, 'again.csv'), false);

    const text = readFileSync(join(folder, 'report.csv'), 'utf8');
    expect(result.lines).toBe(3);
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text).toContain("'=1+1");
    expect(parse(readFileSync(join(folder, 'again.csv')), { columns: true })).toEqual([
      {
        file: 'shop.csv',
        line: '3',
        result: 'rejected',
        reason: 'Not a web address',
        code: 'not_a_url',
        into_file: '',
        into_line: '',
        text: '2,bad',
      },
      {
        file: 'more.csv',
        line: '2',
        result: 'merged',
        reason: 'Differs only after the #',
        code: 'fragment',
        into_file: 'shop.csv',
        into_line: '2',
        text: 'https://a.example/1#x,10',
      },
      {
        file: 'plain.txt',
        line: '2',
        result: 'rejected',
        reason: 'Not a web address',
        code: 'not_a_url',
        into_file: '',
        into_line: '',
        text: '=1+1',
      },
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('may have a run file in it, whose addresses and columns it takes', async () => {
    const { list, writer } = await readFiles([join(folder, 'run.gleaner')]);

    expect(list.sources[0]).toMatchObject({ kind: 'run', urlColumn: 0 });
    expect(list.otherColumns).toEqual(['list file', 'sku', 'price']);
    expect(writer.rows.map(({ line }) => line)).toEqual([2, 4, 3, 1]);
  });

  it('says of another database that it is no list', async () => {
    const path = join(folder, 'other.db');
    const database = openDatabase(path);
    database.exec('CREATE TABLE t (x)');
    database.close();

    await expect(readFiles([path])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('merging', () => {
  const text = [
    'https://a.example/P',
    'https://a.example/P/',
    'https://a.example/P?utm_source=x',
    'https://a.example/p',
    'https://a.example/P',
  ].join('\n');

  it.each([
    [{}, { rows: 4, mergedBy: { same_address: 1 } }],
    [{ isOn: false }, { rows: 5, merged: 0, mergedBy: {} }],
    [{ ignoresTrailingSlash: true }, { rows: 3, mergedBy: { same_address: 1, trailing_slash: 1 } }],
    [{ ignoresTracking: true }, { rows: 3, mergedBy: { same_address: 1, tracking: 1 } }],
    [{ ignoresLetterCase: true }, { rows: 3, mergedBy: { same_address: 1, letter_case: 1 } }],
  ])('with %j', async (rules, expected) => {
    const choices = { ...DEFAULT_CHOICES, merge: { ...DEFAULT_MERGE_RULES, ...rules } };

    const { list } = await readList(text, { choices });

    expect(list).toMatchObject({ lines: 5, ...expected });
    expect(list.rows + list.merged + list.rejected).toBe(list.lines);
  });
});

describe('ranges', () => {
  const text =
    'https://a.example/0\nhttps://a.example/{1..3}\nbad\nhttps://a.example/2\nhttps://a.example/{x}\n';

  it('are expanded in what was typed; every address counts as a line, in its place', async () => {
    const { list, writer } = await readList(text, { isTyped: true });

    expect(list).toMatchObject({
      lines: 7,
      rows: 5,
      merged: 1,
      rejected: 1,
      expanded: { lines: 1, addresses: 3 },
    });
    expect(writer.rows.map(({ line, url }) => [line, url.slice(18)])).toEqual([
      [1, '0'],
      [2, '1'],
      [2, '2'],
      [2, '3'],
      [5, '%7Bx%7D'],
    ]);
    expect(writer.merged).toMatchObject([{ line: 4, intoRowId: 2 }]);
  });

  it('are taken as they stand in files, and counted, unless somebody says otherwise', async () => {
    const asTheyStand = await readList(text);
    const expanded = await readList(text, { choices: { ...DEFAULT_CHOICES, expandsRanges: true } });

    expect(asTheyStand.list).toMatchObject({ lines: 5, rows: 4, unexpanded: 1 });
    expect(expanded.list).toMatchObject({ lines: 7, unexpanded: 0 });
  });

  it('that stand for too many are rejected, and the list goes on', async () => {
    const { list, writer } = await readList(
      'https://a.example/{1..9999999}{1..9999999}\nhttps://a.example/{1..2}\n',
      { isTyped: true },
    );

    expect(list).toMatchObject({ lines: 3, rows: 2, rejected: 1 });
    expect(writer.rejected).toMatchObject([{ line: 1, reason: 'too_many_addresses' }]);
  });
});
