import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readFiles, readList } from '../testing/read-list.ts';

const root = mkdtempSync(join(tmpdir(), 'gleaner-sitemap-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">';

describe('SitemapReader', () => {
  it('takes the addresses, with when and how often they change as columns', async () => {
    const { list, writer } = await readList(
      `\ufeff${HEAD}<!-- made by hand -->
      <url><loc> https://a.example/?a=1&amp;b=2 </loc><lastmod>2024-05-01</lastmod><priority>0.8</priority>
        <image:image><image:loc>https://i.example/1.png</image:loc></image:image></url>
      <url><loc><![CDATA[https://a.example/2]]></loc><changefreq>daily</changefreq></url>
      <url><lastmod>2024</lastmod></url>
      <url><loc>ftp://a.example/</loc></url></urlset>`,
      { fileName: 'sitemap.xml' },
    );

    expect(list.sources[0]).toMatchObject({ kind: 'sitemap', urlColumn: 0 });
    expect(list.otherColumns).toEqual(['lastmod', 'changefreq', 'priority']);
    expect(writer.rows.map(({ line, url, extra }) => [line, url, ...extra!])).toEqual([
      [1, 'https://a.example/?a=1&b=2', '2024-05-01', '', '0.8'],
      [2, 'https://a.example/2', '', 'daily', ''],
    ]);
    expect(writer.rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'no_url_column_value'],
      [4, 'scheme_not_supported'],
    ]);
  });

  it('keeps what was read of a sitemap that ends in its middle, and says so', async () => {
    const { list, writer } = await readList(
      `${HEAD}<url><loc>https://a.example/1</loc></url><url><loc>https://a.exam`,
    );

    expect(writer.urls).toEqual(['https://a.example/1']);
    expect(writer.rejected).toEqual([{ line: 2, text: 'https://a.exam', reason: 'not_a_url' }]);
    expect(list.notices[0]?.message).toContain('ends in its middle');
  });

  it('reads the sitemaps that lie beside an index, compressed or not, and lists the others', async () => {
    const index = ['one.xml.gz', 'two.xml', 'far.xml', '..%2Fescape.xml', 'index.xml']
      .map((name) => `<sitemap><loc>https://a.example/maps/${name}</loc></sitemap>`)
      .join('');
    writeFileSync(join(folder, 'index.xml'), `<sitemapindex>${index}</sitemapindex>`);
    writeFileSync(
      join(folder, 'one.xml.gz'),
      gzipSync('<urlset><url><loc>https://a.example/1</loc></url></urlset>'),
    );
    writeFileSync(join(folder, 'two.xml'), '<urlset><url><loc>https://a.example/2</loc></url></urlset>');
    writeFileSync(
      join(root, 'escape.xml'),
      '<urlset><url><loc>https://a.example/secret</loc></url></urlset>',
    );

    const { list, writer } = await readFiles([join(folder, 'index.xml')]);

    expect(writer.urls).toEqual([
      'https://a.example/maps/far.xml',
      'https://a.example/maps/..%2Fescape.xml',
      'https://a.example/maps/index.xml',
      'https://a.example/1',
      'https://a.example/2',
    ]);
    expect(writer.rows.map(({ extra }) => extra![0])).toEqual([
      ...Array.from({ length: 3 }, () => 'index.xml'),
      'one.xml.gz',
      'two.xml',
    ]);
    expect(list.notices[0]?.message).toContain('3 sitemaps are not beside it and listed');
  });

  it('says of other XML that it is no sitemap', async () => {
    const reading = readList('<?xml version="1.0"?><rss><channel/></rss>', { fileName: 'feed.xml' });

    await expect(reading).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: 'feed.xml is XML, but no sitemap.',
    });
  });
});
