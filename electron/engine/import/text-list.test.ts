import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { LINE_CAP_LENGTH, TextLineSplitter } from './text-list.ts';

type Seen = readonly [line: number, text: string, isTooLong: boolean];

function split(pieces: readonly string[]): Seen[] {
  const seen: Seen[] = [];
  const splitter = new TextLineSplitter((...line) => seen.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return seen;
}

describe('TextLineSplitter', () => {
  it('ends lines at LF, CRLF and CR alike', () => {
    const lines = split(['a\nb\r\nc\rd\r\r\ne']);

    expect(lines).toEqual([
      [1, 'a', false],
      [2, 'b', false],
      [3, 'c', false],
      [4, 'd', false],
      [6, 'e', false],
    ]);
  });

  it('passes over blank lines and comments and still counts them in the line numbers', () => {
    const lines = split(['# header\n\n \t\u00a0\na\n  # more\nb#c\n']);

    expect(lines).toEqual([
      [4, 'a', false],
      [6, 'b#c', false],
    ]);
  });

  it('reports a line over the cap once, with its beginning, and goes on behind it', () => {
    const long = 'x'.repeat(LINE_CAP_LENGTH * 3);

    const lines = split(['a\n', long.slice(0, 20_000), long.slice(20_000), '\nb']);

    expect(lines.map(([line, text, isTooLong]) => [line, text.length, isTooLong])).toEqual([
      [1, 1, false],
      [2, LINE_CAP_LENGTH, true],
      [3, 1, false],
    ]);
  });

  it('passes over a comment however long it is', () => {
    const lines = split([`#${'x'.repeat(LINE_CAP_LENGTH)}`, 'yyy\na']);

    expect(lines).toEqual([[2, 'a', false]]);
  });

  it('finds the same lines wherever the pieces are cut', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 500; round++) {
      const text = random.text(['a', 'b', '\n', '\r', '\r\n', '#', ' '], 30);
      const expected = text
        .split(/\r\n|\n|\r/)
        .map((line, index) => [index + 1, line, false] as const)
        .filter(([, line]) => line.trim() !== '' && !line.trim().startsWith('#'));
      const at = random.below(text.length + 1);
      const at2 = at + random.below(text.length - at + 1);

      const lines = split([text.slice(0, at), text.slice(at, at2), text.slice(at2)]);

      expect(lines, JSON.stringify({ text, at, at2 })).toEqual(expected);
    }
  });
});
