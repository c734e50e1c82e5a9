import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants, crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BodyReader, HEAD_MAX_BYTES, type BodyReaderOptions, type BodyResult } from './body-reader.ts';

const PAGE = Buffer.from(`<title>Oak shelf</title>${'<p>Sound and whole.</p>'.repeat(500)}`);
/** Does not shrink, so that it passes the limit up to which bodies are decoded in one go. */
const LARGE = Buffer.concat([
  Buffer.from('<title>Large</title>'),
  Buffer.from(randomBytes(300_000).toString('hex')),
]);

/** Pushes `wire` in pieces, waiting whenever the reader asks for it. */
function read(
  wire: Buffer,
  contentEncoding: string | null,
  {
    pieceBytes = 16_384,
    firstPieceBytes = pieceBytes,
    ...options
  }: Partial<BodyReaderOptions> & { pieceBytes?: number; firstPieceBytes?: number } = {},
): Promise<BodyResult & { waits: number }> {
  return new Promise((resolve) => {
    let from = 0;
    let waits = 0;
    let isDone = false;
    const reader = new BodyReader({
      contentType: 'text/html',
      contentEncoding,
      maxBytes: 10 * 1024 * 1024,
      needsDigest: false,
      onDone: (result) => {
        expect(isDone).toBe(false);
        isDone = true;
        resolve({ ...result, waits });
      },
      onDrain: () => pump(),
      ...options,
    });
    const pump = (): void => {
      // oxlint-disable-next-line no-unmodified-loop-condition -- onDone sets it
      while (from < wire.length && !isDone) {
        const piece = wire.subarray(from, from + (from === 0 ? firstPieceBytes : pieceBytes));
        from += piece.length;
        if (!reader.push(piece) && from < wire.length) {
          waits++;
          return;
        }
      }
      if (!isDone) reader.end();
    };
    pump();
  });
}

const WHOLE = { bytes: PAGE.length, title: 'Oak shelf', failure: null };

