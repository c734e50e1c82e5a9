/**
 * Bytes of a list -> text, in pieces. UTF-8 unless a byte order mark says UTF-16; text that
 * is not UTF-8 is read as windows-1252, which is what older spreadsheet programs save.
 *
 * No `TextDecoder`: its rarer encodings depend on the ICU data a runtime is built with, and
 * Electron's is smaller than Node's.
 */
import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

export type ListEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DetectedEncoding {
  readonly encoding: ListEncoding;
  readonly bomLength: number;
}

/** @param head the first bytes of the list; @param isWhole whether there are no more. */
export function detectEncoding(head: Uint8Array, isWhole: boolean): DetectedEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bomLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bomLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bomLength: 2 };
  if (isUtf8(isWhole ? head : withoutCutCharacter(head))) return { encoding: 'utf-8', bomLength: 0 };
  return { encoding: 'windows-1252', bomLength: 0 };
}

/** Decodes piece after piece; a character cut in two by a piece's end is held back. */
export class ListDecoder {
  readonly #decoder: StringDecoder;
  readonly #isBigEndian: boolean;
  readonly #isWindows1252: boolean;
  #bytesToSkip: number;
  #oddByte: number | null = null;

  constructor({ encoding, bomLength }: DetectedEncoding) {
    this.#bytesToSkip = bomLength;
    this.#isBigEndian = encoding === 'utf-16be';
    this.#isWindows1252 = encoding === 'windows-1252';
    this.#decoder = new StringDecoder(
      encoding === 'utf-8' ? 'utf8' : this.#isWindows1252 ? 'latin1' : 'utf16le',
    );
  }

  write(bytes: Uint8Array): string {
    const skipped = Math.min(this.#bytesToSkip, bytes.length);
    this.#bytesToSkip -= skipped;
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + skipped, bytes.length - skipped);
    const text = this.#decoder.write(this.#isBigEndian ? this.#swapped(rest) : rest);
    return this.#isWindows1252 ? fromWindows1252(text) : text;
  }

  end(): string {
    return this.#decoder.end();
  }

  /** Big-endian pairs turned round, in a copy: the caller's bytes are not ours to change. */
  #swapped(bytes: Buffer): Buffer {
    const joined = this.#oddByte === null ? Buffer.from(bytes) : Buffer.from([this.#oddByte, ...bytes]);
    const evenLength = joined.length & ~1;
    this.#oddByte = evenLength < joined.length ? joined[evenLength]! : null;
    return joined.subarray(0, evenLength).swap16();
  }
}

/** Cuts at most three bytes, the beginning of a UTF-8 character whose end is in the next piece. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) break;
  }
  return bytes;
}

/** The bytes 0x80 to 0x9f; 0 where windows-1252 has no character. */
const WINDOWS_1252_HIGH = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];

function fromWindows1252(latin1: string): string {
  return latin1.replace(/[\u0080-\u009f]/g, (character) => {
    const code = character.charCodeAt(0);
    return String.fromCharCode(WINDOWS_1252_HIGH[code - 0x80] || code);
  });
}
