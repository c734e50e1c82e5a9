import { describe, expect, it } from 'vitest';
import type { ColumnSource, ColumnType, RecipeColumn } from '../../../shared/recipe.ts';
import { compileRecipe } from './compiled-recipe.ts';
import { extractPage, tryPage } from './extract-page.ts';
import type { PageSource } from './page-content.ts';

const OPTIONS = { onColumn: () => undefined, skipped: [] };

function column(
  source: ColumnSource,
  type: ColumnType = 'text',
  rest: Partial<RecipeColumn> = {},
): RecipeColumn {
  return { name: 'x', source, type, isRequired: true, fallback: null, takesAll: false, ...rest };
}

const css = (selector: string, attribute: string | null = null): ColumnSource => ({
  kind: 'css',
  selector,
  attribute,
});
const xpath = (expression: string): ColumnSource => ({ kind: 'xpath', expression });
const json = (path: string): ColumnSource => ({ kind: 'json', path });
const regex = (pattern: string, group = 0, flags = ''): ColumnSource => ({
  kind: 'regex',
  pattern,
  flags,
  group,
});

function html(body: string | Buffer, contentType = 'text/html; charset=utf-8'): PageSource {
  return { url: 'https://shop.example/de/p/1', contentType, body: Buffer.from(body) };
}

function extract(page: PageSource, ...columns: readonly RecipeColumn[]) {
  const named = columns.map((one, index) => ({ ...one, name: `c${index}` }));
  return extractPage(page, compileRecipe({ name: 'r', hosts: [], columns: named }), OPTIONS);
}

function cell(
  page: PageSource,
  source: ColumnSource,
  type: ColumnType = 'text',
  rest: Partial<RecipeColumn> = {},
) {
  return extract(page, column(source, type, rest)).cells[0];
}

const PAGE = html(`<!doctype html><html lang="de"><head><title>T</title><base href="/shop/"></head><body>
<h1>Lampe&nbsp;<b>klein</b><script>x()</script></h1><table><tr><td>a<td>b<tr><td>c<td>1.299,00 €</table>
<a href="a.html">eins</a><a>ohne</a><a href="b.html">zwei<br>drei</a><template><p class="t">t</p></template>
<p>Stand: 9. März 2026</p><!-- note --><svg viewBox="0 0 1 1"><path d="M0"/></svg></body></html>`);

describe('CSS selectors', () => {
  it('give text as a reader sees it', () => {
    expect(cell(PAGE, css('h1'))).toBe('Lampe klein');
    expect(cell(PAGE, css('a:nth-of-type(3)'))).toBe('zwei drei');
    expect(cell(PAGE, css('title'))).toBe('T');
  });

  it('give attributes, of the elements that have them', () => {
    expect(cell(PAGE, css('a', 'href'), 'text', { takesAll: true })).toBe('a.html | b.html');
    expect(cell(PAGE, css('a', 'HREF'), 'url')).toEqual(['https://shop.example/shop/a.html', 'a.html']);
  });

  it('see the page as a browser does', () => {
    expect(cell(PAGE, css('table > tbody > tr:nth-child(2) > td:last-child'), 'price')).toEqual([
      '1299.00',
      '1.299,00 €',
    ]);
    expect(cell(PAGE, css('.t'))).toBeNull();
  });
});

describe('XPath', () => {
  it.each([
    ['//h1', 'Lampe klein'],
    ['/html/body/table/tbody/tr[2]/td[1]/text()', 'c'],
    ['//a[@href="b.html"]/@href', 'b.html'],
    ['count(//td)', '4'],
    ['normalize-space(//td[2])', 'b'],
    ['//a[contains(., "eins")] | //h1', 'Lampe klein'],
    ['//comment()', 'note'],
    ['//svg/@viewBox', '0 0 1 1'],
    ['(//td)[last()]/preceding-sibling::td', 'c'],
    ['//nothing', null],
  ])('%s', (expression, value) => {
    expect(cell(PAGE, xpath(expression))).toBe(value);
  });

  it('gives all nodes in the order of the document', () => {
    expect(cell(PAGE, xpath('//td[2] | //tr[2]/td[1] | //a/@href'), 'text', { takesAll: true })).toBe(
      'b | c | 1.299,00 € | a.html | b.html',
    );
  });
});

describe('regular expressions', () => {
  it('search the source, and give the group that is asked for', () => {
    expect(cell(PAGE, regex('<title>(.*?)</title>', 1))).toBe('T');
    expect(cell(PAGE, regex('HREF="(\\w)', 1, 'i'), 'text', { takesAll: true })).toBe('a | b');
    expect(cell(PAGE, regex('(?<=Stand: )[^<]+'), 'date')).toEqual(['2026-03-09', '9. März 2026']);
  });
});

