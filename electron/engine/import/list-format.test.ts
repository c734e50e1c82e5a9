import { describe, expect, it } from 'vitest';
import { detectFormat, refuseBinary } from './list-format.ts';

function formatOf(fileName: string, text: string) {
  const format = detectFormat(fileName, text, true);
  if (format.kind === 'text') return 'text';
  const { delimiter, columns, urlIndex, hasHeader } = format.shape;
  return { delimiter, columns: columns.join(' '), url: columns[urlIndex], hasHeader };
}

describe('detectFormat', () => {
  it.each([
    ['one URL a line', 'https://a.example/1\nhttps://a.example/2\n'],
    ['URLs with commas', 'https://a.example/1,2\nhttps://a.example/3\nhttps://a.example/4,5,6\n'],
    ['URLs that all have one comma', 'https://a.example/p,1.html\nhttps://a.example/p,2.html\n'],
    ['URLs with semicolons and bars', 'https://a.example/1;a|b\nhttps://a.example/2;c|d\n'],
    ['quoted URLs with a comma behind', '"https://a.example/1",\n"https://a.example/2",\n'],
    ['addresses without a scheme', 'a.example/1\nb.example/2\n'],
    ['prose with commas', 'Dear all, this is\na letter, not a list\n'],
    [
      'a title with a semicolon over URLs',
      'My list; by Ann\nhttps://a.example/1;a\nhttps://a.example/2\nhttps://a.example/3\n',
    ],
    ['a list with few tabs', 'https://a.example/1\nhttps://a.example/2\tnote\nhttps://a.example/3\n'],
    ['a single URL', 'https://a.example/1'],
    ['nothing', ''],
  ])('reads %s as text', (_what, text) => {
    const format = formatOf('list.txt', text);

    expect(format).toBe('text');
  });

  it.each([
    ['commas and a header', 'sku,url\n1,https://a.example/1\n', ',', 'sku url', 'url', true],
    [
      'tabs',
      'https://a.example/1\tBlue\nhttps://a.example/2\tRed\n',
      '\t',
      'Column 1 Column 2',
      'Column 1',
      false,
    ],
    [
      'a URL that is not first',
      '1;https://a.example/1\n2;https://a.example/2\n',
      ';',
      'Column 1 Column 2',
      'Column 2',
      false,
    ],
    [
      'spaces in another column',
      'https://a.example/1,Blue shoe\nhttps://a.example/2,Red shoe\n',
      ',',
      'Column 1 Column 2',
      'Column 1',
      false,
    ],
    [
      'decimal commas',
      'url;price\nhttps://a.example/1;12,5\nhttps://a.example/2;13,5\n',
      ';',
      'url price',
      'url',
      true,
    ],
    ['bars', 'name|link\nA|https://a.example/1\nB|https://a.example/2\n', '|', 'name link', 'link', true],
    [
      'a header that looks like a host',
      'product.id,product.url\n1,https://a.example/1\n',
      ',',
      'product.id product.url',
      'product.url',
      true,
    ],
    [
      'addresses without a scheme',
      'name,website\nA,a.example\nB,b.example/x\n',
      ',',
      'name website',
      'website',
      true,
    ],
    ['a hint for Excel', 'sep=;\nsku;url\n1;https://a.example/1\n', ';', 'sku url', 'url', true],
    [
      'two URL columns',
      'id,page,image\n1,https://a.example/1,https://b.example/1.png\n',
      ',',
      'id page image',
      'page',
      true,
    ],
    ['unnamed columns', 'id,,url\n1,x,https://a.example/1\n', ',', 'id Column 2 url', 'url', true],
  ])('reads a pasted table with %s as one', (_what, text, delimiter, columns, url, hasHeader) => {
    const format = formatOf('Pasted list', text);

    expect(format).toEqual({ delimiter, columns, url, hasHeader });
  });

  it('believes the name of a .csv where the text leaves it open', () => {
    const text = 'https://a.example/p,1\nhttps://a.example/p,2\n';

    expect(formatOf('list.csv', text)).toMatchObject({ columns: 'Column 1 Column 2', url: 'Column 1' });
    expect(formatOf('list.csv.gz', text)).toMatchObject({ columns: 'Column 1 Column 2', url: 'Column 1' });
    expect(formatOf('list.txt', text)).toBe('text');
  });

  it('counts cells that are often empty at the end as a column', () => {
    const text =
      'sku,url,note\n1,https://a.example/1,x\n2,https://a.example/2,\n3,https://a.example/3,y\n4,https://a.example/4,\n';

    expect(formatOf('Pasted list', text)).toMatchObject({ columns: 'sku url note', url: 'url' });
  });

  it('gives records that are wider than the header the columns they need', () => {
    const format = formatOf('list.csv', 'sku,url\n1,https://a.example/1,x\n2,https://a.example/2,y\n');

    expect(format).toMatchObject({ columns: 'sku url Column 3', url: 'url' });
  });

  it('does not split the URLs of a .csv that has one column', () => {
    const format = formatOf('list.csv', 'url\nhttps://a.example/1,2\nhttps://a.example/3,4\n');

    expect(format).toMatchObject({ columns: 'url', url: 'url', hasHeader: true });
  });

  it('takes the header off a .csv of one column', () => {
    const format = formatOf('list.csv', 'url\nhttps://a.example/1\n"https://a.example/2,3"\n');

    expect(format).toMatchObject({ columns: 'url', hasHeader: true });
  });

  it('does not judge by a record that the sample cuts off', () => {
    const text = 'sku,url,name\n1,https://a.example/1,A\n2,https://a.exa';

    const format = detectFormat('Pasted list', text, false);

    expect(format).toMatchObject({ kind: 'table', shape: { evenRatio: 1, width: 3 } });
  });
});

describe('refuseBinary', () => {
  it.each([
    ['lists.zip', 'PK\u0003\u0004...', 'an archive'],
    ['list.xls', '\u00d0\u00cf\u0011\u00e0', 'an old Excel or Word document'],
    ['list.pdf', '%PDF-1.7', 'a PDF document'],
    ['list.png', '\u0089PNG\r\n', 'a picture'],
    ['run.gleaner', 'SQLite format 3\0', 'a database'],
    ['data.bin', 'ab\0\0\0\0\0\0\0\0cd', 'not a text file'],
  ])('says in plain words that %s cannot be read, and what to do', (fileName, head, words) => {
    const refuse = () => refuseBinary(fileName, Buffer.from(head, 'latin1'));

    expect(refuse).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', advice: expect.stringMatching(/./) }),
    );
    expect(refuse).toThrow(words);
  });

  it.each([
    ['one stray NUL', Buffer.from('https://a.example/\0\nhttps://a.example/2\n')],
    ['UTF-16', Buffer.from('\ufeffhttps://a.example/1\n', 'utf16le')],
    ['nothing', Buffer.alloc(0)],
  ])('lets %s pass', (_what, head) => {
    expect(() => refuseBinary('list.txt', head)).not.toThrow();
  });
});
