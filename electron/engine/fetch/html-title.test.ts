import { afterEach, describe, expect, it, vi } from 'vitest';
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
  finder.end();
  return finder.title;
}

afterEach(() => {
  vi.restoreAllMocks();
});

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

  it('does not cut a character in half', () => {
    const title = titleOf(`<title>${'x'.repeat(499)}\u{1F600}y</title>`);

    expect(title).toBe('x'.repeat(499));
  });

  it.each([
    ['a mixed-case tag', '<TiTlE>Yes</tItLe>', 'Yes'],
    ['the first of several', '<TITLE>Yes</TITLE><svg><title>No</title></svg>', 'Yes'],
    ['no title in an element of a similar name', '<titlebar>No</titlebar><title>Yes</title>', 'Yes'],
    ['an empty title', '<title></title>', ''],
    ['markup inside as text', '<title>a < b <b>c</title>', 'a < b <b>c'],
    ['NUL and other control characters as space', '<title>a\u0000\u0007b</title>', 'a b'],
    ['a lone surrogate as what it is not', '<title>&#xD800;</title>', '\uFFFD'],
    ['no title that is never closed', '<title>half', null],
    ['no title whose tag is never closed', '<title half', null],
    ['an XML title', '<rss><channel><title>Feed</title>', 'Feed'],
  ])('reads %s', (_what, page, expected) => {
    expect(titleOf(page, 'application/xhtml+xml')).toBe(expected);
  });

  it('finds a title behind a long head, whatever the pieces', () => {
    const page = `<head>${'<meta name="x" content="y">'.repeat(3000)}<title>Late</title>`;

    for (const pieceBytes of [1, 7, 1000, 50_000])
      expect(titleOf(page, 'text/html', pieceBytes)).toBe('Late');
  });

  it.each([
    ['one byte', 1],
    ['a thousand bytes', 1000],
  ])('looks at a head that comes in pieces of %s only a few times', (_what, pieceBytes) => {
    const page = Buffer.alloc(128 * 1024, 'x');
    let scannedBytes = 0;
    const indexOf = Buffer.prototype.indexOf;
    vi.spyOn(Buffer.prototype, 'indexOf').mockImplementation(function (this: Buffer, ...given: unknown[]) {
      scannedBytes += this.length - (typeof given[1] === 'number' ? given[1] : 0);
      // What it was called with.
      return indexOf.apply(this, given as Parameters<typeof indexOf>);
    });

    expect(titleOf(page, 'text/html', pieceBytes)).toBeNull();

    // Once for the whole, and less than twice as much for all the looks before.
    expect(scannedBytes).toBeLessThanOrEqual(page.length * 3);
  });

  it('is not slowed down by a page made of beginnings', () => {
    // Each would take minutes if every beginning were followed to the end.
    for (const beginning of ['<title', '<titlex>', '<title>', '<', '<TITLE ']) {
      const page = beginning.repeat((128 * 1024) / beginning.length);
      expect(titleOf(page)).toBeNull();
      expect(titleOf(Buffer.from(`\uFEFF${page}`, 'utf16le'))).toBeNull();
    }
  });
});
