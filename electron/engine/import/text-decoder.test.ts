import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { detectEncoding } from './encoding/detect-encoding.ts';
import { ListDecoder } from './text-decoder.ts';

const TEXT = 'https://bücher.example/€/日本/😀\r\nb';

function decode(bytes: Uint8Array, pieces: readonly Uint8Array[] = [bytes]): string {
  const decoder = new ListDecoder(detectEncoding(bytes, true));
  return pieces.map((piece) => decoder.write(piece)).join('') + decoder.end();
}

const utf16le = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

describe('ListDecoder', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 little-endian', utf16le],
    ['UTF-16 big-endian', utf16be],
  ])('reads %s wherever the pieces are cut', (_name, bytes) => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 50; round++) {
      const pieces = random.cut(bytes, 5);

      const text = decode(bytes, pieces);

      expect(text).toBe(TEXT);
    }
  });

  it('reads bytes that are not UTF-8 as windows-1252', () => {
    const bytes = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x20, 0x80, 0x93, 0x94);

    const text = decode(bytes);

    expect(text).toBe('café €“”');
  });

  it('does not take a character cut at the end of the sample for another encoding', () => {
    const head = Buffer.from('abc😀').subarray(0, 5);

    const detected = detectEncoding(head, false);

    expect(detected.encoding).toBe('utf-8');
  });

  it('leaves the caller’s bytes as they were', () => {
    const bytes = Buffer.from(utf16be);

    decode(bytes);

    expect(bytes.equals(utf16be)).toBe(true);
  });
});
