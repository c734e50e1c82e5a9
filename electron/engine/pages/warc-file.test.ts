import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { judgeWarc } from '../testing/warc-judge.ts';
import type { PageToKeep } from './kept-page.ts';
import { PageWriter } from './page-writer.ts';
import { pageOfMember } from './warc-answer.ts';

const PAGE = Buffer.from(`<title>Schuh</title>${'<p>größe 42</p>'.repeat(300)}`);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-warc-'));
  path = join(folder, 'run.warc.gz');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writer(warcEnd = 0): PageWriter {
  return new PageWriter({ warcPath: path, warcEnd, filesFolder: join(folder, 'run.pages') });
}

function answer(head: string, body: Buffer, url = 'https://shop.test/p/1'): PageToKeep {
  return {
    url,
    arrivedAtMs: Date.UTC(2026, 10, 24, 10),
    content: { store: 'warc', head: Buffer.from(head, 'latin1'), body, address: '192.0.2.7' },
  };
}

const PLAIN = answer(`HTTP/1.1 200 OK\r\nContent-Length: ${PAGE.length}\r\nX-A: caf\xe9\r\n`, PAGE);

it('writes records that another reader reads, with true digests', async () => {
  const packed = gzipSync(PAGE);
  const pages = writer();
  pages.write([PLAIN]);
  pages.write([
    answer(
      'HTTP/1.1 203 Some\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n',
      packed,
      'http://a.test/#x',
    ),
    answer('HTTP/1.1 200 OK\r\nContent-Length: 12\r\n', Buffer.alloc(0), 'http://a.test/empty'),
  ]);
  pages.close();

  const [info, plain, chunked, empty] = await judgeWarc(path);

  expect(info).toMatchObject({ type: 'warcinfo', place: 0 });
  expect(info!.text).toContain('format: WARC File Format 1.1');
  expect(plain).toMatchObject({
    type: 'response',
    url: 'https://shop.test/p/1',
    status: 200,
    text: PAGE.toString(),
  });
  expect(plain!.fields.get('content-length')).toBe(String(PAGE.length));
  expect(plain!.warcFields.get('warc-ip-address')).toBe('192.0.2.7');
  expect(plain!.warcFields.get('warc-date')).toBe('2026-11-24T10:00:00.000Z');
  // The chunks are gone, and so is what announced them; the coding is still there.
  expect(chunked).toMatchObject({ url: 'http://a.test/', status: 203, text: PAGE.toString() });
  expect(chunked!.fields.get('content-length')).toBe(String(packed.length));
  expect(chunked!.fields.has('transfer-encoding')).toBe(false);
  expect(chunked!.fields.get('x-crawler-transfer-encoding')).toBe('chunked');
  expect(empty!.fields.get('content-length')).toBe('0');
});

it('tells where each record stands, so that it can be read by itself', async () => {
  const packed = brotliCompressSync(PAGE);
  const kept = writer().write([
    PLAIN,
    answer('HTTP/1.1 200 OK\r\ncontent-encoding: BR\r\n', packed, 'http://a.test/br'),
  ]);

  const file = readFileSync(path);
  const pages = kept.map((one) => {
    const place = one.store === 'warc' ? one.place : -1;
    return pageOfMember(file.subarray(place, place + one.length), 1_000_000);
  });

  expect(pages).toEqual([PAGE, PAGE]);
  const judged = await judgeWarc(path);
  expect(judged.slice(1).map(({ place, length }) => ({ store: 'warc', place, length }))).toEqual(kept);
});

it('takes away a record that was cut off, and nothing else, when it goes on', async () => {
  const first = writer();
  const [known] = first.write([PLAIN]);
  first.write([answer('HTTP/1.1 200 OK\r\n', PAGE, 'http://a.test/whole-but-not-known')]);
  first.close();
  const wholeBytes = statSync(path).size;
  appendFileSync(path, readFileSync(path).subarray(0, 200));

  const second = writer(known!.store === 'warc' ? known!.place + known!.length : -1);
  const [next] = second.write([answer('HTTP/1.1 200 OK\r\n', PAGE, 'http://a.test/next')]);
  second.close();

  expect(next).toMatchObject({ place: wholeBytes });
  const urls = (await judgeWarc(path)).map(({ url }) => url);
  expect(urls.slice(1)).toEqual([
    'https://shop.test/p/1',
    'http://a.test/whole-but-not-known',
    'http://a.test/next',
  ]);
});

it('cuts whatever it is that stands after the last record', async () => {
  writer().write([PLAIN]);
  const wholeBytes = statSync(path).size;
  appendFileSync(path, Buffer.alloc(5000));

  const [next] = writer().write([PLAIN]);

  expect(next).toMatchObject({ place: wholeBytes });
  expect(await judgeWarc(path)).toHaveLength(3);
});

it('cannot be made to write fields of its own by an address or a name', async () => {
  writer().write([answer('HTTP/1.1 200 OK\r\n', PAGE, 'http://a.test/\r\nWARC-Type: evil')]);

  const record = (await judgeWarc(path))[1]!;

  expect(record.type).toBe('response');
  expect(record.url).toBe('http://a.test/%0D%0AWARC-Type:%20evil');
});

it('does not fall for a member that is none, or that would fill the memory', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const noAnswer = gzipSync('WARC/1.1\r\nContent-Length: 9\r\n\r\nno fields');
  const tooShort = gzipSync('WARC/1.1\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200 OK\r\n\r\n');
  const noNumber = gzipSync('WARC/1.1\r\nContent-Length: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n');

  const read = [bomb, noAnswer, tooShort, noNumber, Buffer.from('no gzip'), Buffer.alloc(0)].map((member) =>
    pageOfMember(member, 1_000_000),
  );

  expect(read).toEqual([null, null, null, null, null, null]);
});

it('keeps a page as one file, however often it comes, under a name that leads nowhere else', () => {
  const sha256 = Buffer.alloc(32, 0xab);
  const file = (url: string, contentType: string | null): PageToKeep => ({
    url,
    arrivedAtMs: 0,
    content: { store: 'files', body: PAGE, sha256, contentType },
  });

  const pages = writer();
  const kept = pages.write([
    file('https://shop.test:8443/../../etc', 'text/html; charset=utf-8'),
    file('https://shop.test:8443/again', 'text/html'),
    file('http://[::1]/', 'application/json'),
    file('http://con/', 'x/y'),
  ]);

  const hash = 'ab'.repeat(32);
  expect(kept.map((one) => (one.store === 'files' ? one.file : ''))).toEqual([
    `shop.test_8443/${hash}.html`,
    `shop.test_8443/${hash}.html`,
    `___1_/${hash}.json`,
    `_con/${hash}.bin`,
  ]);
  expect(readFileSync(join(folder, 'run.pages', 'shop.test_8443', `${hash}.html`))).toEqual(PAGE);
});

it('leaves nothing of a batch that could not be written', () => {
  writeFileSync(join(folder, 'run.pages'), 'a file where the folder should be');
  const pages = writer();
  pages.write([PLAIN]);
  const wholeBytes = statSync(path).size;
  const body = { store: 'files', body: PAGE, sha256: Buffer.alloc(32), contentType: null } as const;

  expect(() => pages.write([PLAIN, { url: 'http://a.test/', arrivedAtMs: 0, content: body }])).toThrow(
    /ENOTDIR|EEXIST/,
  );
  expect(statSync(path).size).toBe(wholeBytes);
});
