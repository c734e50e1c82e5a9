/** The content codings that we ask for, and how to undo them (RFC 9110, 8.4.1). */
import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';

/** One allocation for most pages, where zlib's default of 16 KB makes three (97 against 123 µs). */
const CHUNK_BYTES = 64 * 1024;
/** Codings on codings; more is an attack (undici and curl draw the line here too). */
const MAX_CODINGS = 5;

export type Coding = 'gzip' | 'deflate' | 'br';

/** @returns The codings in the order in which to undo them; `null` when one is not known. */
export function parseCodings(header: string | null): Coding[] | null {
  if (header === null) return [];
  const codings: Coding[] = [];
  for (const part of header.toLowerCase().split(',')) {
    const name = part.trim();
    if (name === '' || name === 'identity') continue;
    if (name === 'gzip' || name === 'x-gzip') codings.push('gzip');
    else if (name === 'deflate' || name === 'br') codings.push(name);
    else return null;
  }
  return codings.length > MAX_CODINGS ? null : codings.toReversed();
}

export function decodeSync(coding: Coding, bytes: Buffer, maxBytes: number): Buffer {
  const options = { maxOutputLength: Math.max(1, maxBytes), chunkSize: CHUNK_BYTES };
  switch (coding) {
    case 'gzip':
      return gunzipSync(bytes, options);
    case 'deflate':
      return hasZlibHeader(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
    case 'br':
      return brotliDecompressSync(bytes, options);
  }
}

export function createDecoder(coding: Coding, first: Buffer | null): Transform {
  const options = { chunkSize: CHUNK_BYTES };
  switch (coding) {
    case 'gzip':
      return createGunzip(options);
    case 'deflate':
      return first === null || hasZlibHeader(first) ? createInflate(options) : createInflateRaw(options);
    case 'br':
      return createBrotliDecompress(options);
  }
}

/** "deflate" should mean zlib (RFC 9110, 8.4.1.2), but many servers send it raw. */
function hasZlibHeader(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