describe('BodyReader', () => {
  it.each<[string, string | null, Buffer]>([
    ['plain', null, PAGE],
    ['identity', 'identity', PAGE],
    ['an empty header', '', PAGE],
    ['gzip', 'gzip', gzipSync(PAGE)],
    ['x-gzip in capitals', 'X-GZip', gzipSync(PAGE)],
    [
      'gzip of two members',
      'gzip',
      Buffer.concat([gzipSync(PAGE.subarray(0, 50)), gzipSync(PAGE.subarray(50))]),
    ],
    ['deflate as zlib', 'deflate', deflateSync(PAGE)],
    ['deflate sent raw', 'deflate', deflateRawSync(PAGE)],
    ['brotli', 'br', brotliCompressSync(PAGE)],
    ['gzip in brotli', 'gzip, br', brotliCompressSync(gzipSync(PAGE))],
    ['five codings', 'gzip,gzip,gzip,gzip,gzip', [1, 2, 3, 4, 5].reduce((bytes) => gzipSync(bytes), PAGE)],
  ])('decodes %s', async (_name, encoding, wire) => {
    for (const pieceBytes of [1, 100, 1 << 20])
      expect(await read(wire, encoding, { pieceBytes })).toMatchObject(WHOLE);
  });

  it.each<[string, string | null, Buffer]>([
    ['plain', null, LARGE],
    ['decoded in one go', 'gzip', gzipSync(PAGE)],
    ['decoded as a stream', 'gzip', gzipSync(LARGE)],
  ])('gives the first bytes and the digest of a body that is %s, in pieces of any size', async (...given) => {
    const [, encoding, wire] = given;
    const body = wire.length > PAGE.length ? LARGE : PAGE;
    const pieceSizes = wire.length > PAGE.length ? [1000, 4096, 1 << 20] : [1, 1000, 1 << 20];
    for (const pieceBytes of pieceSizes) {
      const { head, digest } = await read(wire, encoding, { pieceBytes, needsDigest: true });

      expect(head?.equals(body.subarray(0, HEAD_MAX_BYTES))).toBe(true);
      expect(digest).toBe(crc32(body));
    }
  });

  it('has no digest unless asked, or of a body that is cut at the cap, and no head of an empty one', async () => {
    expect((await read(PAGE, null)).digest).toBeNull();
    expect((await read(PAGE, null, { needsDigest: true, maxBytes: 100 })).digest).toBeNull();
    expect((await read(Buffer.alloc(0), null)).head).toBeNull();
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(LARGE)],
    ['deflate', deflateSync(LARGE)],
    ['deflate', deflateRawSync(LARGE)],
    ['br', brotliCompressSync(LARGE)],
    ['gzip, br', brotliCompressSync(gzipSync(LARGE), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])('decodes large bodies in %s as they come, and makes the sender wait', async (encoding, wire) => {
    const { waits, ...result } = await read(wire, encoding);

    expect(result).toMatchObject({ bytes: LARGE.length, title: 'Large', failure: null });
    expect(waits).toBeGreaterThan(0);
  });

  it('tells raw deflate from zlib also when its first byte comes alone', async () => {
    expect(await read(deflateSync(LARGE), 'deflate', { firstPieceBytes: 1 })).toMatchObject({
      bytes: LARGE.length,
      failure: null,
    });
  });

  it.each([[null], ['gzip'], ['br'], ['compress']])(
    'takes an empty body in %s for what it is',
    async (encoding) => {
      expect(await read(Buffer.alloc(0), encoding)).toMatchObject({ bytes: 0, title: null, failure: null });
    },
  );

  it.each<[string, string, Buffer]>([
    ['an unknown coding', 'sdch', PAGE],
    ['a coding that nobody uses any more', 'compress', PAGE],
    ['six codings', 'gzip,gzip,gzip,gzip,gzip,gzip', PAGE],
    ['a page that is not compressed at all', 'gzip', PAGE],
    ['a cut-off gzip', 'gzip', gzipSync(PAGE).subarray(0, 60)],
    ['a cut-off brotli', 'br', brotliCompressSync(PAGE).subarray(0, 20)],
    ['a cut-off deflate', 'deflate', deflateSync(PAGE).subarray(0, 40)],
    ['a cut-off large gzip', 'gzip', gzipSync(LARGE).subarray(0, 200_000)],
    ['a cut-off large brotli', 'br', brotliCompressSync(LARGE).subarray(0, 200_000)],
    [
      'a large gzip with a broken middle',
      'gzip',
      Buffer.concat([gzipSync(LARGE).subarray(0, 150_000), Buffer.alloc(150_000)]),
    ],
    ['a large body that is not compressed at all', 'gzip', LARGE],
    ['a broken inner coding', 'gzip, br', brotliCompressSync(Buffer.from('not gzip'))],
  ])('calls %s undecodable', async (_name, encoding, wire) => {
    expect((await read(wire, encoding)).failure?.code).toBe('body.undecodable');
  });

  it.each<[string, string | null, Buffer]>([
    ['plain bytes', null, Buffer.alloc(3_000_000)],
    ['a gzip bomb', 'gzip', gzipSync(Buffer.alloc(50_000_000))],
    [
      'a brotli bomb',
      'br',
      brotliCompressSync(Buffer.alloc(50_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
    [
      'a bomb that comes as a stream',
      'gzip',
      gzipSync(Buffer.concat([randomBytes(200_000), Buffer.alloc(50_000_000)])),
    ],
    ['a bomb in a bomb', 'gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
  ])('stops at the cap of decoded bytes: %s', async (_name, encoding, wire) => {
    const maxBytes = 1_000_000;

    const { failure, bytes } = await read(wire, encoding, { maxBytes });

    expect(failure?.code).toBe('body.too_large');
    expect(bytes).toBeLessThan(maxBytes + 128 * 1024);
  });

  it('decodes as a stream what is small on the wire and large inside', async () => {
    const page = Buffer.concat([PAGE, Buffer.alloc(20_000_000)]);

    expect(await read(gzipSync(page), 'gzip', { maxBytes: 30_000_000 })).toMatchObject({
      bytes: page.length,
      title: 'Oak shelf',
      failure: null,
    });
    expect((await read(gzipSync(page), 'gzip', { maxBytes: 10_000_000 })).failure?.code).toBe(
      'body.too_large',
    );
  });

  it('lets a body be exactly as large as the cap', async () => {
    for (const [encoding, wire] of [
      [null, PAGE],
      ['gzip', gzipSync(PAGE)],
    ] as const) {
      expect((await read(wire, encoding, { maxBytes: PAGE.length })).failure).toBeNull();
      expect((await read(wire, encoding, { maxBytes: PAGE.length - 1 })).failure?.code).toBe(
        'body.too_large',
      );
    }
  });

  it('reports nothing once it is abandoned', async () => {
    const results: BodyResult[] = [];
    const options = {
      contentType: null,
      maxBytes: 1e9,
      needsDigest: false,
      onDone: (r: BodyResult) => results.push(r),
      onDrain: () => {},
    };
    const small = new BodyReader({ ...options, contentEncoding: 'gzip' });
    const large = new BodyReader({ ...options, contentEncoding: 'gzip' });
    small.push(gzipSync(PAGE));
    large.push(gzipSync(LARGE));

    small.abandon();
    large.abandon();
    small.end();
    large.end();
    expect(small.push(PAGE)).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));

    expect(results).toEqual([]);
  });
});
