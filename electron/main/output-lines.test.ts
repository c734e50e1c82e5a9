import { expect, it } from 'vitest';
import { LINE_MAX, OutputLines } from './output-lines.ts';

function setup() {
  const texts: string[] = [];
  const output = new OutputLines((text) => texts.push(text));
  return { texts, output, write: (text: string) => output.write(Buffer.from(text)) };
}

it('hands on whole lines, however they were cut', () => {
  const { texts, write } = setup();

  for (const piece of ['one\ntw', 'o\nthree https://user:wo', 'rd@shop.example\n']) write(piece);

  expect(texts).toEqual(['one\n', 'two\n', 'three https://user:word@shop.example\n']);
});

it('does not tear a character apart', () => {
  const { texts, output } = setup();
  const bytes = Buffer.from('größer €\n');

  for (const byte of bytes) output.write(Buffer.of(byte));

  expect(texts).toEqual(['größer €\n']);
});

it('hands on the last line when the process ends in the middle of it', () => {
  const { texts, output, write } = setup();

  write('out of mem');
  expect(texts).toEqual([]);
  output.end();
  output.end();

  expect(texts).toEqual(['out of mem']);
});

it('keeps no endless line in memory', () => {
  const { texts, write } = setup();

  for (let piece = 0; piece < 80; piece += 1) write('x'.repeat(LINE_MAX / 8));

  expect(texts.map((text) => text.length)).toEqual(Array(10).fill(LINE_MAX));
});
