import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { ByteCollector } from './byte-collector.ts';

const PAGE = Buffer.from(`<title>Shoe</title>${'<p>four hundred pairs</p>'.repeat(400)}`);

let harness: NetworkHarness;
beforeEach(async () => {
  harness = await createNetworkHarness();
  harness.set({});
});
afterEach(() => harness.close());

function answer(headers: string, body: Buffer): void {
  harness.answer = ({ socket }) => {
    socket.write(`HTTP/1.1 200 Very Well\r\n${headers}\r\n`, 'latin1');
    socket.write(body);
  };
}

it('captures nothing of a page that nobody wants', async () => {
  answer(`Content-Length: ${PAGE.length}\r\n`, PAGE);

  const { page, bytes } = await harness.fetch('/');

  expect(page).toBeNull();
  expect(bytes).toBe(PAGE.length);
});

it('hashes the decoded page without holding it', async () => {
  const encoded = gzipSync(PAGE);
  answer(`Content-Encoding: gzip\r\nContent-Length: ${encoded.length}\r\n`, encoded);

  const { page } = await harness.fetch('/', { wish: 'hash' });

  expect(page?.sha256.toString('hex')).toBe(createHash('sha256').update(PAGE).digest('hex'));
  expect(page?.body).toBeNull();
  expect(page?.record).toBeNull();
});

it('records the answer as it was received, and the page as it reads', async () => {
  const encoded = brotliCompressSync(PAGE);
  const fields = `Content-Encoding: br\r\nSet-Cookie: a=1\r\nset-cookie: b=\xe9\r\nContent-Length: ${encoded.length}\r\n`;
  answer(fields, encoded);

  const { page } = await harness.fetch('/', { wish: 'record' });

  expect(page?.record?.head.toString('latin1')).toBe(`HTTP/1.1 200 Very Well\r\n${fields}`);
  expect(page?.record?.body).toEqual(encoded);
  expect(page?.record?.address).toBe('127.0.0.1');
  expect(page?.body).toEqual(PAGE);
});

it('takes the chunks of an answer off and keeps what was in them', async () => {
  const chunks = [PAGE.subarray(0, 10), PAGE.subarray(10, 5000), PAGE.subarray(5000)];
  const framed = chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  );
  answer('Transfer-Encoding: chunked\r\n', Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]));

  const { page } = await harness.fetch('/', { wish: 'record' });

  expect(page?.record?.body).toEqual(PAGE);
  // One page, one piece of memory, and nothing else in it.
  expect(page?.record?.body).toBe(page?.body);
  expect(page?.body?.buffer.byteLength).toBe(PAGE.length);
});

it('records large bodies, which are decoded as a stream, whole', async () => {
  const large = Buffer.alloc(3_000_000, PAGE);
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 251));
  const body = Buffer.concat([large, noise]);
  const encoded = gzipSync(body, { level: 0 });
  answer(`Content-Encoding: gzip\r\nContent-Length: ${encoded.length}\r\n`, encoded);

  const { page } = await harness.fetch('/', { wish: 'record' });

  expect(page?.body?.equals(body)).toBe(true);
  expect(page?.record?.body.equals(encoded)).toBe(true);
});

it('captures no page that is over the cap, cut off or an error', async () => {
  harness.set({ maxBodyBytes: 2000 });
  answer(`Content-Length: ${PAGE.length}\r\n`, PAGE);
  const tooLarge = await harness.fetch('/', { wish: 'record' });
  harness.answer = ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
  const cutOff = await harness.fetch('/', { wish: 'record' });
  harness.answer = ({ socket }) => socket.write('HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno');
  const missing = await harness.fetch('/', { wish: 'record' });

  expect([tooLarge.page, cutOff.page, missing.page]).toEqual([null, null, null]);
});

it('tells the validators of an answer, unless they are too long to keep', async () => {
  const modified = 'Tue, 24 Nov 2026 10:00:00 GMT';
  answer(`ETag: W/"abc"\r\nLast-Modified: ${modified}\r\nContent-Length: 0\r\n`, Buffer.alloc(0));
  const told = await harness.fetch('/');
  answer(`ETag: "${'x'.repeat(2000)}"\r\nContent-Length: 0\r\n`, Buffer.alloc(0));
  const long = await harness.fetch('/');

  expect([told.etag, told.lastModified]).toEqual(['W/"abc"', modified]);
  expect([long.etag, long.lastModified]).toEqual([null, null]);
});

it('asks for a page only if it has changed', async () => {
  harness.answer = ({ socket }) => socket.write('HTTP/1.1 304 Not Modified\r\n\r\n');

  const { status, failure } = await harness.fetch('/', {
    unless: { etag: '"abc"', lastModified: 'Tue, 24 Nov 2026 10:00:00 GMT' },
  });

  expect(harness.requests[0]?.head).toMatch(/if-none-match: "abc"\r\nif-modified-since: Tue, 24 Nov/i);
  expect([status, failure]).toEqual([304, null]);
});

it('makes one piece of many, whatever their sizes', () => {
  const collector = new ByteCollector();
  const pieces = [1, 2000, 3, 17_000, 1023, 1024, 1, 1, 16_000, 900].map((size, index) =>
    Buffer.alloc(size, index + 1),
  );

  for (const piece of pieces) collector.push(piece);

  expect(collector.whole().equals(Buffer.concat(pieces))).toBe(true);
});
