/**
 * Bytes of a list -> text, in pieces, in any of the encodings that lists come in.
 *
 * A list that begins with nothing but ASCII may be in any of them; what it is in is then found
 * out at the first other byte, however far down that stands.
 */
import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { ListEncoding } from '../../../shared/list-choices.ts';
import { detectBeyondAscii, type DetectedEncoding } from './encoding/detect-encoding.ts';

/** Decodes piece after piece; a character cut in two by a piece's end is held back. */
interface PieceDecoder {
  write(bytes: Buffer): string;
  end(): string;
}

export class ListDecoder {
  #decoder: PieceDecoder | null;
  #encoding: ListEncoding;
  #bytesToSkip: number;

  constructor({ encoding, bomLength, isOpen }: DetectedEncoding) {
    this.#encoding = encoding;
    this.#bytesToSkip = bomLength;
    this.#decoder = isOpen ? null : decoderOf(encoding);
  }

  /** What the bytes so far were read as. */
  get encoding(): ListEncoding {
    return this.#encoding;
  }

  write(bytes: Uint8Array): string {
    const skipped = Math.min(this.#bytesToSkip, bytes.length);
    this.#bytesToSkip -= skipped;
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + skipped, bytes.length - skipped);
    if (this.#decoder !== null) return this.#decoder.write(rest);

    // Asked first: it is a hundred times as fast as looking for the byte, and most lists are all ASCII.
    if (isAscii(rest)) return rest.toString('latin1');
    const otherAt = rest.findIndex((byte) => byte >= 0x80);
    this.#encoding = detectBeyondAscii(rest.subarray(otherAt));
    this.#decoder = decoderOf(this.#encoding);
    return rest.toString('latin1', 0, otherAt) + this.#decoder.write(rest.subarray(otherAt));
  }

  end(): string {
    return this.#decoder?.end() ?? '';
  }
}

function decoderOf(encoding: ListEncoding): PieceDecoder {
  // Both are several times as fast as a TextDecoder, and nearly every list is in one of them.
  if (encoding === 'utf-8') return new StringDecoder('utf8');
  if (encoding === 'utf-16le') return new StringDecoder('utf16le');
  // The TextDecoder of Node 20 takes it for ISO 8859-1.
  if (encoding === 'windows-1252') return new Windows1252Decoder();
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** The bytes 0x80 to 0x9f; 0 where windows-1252 has no character. */
const WINDOWS_1252_HIGH = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];

class Windows1252Decoder implements PieceDecoder {
  write(bytes: Buffer): string {
    return bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (character) => {
      const code = character.charCodeAt(0);
      return String.fromCharCode(WINDOWS_1252_HIGH[code - 0x80] || code);
    });
  }

  end(): string {
    return '';
  }
}
