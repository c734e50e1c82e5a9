import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importList } from './import-list.ts';
import { PROGRESS_INTERVAL_MS } from './pace.ts';
import { MemoryDraftWriter } from './memory-draft-writer.ts';
import { SeededRandom } from './seeded-random.ts';
import { listOf, readFiles, readList as read, streamOf } from './testing/read-list.ts';

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000, 'https://a.example/\n');
  throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
}

describe('importList', () => {
  it('accounts for every line: row, merged or rejected, with line numbers', async () => {
    const text = [
      '# my list',
      'https://a.example/1',
      '',
      '"https://a.example/2"',
      'https://A.example/1#part',
      'nonsense',
      'ftp://a.example/3',
      'b.example/1',
    ].join('\r\n');

    const { list, writer } = await read(text);

    expect(list).toMatchObject({
      lines: 6,
      rows: 3,
      merged: 1,
      rejected: 2,
      hosts: 2,
      urlColumn: null,
      otherColumns: [],
      sample: ['https://a.example/1', 'https://a.example/2', 'https://b.example/1'],
    });
    expect(writer.rows.map((row) => [row.line, row.url, row.hostId])).toEqual([
      [2, 'https://a.example/1', 0],
      [4, 'https://a.example/2', 0],
      [8, 'https://b.example/1', 1],
    ]);
    expect(writer.merged).toEqual([
      { line: 5, text: 'https://A.example/1#part', intoRowId: 0, reason: 'fragment' },
    ]);
    expect(writer.rejected).toEqual([
      { line: 6, text: 'nonsense', reason: 'not_a_url' },
      { line: 7, text: 'ftp://a.example/3', reason: 'scheme_not_supported' },
    ]);
  });

  it('merges into a row whose own URL has a fragment', async () => {
    const { writer } = await read('https://a.example/1#a\nhttps://a.example/1#b\nhttps://a.example/1\n');

    expect(writer.urls).toEqual(['https://a.example/1#a']);
    expect(writer.merged.map((line) => line.intoRowId)).toEqual([0, 0]);
  });

  it('keeps URLs apart that differ in the order of their parameters', async () => {
    const { list } = await read('https://a.example/?a=1&b=2\nhttps://a.example/?b=2&a=1\n');

    expect(list).toMatchObject({ rows: 2, merged: 0 });
  });

  it('carries the other columns of a table along and numbers records like a spreadsheet', async () => {
    const text = [
      'sku,url,name',
      '1,https://a.example/1,"Shoe, blue"',
      '2,,No address',
      ',,',
      '4,https://a.example/4,"two',
      'lines"',
      '5,https://a.example/5',
      '6,https://a.example/6,a,b',
      '#7,https://a.example/7,order number',
      '# made on Monday',
      '8,https://a.example/1,again',
    ].join('\n');

    const { list, writer } = await read(text, { fileName: 'list.csv' });

    expect(list).toMatchObject({ lines: 7, rows: 5, merged: 1, rejected: 1, urlColumn: 'url' });
    expect(writer.otherColumns).toEqual(['sku', 'name']);
    expect(writer.rows.map((row) => [row.line, ...row.extra!])).toEqual([
      [2, '1', 'Shoe, blue'],
      [5, '4', 'two\nlines'],
      [6, '5', ''],
      [7, '6', 'a,b'],
      [8, '#7', 'order number'],
    ]);
    expect(writer.rejected).toEqual([{ line: 3, text: '2,,No address', reason: 'no_url_column_value' }]);
    expect(writer.merged).toEqual([
      { line: 10, text: '8,https://a.example/1,again', intoRowId: 0, reason: 'same_address' },
    ]);
  });

  it('puts a URL back together whose comma was not quoted', async () => {
    const text = ['sku,url', '1,a.example/p,1', '2,a.example/q,', '3,a.example/r', '4,a.example/s'].join(
      '\n',
    );

    const { writer } = await read(text, { fileName: 'list.csv' });

    expect(writer.urls.map((url) => url.slice(-3))).toEqual(['p,1', 'e/q', 'e/r', 'e/s']);
  });

  it('reads gzip, and tells the bytes of the file, not of its content', async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `https://a.example/${index}\n`).join('');
    const packed = gzipSync(text);
    const reports: number[] = [];

    const { list } = await read(packed, {
      fileName: 'list.txt.gz',
      onProgress: (bytes) => reports.push(bytes),
    });

    expect(list.rows).toBe(20_000);
    expect(reports.at(-1)).toBe(packed.length);
  });

  it('says that a gzip file is damaged', async () => {
    const packed = gzipSync('https://a.example/\n'.repeat(1000));

    const reading = read(packed.subarray(0, packed.length - 20), { fileName: 'list.txt.gz' });

    await expect(reading).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('damaged'),
    });
  });

  it('cuts what it keeps of a dropped line at 500 characters', async () => {
    const long = `https://a.example/${'x'.repeat(1_000_000)}`;

    const { writer } = await read(`https://a.example/1\n${long}\nhttps://a.example/2`);

    expect(writer.rejected).toEqual([{ line: 2, text: long.slice(0, 500), reason: 'too_long' }]);
    expect(writer.urls).toEqual(['https://a.example/1', 'https://a.example/2']);
  });

  it.each([
    ['', 'LIST_EMPTY'],
    ['\ufeff\r\n \n# only a comment\n', 'LIST_EMPTY'],
    ['url\n', 'LIST_NO_VALID_URL'],
    ['one\ntwo\n', 'LIST_NO_VALID_URL'],
    ['PK\u0003\u0004xl/', 'FILE_UNREADABLE'],
    ['%PDF-1.7', 'UNSUPPORTED'],
  ])('fails for %j with %s', async (content, code) => {
    const reading = read(content);

    await expect(reading).rejects.toMatchObject({ code, advice: expect.stringMatching(/./) });
  });

  it('counts the wrong lines and shows the first when none is right', async () => {
    const reading = read('# list\nfirst wrong\nsecond wrong\n');

    await expect(reading).rejects.toMatchObject({
      message: 'None of the 2 lines is a web address that can be fetched.',
      advice: 'Line 2, “first wrong”: not a web address.',
    });
  });

  it('passes what the writer throws through unchanged', async () => {
    const full = new Error('database or disk is full');
    const writer = new MemoryDraftWriter();
    writer.addRow = () => {
      throw full;
    };

    const reading = importList({ files: [async () => listOf(streamOf('https://a.example/'))], writer });

    await expect(reading).rejects.toBe(full);
  });

  it('turns an error of the disk half way into FILE_UNREADABLE', async () => {
    const reading = read('', { stream: failing() });

    await expect(reading).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('cancels a read that hangs', async () => {
    const controller = new AbortController();
    async function* hanging(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('https://a.example/\n');
      controller.abort();
      await new Promise(() => {});
    }

    const reading = read('', { stream: hanging(), signal: controller.signal });

    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('lets the event loop run while one large chunk is read, so that it can be cancelled', async () => {
    const controller = new AbortController();
    const text = Array.from({ length: 50_000 }, (_, index) => `https://a.example/${index}\n`).join('');
    const writer = new MemoryDraftWriter();
    let now = 0;

    const reading = importList({
      files: [async () => listOf(streamOf(text))],
      writer,
      signal: controller.signal,
      now: () => (now += PROGRESS_INTERVAL_MS),
      onProgress: () => setImmediate(() => controller.abort()),
    });

    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(writer.rows.length).toBeLessThan(50_000);
  });

  it('gives up the stream when it fails', async () => {
    let isClosed = false;
    async function* stream(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(`%PDF-${'x'.repeat(100_000)}`);
      } finally {
        isClosed = true;
      }
    }

    const reading = read('', { stream: stream() });

    await expect(reading).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(isClosed).toBe(true);
  });

  it('closes the file when it was cancelled before it began', async () => {
    const stream = new Readable({ read: () => {} });

    const reading = read('', { stream, signal: AbortSignal.abort() });

    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(stream.destroyed).toBe(true);
  });

  it('closes a stream that hangs when it is cancelled', async () => {
    const stream = new Readable({ read: () => {} });
    const controller = new AbortController();
    stream.push('https://a.example/\n');
    setImmediate(() => controller.abort());

    const reading = read('', { stream, signal: controller.signal });

    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(stream.destroyed).toBe(true);
  });

  it('reads a real file from the disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gleaner-import-'));
    await writeFile(join(folder, 'list.txt'), Buffer.from('\ufeffa.example/1\r\na.example/2\r\n', 'utf16le'));

    const { writer } = await readFiles([join(folder, 'list.txt')]);

    expect(writer.urls).toEqual(['https://a.example/1', 'https://a.example/2']);
    await rm(folder, { recursive: true });
  });

  it('reads every sample list that comes with the app without a rejected line', async () => {
    const folder = new URL('../../../assets/lists/', import.meta.url);
    for (const name of await readdir(folder)) {
      const { list } = await readFiles([decodeURIComponent(new URL(name, folder).pathname)]);

      expect(list.rejected, name).toBe(0);
      expect(list.rows, name).toBeGreaterThan(5);
    }
  });

  it('adds up, and finds the same rows, for any list however it is cut and encoded', async () => {
    const random = new SeededRandom(11);
    const parts = [
      'https://a.example/',
      'b.example',
      '1',
      '2',
      '#',
      ' ',
      '\n',
      '\n',
      '\r\n',
      ',',
      '"',
      'ü',
      '\0',
    ];
    for (let round = 0; round < 200; round++) {
      const text = `https://a.example/\n${random.text(parts, 40)}`;
      const bytes = Buffer.from(`\ufeff${text}`, random.pick(['utf8', 'utf16le'] as const));

      const whole = await read(bytes);
      const cut = await read('', { stream: streamOf(...random.cut(bytes, 20)) });

      const { lines, rows, merged, rejected } = whole.list;
      expect(lines).toBe(rows + merged + rejected);
      expect([rows, merged, rejected]).toEqual([
        whole.writer.rows.length,
        whole.writer.merged.length,
        whole.writer.rejected.length,
      ]);
      expect(cut, JSON.stringify(text)).toEqual(whole);
    }
  });
});
