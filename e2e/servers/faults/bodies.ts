/** Bodies that cannot be decoded, are too large, or say the wrong thing about their letters. */
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { chunkedHead, fault, FAULT_LIMITS, goodPage, harmless, HTML, type Fault } from '../fault.ts';
import { head, writeAnswer, type RawRequest } from '../raw-http.ts';

/** Well above the body cap, and hundreds of times smaller on the wire. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);
const BOMBS = {
  gzip: gzipSync(LARGE, { level: 9 }),
  deflate: deflateSync(LARGE, { level: 9 }),
  br: brotliCompressSync(LARGE, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
} as const;
const BIG_CHUNK = Buffer.alloc(256 * 1024, 'x');

type Encode = (text: string) => Buffer;
const ENCODERS: Readonly<Record<keyof typeof BOMBS, Encode>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

function encoded(encoding: string, encode: Encode): (request: { number: number } & RawRequest) => void {
  return ({ socket, number }) =>
    writeAnswer(
      socket,
      200,
      { 'Content-Encoding': encoding, 'Content-Type': HTML },
      encode(goodPage(number)),
    );
}

const ENCODING_FAULTS = Object.entries(ENCODERS).flatMap(([encoding, encode]) => [
  harmless(encoding, encoded(encoding, encode)),
  fault(`bad-${encoding}`, 'body.undecodable', encoded(encoding, Buffer.from)),
  fault(
    `short-${encoding}`,
    'body.undecodable',
    encoded(encoding, (text) => encode(text).subarray(0, 60)),
  ),
  fault(`${encoding}-bomb`, 'body.too_large', ({ socket }) => {
    writeAnswer(
      socket,
      200,
      { 'Content-Encoding': encoding, 'Content-Type': HTML },
      // The keys of one are those of the other.
      BOMBS[encoding as keyof typeof BOMBS],
    );
  }),
]);

/** The label is wrong, and the page can be read all the same. */
function labelled(name: string, contentType: string, bytesOf: (text: string) => Buffer): Fault {
  return harmless(name, ({ socket, number }) =>
    writeAnswer(socket, 200, { 'Content-Type': contentType }, bytesOf(goodPage(number))),
  );
}

export const BODY_FAULTS: readonly Fault[] = [
  ...ENCODING_FAULTS,
  // Not what the standard says, but what some servers have always sent.
  harmless('raw-deflate', encoded('deflate', deflateRawSync)),
  harmless(
    'gzip-with-rubbish-behind',
    encoded('gzip', (text) => Buffer.concat([gzipSync(text), Buffer.alloc(100)])),
  ),
  harmless(
    'gzip-twice',
    encoded('gzip, gzip', (text) => gzipSync(gzipSync(text))),
  ),
  fault('unknown-encoding', 'body.undecodable', encoded('sdch', Buffer.from)),
  // Browsers know it by now; Node 20 does not, and it is not asked for.
  fault('unasked-zstd', 'body.undecodable', encoded('zstd', Buffer.from)),
  fault('one-unknown-encoding-of-two', 'body.undecodable', encoded('gzip, sdch', gzipSync)),
  fault('codings-without-end', 'body.undecodable', encoded(Array(100).fill('gzip').join(', '), gzipSync)),
  fault('endless-body', 'body.too_large', ({ socket }) => {
    socket.write(chunkedHead());
    pourChunks(socket);
  }),
  fault('announced-too-large', 'body.too_large', ({ socket }) => {
    socket.write(head(200, { 'Content-Type': HTML, 'Content-Length': FAULT_LIMITS.maxBodyBytes * 1000 }));
    pour(socket);
  }),

  labelled('unknown-charset', 'text/html; charset=utf-9', Buffer.from),
  labelled('empty-charset', 'text/html; charset=', Buffer.from),
  // A byte order mark says more than a label (WHATWG Encoding).
  labelled('utf-16-labelled-utf-8', HTML, (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')),
  labelled('latin-1-labelled-utf-8', HTML, (text) =>
    Buffer.from(text.replace('Sound', 'Gru\u00DF'), 'latin1'),
  ),
  labelled('page-labelled-picture-and-page', 'text/html, image/png', Buffer.from),
  labelled('nuls-in-page', HTML, (text) => Buffer.from(text.replaceAll('Sound', 'So\0und'))),
  fault('picture-labelled-page', 'ok', ({ socket }) => {
    writeAnswer(
      socket,
      200,
      { 'Content-Type': HTML },
      Buffer.from('\x89PNG\r\n\x1A\n\0\0\0\rIHDR', 'latin1'),
    );
  }),
];

/** As fast as the client takes it, until it hangs up. */
function pourChunks(socket: RawRequest['socket']): void {
  // A client that hung up leaves the socket ended before it is destroyed.
  if (!socket.writable) return;
  socket.write(`${BIG_CHUNK.length.toString(16)}\r\n`);
  socket.write(BIG_CHUNK);
  socket.write('\r\n', (error) => {
    // Not at once: while the client keeps up, nothing else would ever have its turn.
    if (!error) setImmediate(pourChunks, socket);
  });
}

function pour(socket: RawRequest['socket']): void {
  if (!socket.writable) return;
  socket.write(BIG_CHUNK, (error) => {
    if (!error) setImmediate(pour, socket);
  });
}
