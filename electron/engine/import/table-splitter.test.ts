import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { RECORD_CAP_LENGTH, TableSplitter } from './table-splitter.ts';

function split(pieces: readonly string[], delimiter = ','): (readonly string[])[] {
  const records: (readonly string[])[] = [];
  const splitter = new TableSplitter(delimiter, (cells) => records.push(cells));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return records;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

describe('TableSplitter', () => {
  it('reads quotes, doubled quotes and line ends in cells', () => {
    const records = split(['a,"b, ""c""",d\r\n"e\r\nf",,"g"\n']);

    expect(records).toEqual([
      ['a', 'b, "c"', 'd'],
      ['e\r\nf', '', 'g'],
    ]);
  });

  it('agrees with an independent parser on well-formed tables, wherever the pieces are cut', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 400; round++) {
      const records = Array.from({ length: 1 + random.below(5) }, () =>
        Array.from({ length: 3 }, () => random.text(['a', 'ü', ' ', ',', '"', '\n', '\r\n', ';'], 5)),
      );
      const lineEnd = random.pick(['\n', '\r\n']);
      const text =
        records.map((cells) => cells.map(quoted).join(',')).join(lineEnd) + random.pick(['', lineEnd]);
      const at = random.below(text.length + 1);

      const ours = split([text.slice(0, at), text.slice(at)]);

      expect(ours, JSON.stringify({ text, at })).toEqual(
        parse(text, { record_delimiter: lineEnd, relax_column_count: true }),
      );
      expect(ours).toEqual(records);
    }
  });

  it('takes a quote inside a cell as a plain character', () => {
    const records = split(['1,5" nail,x\n2,"6"" nail" long,y\n']);

    expect(records).toEqual([
      ['1', '5" nail', 'x'],
      ['2', '6" nail long', 'y'],
    ]);
  });

  it('loses no record to a quote that is never closed', () => {
    const rest = Array.from({ length: 1000 }, (_, index) => `${index},https://a.example/${index}`);

    const records = split([['0,"broken,x', ...rest].join('\n')]);

    expect(records).toHaveLength(1001);
    expect(records[0]).toEqual(['0', '"broken', 'x']);
    expect(records[1000]).toEqual(['999', 'https://a.example/999']);
  });

  it('loses no record when a later quote seems to close it', () => {
    const records = split(['1,"broken,x\n2,b,y\n3,"c, d",z\n']);

    expect(records).toEqual([
      ['1', '"broken', 'x'],
      ['2', 'b', 'y'],
      ['3', 'c, d', 'z'],
    ]);
  });

  it('gives up on an unclosed quote at the cap instead of holding the file', () => {
    const records: (readonly string[])[] = [];
    const splitter = new TableSplitter(',', (cells) => records.push(cells));

    splitter.push('0,"broken\n');
    for (let line = 0; line < 60; line++) splitter.push(`${line},${'x'.repeat(20_000)}\n`);

    expect(records.length).toBeGreaterThan(50);
    expect(records[0]).toEqual(['0', '"broken']);
  });

  it('reports a record over the cap once and goes on behind it', () => {
    const seen: [string, boolean][] = [];
    const splitter = new TableSplitter(',', (cells, isTooLong) =>
      seen.push([cells[0]!.slice(0, 2), isTooLong]),
    );

    splitter.push('aa,1\n');
    for (let piece = 0; piece < 40; piece++) splitter.push('bb'.padEnd(RECORD_CAP_LENGTH / 16, 'b'));
    splitter.push('\ncc,1\n');
    splitter.end();

    expect(seen).toEqual([
      ['aa', false],
      ['bb', true],
      ['cc', false],
    ]);
  });
});
