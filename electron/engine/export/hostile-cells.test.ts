/** What pages and lists can hold, through every format and back, judged by other software's readers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableFormat } from '../../../shared/export.ts';
import { SeededRandom } from '../import/seeded-random.ts';
import {
  checkZipOfXml,
  readCsv,
  readJsonl,
  readParquet,
  readSqlite,
  readXlsx,
} from '../testing/exported-files.ts';
import { exportTable, TABLE_WRITERS } from './export-table.ts';

const LONE = '\ud83d lone \udca9';
/** UTF-8 has no lone surrogates: whatever is not JSON has the mark for what cannot be shown. */
const LONE_AS_UTF8 = '\ufffd lone \ufffd';

const CELLS: Readonly<Record<string, string>> = {
  'a NUL': 'a\0b',
  'control characters': '\u0001\u0008\u000b\u000c\u001f\u007f\u009f',
  'a lone surrogate': LONE,
  'what is no character': '\ufffe\uffff',
  'a megabyte': 'x'.repeat(1_000_000),
  'a formula': '=HYPERLINK("https://evil.example","click")',
  'a command': "-2+3+cmd|' /C calc'!A0",
  'right-to-left marks': '\u202eexe.gpj\u202c \u200f\u061c שלום',
  'line ends of all kinds': 'a\nb\r\nc\rd\u2028e\u0085f',
  'white space around': '  \t both \n ',
  markup: '<b>&amp;</b> ]]> "quoted" \'single\'',
  'an escape of Excel': '_x0041_ _x005F_ _x000d_',
  'emoji and accents': 'é 日本 😀 👩‍👩‍👧 e\u0301',
  'leading zeros': '000123',
  'a long number': '12345678901234567890',
  'nothing but quotes': '""""',
  'a byte order mark': '\ufeffbom',
};
const NAMES = Object.keys(CELLS);
const NAME_OF_COLUMN = 'te"xt\n<a>&\u0001';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(format: TableFormat): Promise<string> {
  const path = join(folder, `cells.${format}`);
  await exportTable({
    columns: [
      { name: 'what', type: 'text' },
      { name: NAME_OF_COLUMN, type: 'text' },
    ],
    blocks: [NAMES.map((name) => [name, CELLS[name]!])],
    path,
    openWriter: TABLE_WRITERS[format],
  });
  return path;
}

function asUtf8(text: string): string {
  return text === LONE ? LONE_AS_UTF8 : text;
}

const EXPECTED = Object.fromEntries(NAMES.map((name) => [name, asUtf8(CELLS[name]!)]));

describe('hostile cells', () => {
  it('come back from CSV as they were', async () => {
    const [header, ...records] = await readCsv(await written('csv'));

    expect(header).toEqual(['what', NAME_OF_COLUMN]);
    expect(Object.fromEntries(records)).toEqual(EXPECTED);
  });

  it('come back from CSV for Excel with an apostrophe before what would run, and no other change', async () => {
    const records = Object.fromEntries((await readCsv(await written('csv-excel'))).slice(1));

    const disarmed = ['a formula', 'a command'];
    for (const name of disarmed) expect(records[name]).toBe(`'${CELLS[name]!}`);
    for (const name of NAMES.filter((one) => !disarmed.includes(one)))
      expect(records[name]).toBe(EXPECTED[name]);
  });

  it('come back from JSON Lines as they were, lone surrogates included', async () => {
    const objects = await readJsonl(await written('jsonl'));

    expect(Object.fromEntries(objects.map((one) => [one['what'], one[NAME_OF_COLUMN]]))).toEqual(CELLS);
  });

  it('come back from Parquet as they were', async () => {
    const objects = await readParquet(await written('parquet'));

    // Its reader takes a byte order mark for one, also within a file.
    expect(Object.fromEntries(objects.map((one) => [one['what'], one[NAME_OF_COLUMN]]))).toEqual({
      ...EXPECTED,
      'a byte order mark': 'bom',
    });
  });

  it('come back from SQLite as they were', async () => {
    const objects = readSqlite(await written('sqlite'));

    expect(Object.fromEntries(objects.map((one) => [one['what'], one[NAME_OF_COLUMN]]))).toEqual(EXPECTED);
  });

  it('come back from Excel as they were, the long one cut', async () => {
    const path = await written('xlsx');
    checkZipOfXml(path);
    const [sheet] = await readXlsx(path);

    expect(sheet!.rows[0]).toEqual(['what', NAME_OF_COLUMN]);
    expect(Object.fromEntries(sheet!.rows.slice(1))).toEqual({
      ...EXPECTED,
      'a megabyte': 'x'.repeat(32_767),
    });
  });
});

it('keeps any mixture of characters through the formats that can hold all of them', async () => {
  const random = new SeededRandom(5);
  const parts = [
    'a',
    'é',
    '日',
    '😀',
    ',',
    ';',
    '"',
    '\n',
    '\r',
    '\t',
    ' ',
    '=',
    '-',
    "'",
    '\0',
    '&',
    '<',
    '_x000A_',
  ];
  const rows = Array.from({ length: 2000 }, () => [random.text(parts, 8), random.text(parts, 8)] as const);
  const columns = [
    { name: 'a', type: 'text' },
    { name: 'b', type: 'text' },
  ] as const;
  const write = async (format: TableFormat): Promise<string> => {
    const path = join(folder, `mixture.${format}`);
    await exportTable({ columns, blocks: [rows], path, openWriter: TABLE_WRITERS[format] });
    return path;
  };

  expect((await readCsv(await write('csv'))).slice(1)).toEqual(rows);
  for (const objects of [
    await readJsonl(await write('jsonl')),
    await readParquet(await write('parquet')),
    readSqlite(await write('sqlite')),
  ])
    expect(objects.map(({ a, b }) => [a, b])).toEqual(rows);
  const [sheet] = await readXlsx(await write('xlsx'));
  const cells = sheet!.rows.slice(1).map((row) => row.map((cell) => cell ?? ''));
  expect(cells).toEqual(rows);
});

it('writes a list of addresses that has one line for each, whatever stands in the run file', async () => {
  const path = join(folder, 'urls.txt');
  await exportTable({
    columns: [{ name: 'url', type: 'text' }],
    blocks: [[['https://a.example/é'], ['https://a.example/\r\nhttps://evil.example/']]],
    path,
    openWriter: TABLE_WRITERS.urls,
  });

  expect(await readFile(path, 'utf8')).toBe('https://a.example/é\nhttps://a.example/https://evil.example/\n');
});