describe('JSONPath', () => {
  const DATA = html(
    '{"items":[{"price":5,"on":true,"name":"a"},{"price":1e3,"name":null}]}',
    'application/json',
  );

  it('reads answers that are JSON', () => {
    expect(cell(DATA, json('$.items[*].price'), 'number', { takesAll: true })).toBe('5 | 1000');
    expect(cell(DATA, json('$.items[?@.price > 10].name'))).toBeNull();
    expect(cell(DATA, json('$..on'), 'boolean')).toBe('true');
    expect(cell(DATA, json('$.items[0]'))).toBe('{"price":5,"on":true,"name":"a"}');
  });

  it('says so when the answer is something else', () => {
    expect(extract(PAGE, column(json('$.a')), column(css('title')))).toEqual({
      cells: [null, 'T'],
      missing: 1,
      problem: 'Column “c0”: The answer is not JSON.',
    });
  });
});

describe('columns', () => {
  it('count as missing when what is there is none of the type, unless they have a fallback or are not required', () => {
    const heading = css('h1');
    expect(extract(PAGE, column(heading, 'price'))).toEqual({ cells: [null], missing: 1, problem: null });
    expect(extract(PAGE, column(heading, 'price', { fallback: '0' }))).toEqual({
      cells: ['0'],
      missing: 0,
      problem: null,
    });
    expect(extract(PAGE, column(heading, 'price', { isRequired: false })).missing).toBe(0);
  });

  it('take the first match that is of the type', () => {
    expect(cell(PAGE, css('td'), 'price')).toEqual(['1299.00', '1.299,00 €']);
  });

  it('never take an address that a browser would run', () => {
    expect(cell(html('<a href="javascript:alert(1)">x</a>'), css('a', 'href'), 'url')).toBeNull();
  });

  it.each([css('h1['), xpath('//['), regex('('), json('items')])(
    'with an expression that is none are said, and the others go on',
    (source) => {
      const result = extract(PAGE, column(source), column(css('title')));
      expect(result.cells).toEqual([null, 'T']);
      expect(result.problem).toMatch(/^Column “c0”: This is not an? /);
    },
  );
});

describe('encodings', () => {
  it('are those of the header, the byte order mark or the meta element', () => {
    const latin = Buffer.from('<meta charset="windows-1252"><h1>M\xfcller \x80</h1>', 'latin1');
    expect(cell(html(latin, 'text/html'), css('h1'))).toBe('Müller €');
    const wide = Buffer.from('\uFEFF<h1>Müller</h1>', 'utf16le');
    expect(cell(html(wide, 'text/html; charset=utf-8'), css('h1'))).toBe('Müller');
    const sjis = Buffer.concat([Buffer.from('<h1>'), Buffer.from([0x83, 0x89]), Buffer.from('</h1>')]);
    expect(cell(html(sjis, 'text/html; charset=shift_jis'), css('h1'))).toBe('ラ');
  });
});

describe('a recipe on trial', () => {
  it('shows where each hit stands', () => {
    const columns = compileRecipe({
      name: 'r',
      hosts: [],
      columns: [column(css('title')), column(regex('Stand: (.*?)<', 1), 'text', { name: 'y' })],
    });
    const { cells } = tryPage(PAGE, columns, OPTIONS);
    expect(cells[0]).toMatchObject({ cell: 'T', hits: 1, isMissing: false });
    expect(cells[0]?.snippets[0]).toMatchObject({ hit: '<title>T</title>' });
    expect(cells[0]?.snippets[0]?.before).toMatch(/<html lang="de"><head>$/);
    expect(cells[1]?.snippets[0]).toMatchObject({ hit: '9. März 2026' });
    expect(cells[1]?.snippets[0]?.after).toMatch(/^<\/p>/);
  });

  it('shows what a page offers where it is offered, and not where the same words came before', () => {
    const page = html(
      '<title>Lamp</title><meta property="og:title" content="Lamp"><h1>Lamp 12</h1>' +
        '<script type="application/ld+json">{"@type":"Product","sku":"12","name":"Lamp"}</script>',
    );
    const columns = compileRecipe({
      name: 'r',
      hosts: [],
      columns: [
        column({ kind: 'product', field: 'name' }),
        column({ kind: 'offer', offer: 'opengraph', name: 'og:title' }),
        column({ kind: 'product', field: 'sku' }),
      ],
    });
    const before = tryPage(page, columns, OPTIONS).cells.map(({ snippets }) => snippets[0]?.before);
    expect(before).toEqual([
      expect.stringMatching(/"name":"$/),
      expect.stringMatching(/og:title" content="$/),
      expect.stringMatching(/"sku":"$/),
    ]);
  });
});
