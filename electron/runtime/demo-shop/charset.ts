/** Writes text in the encodings of the older web, which Node can read but not write. */

export type Charset = 'utf-8' | 'windows-1252' | 'shift_jis';

const QUESTION_MARK = 0x3f;

/** The characters of our texts that windows-1252 has and latin1 has not. */
const WINDOWS_1252_EXTRAS = new Map([
  ['€', '\x80'],
  ['’', '\x92'],
  ['★', '*'],
]);

/** By UTF-16 code unit: the two bytes of a character, or 0 where shift_jis has none. */
let shiftJis: Uint16Array | undefined;

export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  if (charset === 'windows-1252') return Buffer.from(toWindows1252(text), 'latin1');
  const target = Buffer.allocUnsafe(text.length * 2);
  return target.subarray(0, writeShiftJis(target, 0, text));
}

/**
 * Writes `text` into `target` at `offset`, where there must be room for it.
 *
 * @returns The number of bytes written.
 */
export function writeText(target: Buffer, offset: number, text: string, charset: Charset): number {
  if (charset === 'utf-8') return target.write(text, offset, 'utf8');
  if (charset === 'windows-1252') return target.write(toWindows1252(text), offset, 'latin1');
  return writeShiftJis(target, offset, text);
}

function toWindows1252(text: string): string {
  return text.replace(/[€’★]/g, (character) => WINDOWS_1252_EXTRAS.get(character) ?? '?');
}

function writeShiftJis(target: Buffer, offset: number, text: string): number {
  shiftJis ??= invertShiftJis();
  let position = offset;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const pair = shiftJis[code] ?? 0;
    if (pair !== 0) target[position++] = pair >> 8;
    target[position++] = pair !== 0 ? pair & 0xff : code < 0x80 ? code : QUESTION_MARK;
  }
  return position - offset;
}

/** The decoder read backwards: every two-byte sequence it knows, by its character. */
function invertShiftJis(): Uint16Array {
  const decoder = new TextDecoder('shift_jis');
  const byCharacter = new Uint16Array(0x1_0000);
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xef; lead += 1) {
    if (lead > 0x9f && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      pair[0] = lead;
      pair[1] = trail;
      const character = decoder.decode(pair);
      if (character.length !== 1 || character === '\ufffd') continue;
      byCharacter[character.charCodeAt(0)] ||= (lead << 8) | trail;
    }
  }
  return byCharacter;
}
