/** Writes text in the encodings of the older web, which Node can read but not write. */

export type Charset = 'utf-8' | 'windows-1252' | 'shift_jis';

/** The characters of our texts that windows-1252 has and latin1 has not. */
const WINDOWS_1252_EXTRAS = new Map([
  ['€', '\x80'],
  ['–', '\x96'],
  ['’', '\x92'],
  ['★', '*'],
]);

let shiftJis: ReadonlyMap<string, number> | undefined;

export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  if (charset === 'windows-1252') return Buffer.from(toWindows1252(text), 'latin1');
  return encodeShiftJis(text);
}

function toWindows1252(text: string): string {
  return text.replace(/[€–’★]/g, (character) => WINDOWS_1252_EXTRAS.get(character) ?? '?');
}

function encodeShiftJis(text: string): Buffer {
  shiftJis ??= invertShiftJis();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    const pair = shiftJis.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair === undefined) bytes.push(0x3f);
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}

/** The decoder read backwards: every two-byte sequence it knows, by its character. */
function invertShiftJis(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('shift_jis');
  const byCharacter = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xef; lead += 1) {
    if (lead > 0x9f && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      pair[0] = lead;
      pair[1] = trail;
      const character = decoder.decode(pair);
      if (character.length !== 1 || character === '\ufffd') continue;
      if (!byCharacter.has(character)) byCharacter.set(character, (lead << 8) | trail);
    }
  }
  return byCharacter;
}
