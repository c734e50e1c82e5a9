/**
 * Which encoding a page is in: byte order mark, then the Content-Type header, then a
 * `<meta>` in the first 1,024 bytes (WHATWG HTML, "determining the character encoding"),
 * then UTF-8 when the bytes are valid UTF-8, else windows-1252.
 */
import type { TextDecoder as Decoder } from 'node:util';

const PRESCAN_BYTES = 1024;
const META_CHARSET = /<meta[^>]+charset\s*=\s*["']?\s*([\w:.+-]+)/i;
const HEADER_CHARSET = /charset\s*=\s*["']?\s*([\w:.+-]+)/i;

/** @returns A decoder for the page; it never throws on bytes that do not fit. */
export function decoderFor(head: Uint8Array, contentType: string | null): Decoder {
  const label = byteOrderMark(head) ?? headerCharset(contentType) ?? metaCharset(head);
  return (label === null ? null : knownDecoder(label)) ?? guessedDecoder(head);
}

/**
 * All of `bytes` as text.
 *
 * In two steps, because Node's one-step decoding takes windows-1252 for ISO 8859-1 and
 * turns its quotes and euro signs into control characters (measured on Node 20).
 */
export function decodeAll(decoder: Decoder, bytes: Uint8Array): string {
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

function byteOrderMark(head: Uint8Array): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

function headerCharset(contentType: string | null): string | null {
  return contentType === null ? null : (HEADER_CHARSET.exec(contentType)?.[1] ?? null);
}

function metaCharset(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, PRESCAN_BYTES)).toString(
    'latin1',
  );
  const label = META_CHARSET.exec(text)?.[1];
  if (label === undefined) return null;
  // A page that could be read as ASCII up to here is not UTF-16, whatever it says.
  return /^utf-?16/i.test(label) ? 'utf-8' : label;
}

const decoders = new Map<string, Decoder | null>();

function knownDecoder(label: string): Decoder | null {
  const key = label.toLowerCase();
  let decoder = decoders.get(key);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(key);
    } catch {
      decoder = null; // not a WHATWG label
    }
    // Labels come from strangers: the memory of them must not grow.
    if (decoders.size < 100) decoders.set(key, decoder);
  }
  return decoder;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const utf8 = new TextDecoder('utf-8');
const windows1252 = new TextDecoder('windows-1252');

function guessedDecoder(head: Uint8Array): Decoder {
  // The cut may fall inside a character; three bytes less never do harm.
  const sample = head.subarray(0, Math.max(0, Math.min(head.length, PRESCAN_BYTES * 4) - 3));
  const end = lastCharacterStart(sample);
  try {
    strictUtf8.decode(sample.subarray(0, end));
    return utf8;
  } catch {
    return windows1252;
  }
}

function lastCharacterStart(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return Math.max(0, end - 1);
}
