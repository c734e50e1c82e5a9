import { describe, expect, it } from 'vitest';
import { appendHeld, countLines, holdText, piecesOf, PREVIEW_LINES } from './held-text.ts';

const urls = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://shop.example/p/${index}`).join('\n');

describe('held text', () => {
  it('gives back in pieces exactly what was pasted', () => {
    const text = urls(5000);

    const pieces = [...piecesOf([text], 1000)];

    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1000);
  });

  it('never cuts between the halves of a character', () => {
    const pieces = [...piecesOf(['a😀😀😀'], 2)];

    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    expect(pieces.join('')).toBe('a😀😀😀');
  });

  it('shows the first lines and counts the rest', () => {
    const held = holdText(urls(100_000));

    expect(held.lines).toBe(100_000);
    expect(held.hiddenLines).toBe(100_000 - PREVIEW_LINES);
    expect(held.preview.split('\n')).toHaveLength(PREVIEW_LINES);
  });

  it('puts a second paste on a line of its own', () => {
    const held = appendHeld(holdText('a\nb'), 'c\nd\n');

    expect(held.parts.join('')).toBe('a\nb\nc\nd\n');
    expect(held.lines).toBe(4);
    expect(held.preview).toBe('a\nb\nc\nd');
  });

  it('does not count a closing line break as a line', () => {
    expect([countLines(''), countLines('a'), countLines('a\n'), countLines('a\n\nb')]).toEqual([0, 1, 1, 3]);
  });

  it('cuts one endless line instead of laying it out', () => {
    expect(holdText('x'.repeat(5_000_000)).preview.length).toBeLessThan(1000);
  });
});
