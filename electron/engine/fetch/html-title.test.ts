import { describe, expect, it } from 'vitest';
import { TitleFinder } from './html-title.ts';

function titleOf(
  page: Buffer | string,
  contentType: string | null = 'text/html',
  pieceBytes = 1 << 20,
): string | null {
  const bytes = Buffer.from(page);
  const finder = new TitleFinder(contentType);
  for (let from = 0; from < bytes.length && finder.wantsMore; from += pieceBytes)
    finder.push(bytes.subarray(from, from + pieceBytes));
  return finder.title;
}

describe('TitleFinder', () => {
  it('reads a title and folds its white space', () => {
    expect(titleOf('<html><head><title lang="en">\n  Oak   shelf\t</title></head>')).toBe('Oak shelf');
  });

  it('decodes character references', () => {
    expect(titleOf('<title>Caf&eacute; &amp; bar &#8211; &#x4e2d;</title>')).toBe('Café & bar – 中');
  });

  it('finds a title whose tags are cut at any byte', () => {
    for (let pieceBytes = 1; pieceBytes < 40; pieceBytes++)
      expect(titleOf('<html><head><TITLE>Copper kettle é</TITLE>', 'text/html', pieceBytes)).toBe(
        'Copper kettle é',
      );
  });

  it.each([
    ['windows-1252 by its header', Buffer.from([0x92, 0x80]), 'text/html; charset=windows-1252', '’€'],
    ['windows-1251 by its header', Buffer.from([0xd8, 0xea]), 'text/html; charset=windows-1251', 'Шк'],
    ['windows-1252 as the last resort', Buffer.from([0x93, 0xe9, 0x94]), 'text/html', '“é”'],
    ['UTF-8 without being told', Buffer.from('Käse 中'), 'text/html', 'Käse 中'],
  ])('decodes %s', (_what, bytes, contentType, expected) => {
    expect(
      titleOf(Buffer.concat([Buffer.from('<title>'), bytes, Buffer.from('</title>')]), contentType),
    ).toBe(expected);
  });

  it('believes a meta element in the first 1,024 bytes', () => {
    const head = Buffer.from('<meta charset="shift_jis"><title>');
    const page = Buffer.concat([head, Buffer.from([0x92, 0x49]), Buffer.from('</title>')]);

    expect(titleOf(page)).toBe('棚');
  });

  it('reads UTF-16 with a byte order mark', () => {
    expect(titleOf(Buffer.from('\uFEFF<title>Käse</title>', 'utf16le'))).toBe('Käse');
  });

  it('looks for no title in what is not markup', () => {
    expect(titleOf('<title>no</title>', 'application/json')).toBeNull();
  });

  it('gives up on a page whose head does not end, and lets go of it', () => {
    const finder = new TitleFinder('text/html');
    finder.push(Buffer.alloc(200 * 1024, 0x20));

    expect(finder.wantsMore).toBe(false);
    expect(finder.title).toBeNull();
  });

  it('cuts a title that is longer than 500 characters', () => {
    expect(titleOf(`<title>${'x'.repeat(10_000)}</title>`)).toHaveLength(500);
  });
});
