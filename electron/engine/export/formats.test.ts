/** What each format makes of the types of cells. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableFormat } from '../../../shared/export.ts';
import {
  checkZipOfXml,
  parquetTypes,
  readCsv,
  readJsonl,
  readParquet,
  readSqlite,
  readXlsx,
} from '../testing/exported-files.ts';
import { exportTable, TABLE_WRITERS, type TableExportResult } from './export-table.ts';
import type { Cell, OpenTableWriter, TableColumn } from './table-writer.ts';
import { xlsxWriterWith } from './xlsx/xlsx-writer.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'url', type: 'text' },
  { name: 'bytes', type: 'integer' },
  { name: 'price', type: 'number' },
  { name: 'in_stock', type: 'boolean' },
];
const ROWS: readonly (readonly Cell[])[] = [
  ['https://a.example/1', 0, '12.50', 'true'],
  ['https://a.example/2', null, null, null],
  ['', 9_007_199_254_740_991, '-0.1', 'false'],
  ['00123', 5, 'on request', 'maybe'],
  ['x', 1, '12345678901234567890.5', null],
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-formats-'));
});
afterEach(() => rm(folder, { recursive: true }));

const pathOf = (format: TableFormat) => join(folder, `results.${format}`);

function write(
  format: TableFormat,
  rows: Iterable<readonly (readonly Cell[])[]> = [ROWS],
  {
    columns = COLUMNS,
    openWriter = TABLE_WRITERS[format],
  }: { columns?: readonly TableColumn[]; openWriter?: OpenTableWriter } = {},
): Promise<TableExportResult> {
  return exportTable({ columns, blocks: rows, path: pathOf(format), openWriter });
}

function* manyBlocks(): Generator<Cell[][]> {
  for (let first = 0; first < 50_000; first += 500)
    yield Array.from({ length: 500 }, (_, index) => [`u${first + index}`, first + index, null, null]);
}

function numbered(count: number): Cell[][] {
  return Array.from({ length: count }, (_, index) => [`u${index}`, index, null, null]);
}

describe('CSV', () => {
  it('has CRLF, no byte order mark, and every value as it is', async () => {
    await write('csv');

    expect(await readFile(pathOf('csv'), 'utf8')).toBe(
      [
        'url,bytes,price,in_stock',
        'https://a.example/1,0,12.50,true',
        'https://a.example/2,,,',
        ',9007199254740991,-0.1,false',
        '00123,5,on request,maybe',
        'x,1,12345678901234567890.5,',
        '',
      ].join('\r\n'),
    );
  });

  it('quotes the one empty cell of a record, which would be an empty line', async () => {
    await write('csv', [[[null], ['']]], { columns: [{ name: 'url', type: 'text' }] });

    expect(await readCsv(pathOf('csv'))).toEqual([['url'], [''], ['']]);
  });
});

describe('CSV for Excel', () => {
  it('begins with one byte order mark, also without rows', async () => {
    for (const rows of [[ROWS, ROWS], []]) {
      await write('csv-excel', rows);

      const text = await readFile(pathOf('csv-excel'), 'utf8');
      expect(text.startsWith('\ufeffurl,')).toBe(true);
      expect(text.split('\ufeff')).toHaveLength(2);
    }
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'disarms text and names that begin like %j',
    async (text) => {
      await write('csv-excel', [[[text, text]]], {
        columns: [
          { name: text, type: 'text' },
          { name: 'b', type: 'text' },
        ],
      });

      expect(await readCsv(pathOf('csv-excel'))).toEqual([
        [`'${text}`, 'b'],
        [`'${text}`, `'${text}`],
      ]);
    },
  );

  it('leaves numbers below zero alone, but not what only stands in their column', async () => {
    await write('csv-excel', [[['-5.00'], ['-5+cmd'], ['=1']]], {
      columns: [{ name: 'price', type: 'number' }],
    });

    expect((await readCsv(pathOf('csv-excel'))).flat()).toEqual(['price', '-5.00', "'-5+cmd", "'=1"]);
  });
});

describe('JSON Lines', () => {
  it('has numbers with all their digits, and text where it is no number', async () => {
    await write('jsonl');

    const text = await readFile(pathOf('jsonl'), 'utf8');
    expect(text.split('\n')[0]).toBe('{"url":"https://a.example/1","bytes":0,"price":12.50,"in_stock":true}');
    expect(text).toContain('"price":12345678901234567890.5');
    expect((await readJsonl(pathOf('jsonl')))[3]).toEqual({
      url: '00123',
      bytes: 5,
      price: 'on request',
      in_stock: 'maybe',
    });
  });

  it('keeps a name that is special to JavaScript', async () => {
    await write('jsonl', [[['a']]], { columns: [{ name: '__proto__', type: 'text' }] });

    expect(await readFile(pathOf('jsonl'), 'utf8')).toBe('{"__proto__":"a"}\n');
  });
});

describe('Parquet', () => {
  it('has typed columns, and counts what is not of their type', async () => {
    const { remarks } = await write('parquet');

    expect(await parquetTypes(pathOf('parquet'))).toEqual([
      { name: 'url', type: 'UTF8' },
      { name: 'bytes', type: 'INT64' },
      { name: 'price', type: 'DOUBLE' },
      { name: 'in_stock', type: 'BOOLEAN' },
    ]);
    expect(remarks).toEqual([
      { code: 'not_numbers', count: 1 },
      { code: 'not_booleans', count: 1 },
    ]);
    expect((await readParquet(pathOf('parquet'))).map(Object.values)).toEqual([
      ['https://a.example/1', 0n, 12.5, true],
      ['https://a.example/2', null, null, null],
      ['', 9_007_199_254_740_991n, -0.1, false],
      ['00123', 5n, null, null],
      ['x', 1n, Number('12345678901234567890.5'), null],
    ]);
  });

  it('keeps the order over many row groups', async () => {
    await write('parquet', manyBlocks());

    const rows = await readParquet(pathOf('parquet'));
    expect(rows).toHaveLength(50_000);
    expect(rows.every((row, index) => row['bytes'] === BigInt(index) && row['url'] === `u${index}`)).toBe(
      true,
    );
  });
});

describe('SQLite', () => {
  it('has one table with readable, typed columns', async () => {
    await write('sqlite');

    expect(readSqlite(pathOf('sqlite'))).toEqual([
      { url: 'https://a.example/1', bytes: 0, price: 12.5, in_stock: 1 },
      { url: 'https://a.example/2', bytes: null, price: null, in_stock: null },
      { url: '', bytes: 9_007_199_254_740_991, price: -0.1, in_stock: 0 },
      { url: '00123', bytes: 5, price: 'on request', in_stock: 'maybe' },
      { url: 'x', bytes: 1, price: Number('12345678901234567890.5'), in_stock: null },
    ]);
  });

  it('says how many columns it takes when there are more', async () => {
    const columns = Array.from(
      { length: 2001 },
      (_, index) => ({ name: `c${index}`, type: 'text' }) as const,
    );

    await expect(write('sqlite', [], { columns })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('an Excel workbook', () => {
  it('has numbers as numbers, codes and numbers that Excel would round as text', async () => {
    await write('xlsx');

    const [sheet] = await readXlsx(pathOf('xlsx'));
    expect(sheet).toEqual({
      sheet: 'Results',
      rows: [
        ['url', 'bytes', 'price', 'in_stock'],
        ['https://a.example/1', 0, 12.5, true],
        ['https://a.example/2', null, null, null],
        [null, 9_007_199_254_740_991, -0.1, false],
        ['00123', 5, 'on request', 'maybe'],
        ['x', 1, '12345678901234567890.5', null],
      ],
    });
  });

  it('is what Excel looks for in such a file', async () => {
    await write('xlsx');

    expect(checkZipOfXml(pathOf('xlsx')).toSorted()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
  });

  it('has no formula and no link, whatever a cell begins with', async () => {
    await write('xlsx', [[['=1+1', 1, '=2', null]]]);

    const [sheet] = await readXlsx(pathOf('xlsx'));
    expect(sheet!.rows[1]).toEqual(['=1+1', 1, '=2', null]);
  });

  it('cuts what is too long between characters, and counts it', async () => {
    const long = `${'x'.repeat(32_766)}😀`;
    const { remarks } = await write('xlsx', [
      [
        [long, 1, null, null],
        ['x'.repeat(32_767), 2, null, null],
      ],
    ]);

    const [sheet] = await readXlsx(pathOf('xlsx'));
    expect(sheet!.rows.slice(1).map(([text]) => String(text).length)).toEqual([32_766, 32_767]);
    expect(remarks).toEqual([{ code: 'cells_cut', count: 1 }]);
  });

  it('goes on to another sheet with the same heading when one is full', async () => {
    const openWriter = xlsxWriterWith({ sheetRows: 5, sheetBytes: 1e9 });
    const { rows, remarks } = await write('xlsx', [numbered(3), numbered(6)], { openWriter });

    const sheets = await readXlsx(pathOf('xlsx'));
    const heading = ['url', 'bytes', 'price', 'in_stock'];
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Results', 'Results 2', 'Results 3']);
    expect(sheets.map(({ rows: all }) => all.length)).toEqual([5, 5, 2]);
    for (const sheet of sheets) expect(sheet.rows[0]).toEqual(heading);
    expect(sheets.flatMap(({ rows: all }) => all.slice(1).map(([url]) => url))).toEqual(
      [...numbered(3), ...numbered(6)].map(([url]) => url),
    );
    expect(rows).toBe(9);
    expect(remarks).toEqual([{ code: 'sheets', count: 3 }]);
    checkZipOfXml(pathOf('xlsx'));
  });

  it('fills a sheet to its last row before it begins another', async () => {
    const openWriter = xlsxWriterWith({ sheetRows: 5, sheetBytes: 1e9 });
    const { remarks } = await write('xlsx', [numbered(4)], { openWriter });

    expect((await readXlsx(pathOf('xlsx'))).map(({ rows }) => rows.length)).toEqual([5]);
    expect(remarks).toEqual([]);
  });

  it('goes on to another sheet before one is too large for its archive', async () => {
    const openWriter = xlsxWriterWith({ sheetRows: 1000, sheetBytes: 4000 });
    await write('xlsx', [numbered(100)], { openWriter });

    const sheets = await readXlsx(pathOf('xlsx'));
    expect(sheets.length).toBeGreaterThan(1);
    expect(sheets.flatMap(({ rows }) => rows.slice(1))).toHaveLength(100);
  });

  it('names columns beyond Z as Excel does', async () => {
    const columns = Array.from(
      { length: 800 },
      (_, index) => ({ name: `c${index}`, type: 'integer' }) as const,
    );
    await write('xlsx', [[columns.map((_, index) => index)]], { columns });

    const [sheet] = await readXlsx(pathOf('xlsx'));
    expect(sheet!.rows[1]).toEqual(columns.map((_, index) => index));
  });

  it('says how many columns it takes when there are more', async () => {
    const columns = Array.from(
      { length: 16_385 },
      (_, index) => ({ name: `c${index}`, type: 'text' }) as const,
    );

    await expect(write('xlsx', [], { columns })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
