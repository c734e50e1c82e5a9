import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_CHOICES, FOUND_OUT, type SourceChoices } from '../../../../shared/list-choices.ts';
import { readFiles, readList, streamOf } from '../testing/read-list.ts';
import { textRows, xlsx, type TestWorkbook } from '../testing/xlsx.ts';

const folder = mkdtempSync(join(tmpdir(), 'gleaner-xlsx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(workbook: TestWorkbook, name = 'list.xlsx'): string {
  const path = join(folder, name);
  writeFileSync(path, xlsx(workbook));
  return path;
}

async function read(workbook: TestWorkbook, chosen: Partial<SourceChoices> = {}) {
  const choices = { ...DEFAULT_CHOICES, sources: [{ ...FOUND_OUT, ...chosen }] };
  return readFiles([fileOf(workbook)], { choices, spoolFolder: folder });
}

function textCell(text: string, reference = ''): string {
  return `<c ${reference} t="inlineStr"><is><t>${text}</t></is></c>`;
}

const cell = (reference: string, content: string, attributes = '') =>
  `<c r="${reference}" ${attributes}>${content}</c>`;

describe('openSpreadsheet', () => {
  it('takes the first visible sheet with addresses, its other columns, and the rows as they are numbered', async () => {
    const rows = [
      ['sku', 'link'],
      ['1', 'https://a.example/1'],
      ['', ''],
      ['3', 'nonsense'],
    ];

    const { list, writer } = await read({
      sheets: {
        Notes: textRows([['Dear all'], ['a letter']]),
        Old: textRows([['https://old.example/']]),
        Products: textRows(rows),
      },
      hiddenSheets: ['Old'],
    });

    expect(list.sources[0]).toMatchObject({
      kind: 'spreadsheet',
      sheets: ['Notes', 'Old', 'Products'],
      sheet: 'Products',
      columns: ['sku', 'link'],
      urlColumn: 1,
      records: [
        ['1', 'https://a.example/1'],
        ['3', 'nonsense'],
      ],
    });
    expect(writer.rows).toMatchObject([{ line: 2, url: 'https://a.example/1', extra: ['1'] }]);
    expect(writer.rejected).toEqual([{ line: 4, text: '3\tnonsense', reason: 'not_a_url' }]);
  });

  it('takes the sheet and the column that somebody chose', async () => {
    const { writer } = await read(
      {
        sheets: {
          A: textRows([['https://a.example/']]),
          B: textRows([
            ['page', 'image'],
            ['https://b.example/', 'https://i.example/'],
          ]),
        },
      },
      { sheet: 'b', urlColumn: 'Image' },
    );

    expect(writer.urls).toEqual(['https://i.example/']);
  });

  it.each([
    [{ sheet: 'C' }, /no sheet “C”/, /“A”/],
    [{ urlColumn: 'price' }, /no column “price”/, /“url”/],
  ])('says what there is when %j is not there', async (chosen, message, advice) => {
    const reading = read({ sheets: { A: textRows([['url'], ['https://a.example/']]) } }, chosen);

    await expect(reading).rejects.toMatchObject({
      code: 'LIST_NO_COLUMN',
      message: expect.stringMatching(message),
      advice: expect.stringMatching(advice),
    });
  });

  it('reads shared texts, rich texts without their readings, numbers, dates and truth as people see them', async () => {
    const row = [
      cell('A1', '<v>0</v>', 't="s"'),
      cell('B1', '<v>1</v>', 't="s"'),
      cell('C1', '<v>1299.5</v>'),
      cell('D1', '<v>45444</v>', 's="1"'),
      cell('E1', '<v>45444.75</v>', 's="1"'),
      cell('F1', '<v>42</v>', 's="2"'),
      cell('G1', '<v>0.155</v>', 's="3"'),
      cell('H1', '<v>1</v>', 't="b"'),
      cell('I1', '<v>0.30000000000000004</v>'),
      cell('J1', '<v>5901234123457</v>'),
      cell('K1', '<v>99</v>', 't="s"'),
      cell('L1', '<f>A1</f><v>formula text</v>', 't="str"'),
    ];

    const { writer } = await read({
      sheets: { S: `<row r="1">${row.join('')}</row>` },
      sharedStrings: [
        '<t>https://a.example/?a=1&amp;b=2</t>',
        '<r><t>東</t></r><r><t>京</t></r><rPh><t>トウキョウ</t></rPh>',
      ],
      styles:
        '<numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/><xf numFmtId="10"/></cellXfs>',
    });

    expect(writer.urls).toEqual(['https://a.example/?a=1&b=2']);
    expect(writer.rows[0]?.extra).toEqual([
      '東京',
      '1299.5',
      '2024-06-01',
      '2024-06-01 18:00',
      '00042',
      '15.50%',
      'TRUE',
      '0.3',
      '5901234123457',
      '',
      'formula text',
    ]);
  });

  it('takes the addresses behind cells whose text is none, and keeps the text', async () => {
    const { list, writer } = await read({
      sheets: {
        S:
          textRows([['Product'], ['Red bike'], ['https://a.example/plain']]) +
          `<row r="4">${cell('A4', '<f>HYPERLINK("https://a.example/f","Cup")</f><v>Cup</v>', 't="str"')}</row>`,
      },
      links: { A2: 'https://a.example/bike?a=1&b=2', A3: 'https://elsewhere.example/' },
    });

    expect(writer.urls).toEqual([
      'https://a.example/bike?a=1&b=2',
      'https://a.example/plain',
      'https://a.example/f',
    ]);
    expect(list.otherColumns).toEqual(['Product (text)']);
    expect(writer.rows.map((row) => row.extra)).toEqual([['Red bike'], [''], ['Cup']]);
  });

  it('reads one from standard input, and one that is compressed again, and leaves nothing behind', async () => {
    const bytes = xlsx({ sheets: { S: textRows([['https://a.example/']]) } });

    for (const content of [bytes, gzipSync(bytes)]) {
      const { writer } = await readList('', { stream: streamOf(content), spoolFolder: folder });

      expect(writer.urls).toEqual(['https://a.example/']);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  it('carries the first thousand of 16,384 columns along and says that it left some out', async () => {
    const rows = [1, 2, 3].map(
      (row) =>
        `<row r="${row}">${textCell(`https://a.example/${row}`, `r="A${row}"`)}${textCell('far', `r="XFD${row}"`)}</row>`,
    );

    const { list, writer } = await read({ sheets: { S: rows.join('') } });

    expect(writer.rows).toHaveLength(3);
    expect(list.otherColumns).toHaveLength(1000);
    expect(list.notices[0]?.message).toContain('more than 1000 columns; the last 15383 are left out');
  });

  it('finds the same rows without references, and passes over those that make no sense', async () => {
    const rows =
      `<row>${textCell('x')}${textCell('https://a.example/1')}</row>` +
      `<row r="-5">${textCell('y', 'r="A2"')}${textCell('https://a.example/2', 'r="ZZZZZZ9"')}${textCell('https://a.example/3', 'r="B2"')}</row>` +
      `<row r="99999999">${textCell('z')}${textCell('https://a.example/4')}</row>`;

    const { writer } = await read({ sheets: { S: rows } });

    expect(writer.rows.map(({ line, url }) => [line, url.slice(-1)])).toEqual([
      [1, '1'],
      [2, '3'],
      [3, '4'],
    ]);
  });
});
