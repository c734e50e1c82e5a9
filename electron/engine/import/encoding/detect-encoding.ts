/**
 * Which encoding a list is in: a byte order mark says it; bytes that are valid UTF-8 are UTF-8;
 * zeros in every other byte are UTF-16; anything else is guessed from the words that are not
 * ASCII, because the addresses around them would make every guess English.
 */
import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import type { ListEncoding } from '../../../../shared/list-choices.ts';

export interface DetectedEncoding {
  readonly encoding: ListEncoding;
  readonly bomLength: number;
  /** Only ASCII so far: every encoding but UTF-16 would give the same text. */
  readonly isOpen: boolean;
}

/** @param head the first bytes of the list; @param isWhole whether there are no more. */
export function detectEncoding(head: Uint8Array, isWhole: boolean): DetectedEncoding {
  const marked = encodingByMark(head);
  if (marked !== null) return marked;
  const zeros = encodingByZeros(head);
  if (zeros !== null) return found(zeros);
  const complete = isWhole ? head : withoutCutCharacter(head);
  if (isUtf8(complete)) {
    const isOpen = !isWhole && complete.length === head.length && head.every((byte) => byte < 0x80);
    return { encoding: 'utf-8', bomLength: 0, isOpen };
  }
  return found(guess(head));
}

/** For a list that was nothing but ASCII so far: what the rest is in, from its first other byte on. */
export function detectBeyondAscii(bytes: Uint8Array): ListEncoding {
  return isUtf8(withoutCutCharacter(bytes)) ? 'utf-8' : guess(bytes);
}

/** The length of the mark is the same whatever somebody chose to read the list as. */
export function chosenEncoding(encoding: ListEncoding, head: Uint8Array): DetectedEncoding {
  const marked = encodingByMark(head);
  return { encoding, bomLength: marked?.encoding === encoding ? marked.bomLength : 0, isOpen: false };
}

function found(encoding: ListEncoding): DetectedEncoding {
  return { encoding, bomLength: 0, isOpen: false };
}

function encodingByMark(head: Uint8Array): DetectedEncoding | null {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return { encoding: 'utf-8', bomLength: 3, isOpen: false };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', bomLength: 2, isOpen: false };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', bomLength: 2, isOpen: false };
  return null;
}

const MIN_ZERO_RATIO = 0.6;

/** Addresses are ASCII, so UTF-16 without a mark has a zero in most pairs, always on the same side. */
export function encodingByZeros(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  if (pairs < 4) return null;
  let first = 0;
  let second = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) first++;
    if (head[at + 1] === 0) second++;
  }
  if (second > pairs * MIN_ZERO_RATIO && first < pairs / 50) return 'utf-16le';
  if (first > pairs * MIN_ZERO_RATIO && second < pairs / 50) return 'utf-16be';
  return null;
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

/** The detector's names; what it knows besides is not among the encodings of lists. */
const NAMES: Readonly<Record<string, ListEncoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'windows-1257': 'windows-1257',
  'KOI8-R': 'koi8-r',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-5': 'iso-8859-5',
  // Those of Windows have the same letters where these have them, and more.
  'ISO-8859-6': 'windows-1256',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
};
const ASIAN: ReadonlySet<ListEncoding> = new Set(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);
const LATIN: ReadonlySet<ListEncoding> = new Set([
  'windows-1250',
  'windows-1252',
  'windows-1254',
  'windows-1257',
  'iso-8859-2',
]);
const FALLBACK: ListEncoding = 'windows-1252';
const MIN_ASIAN_CONFIDENCE = 40;
/** Latin words have ASCII letters between the others; Cyrillic, Greek or Hebrew ones have none. */
const MIN_FOREIGN_RATIO = 0.8;
const LOOKED_AT_LENGTH = 32 * 1024;

function guess(head: Uint8Array): ListEncoding {
  const words = wordsBeyondAscii(head);
  const candidates = analyse(words)
    .map(({ name, confidence }) => ({ encoding: NAMES[name], confidence }))
    .filter((one): one is { encoding: ListEncoding; confidence: number } => one.encoding !== undefined)
    .filter(({ encoding }) => isValidIn(encoding, words));
  const [best] = candidates;
  if (best === undefined) return FALLBACK;
  if (ASIAN.has(best.encoding) && best.confidence >= MIN_ASIAN_CONFIDENCE) return best.encoding;
  const isForeign = ratioBeyondAscii(words) >= MIN_FOREIGN_RATIO;
  const singleByte = candidates.filter(({ encoding }) => !ASIAN.has(encoding));
  const fitting = singleByte.filter(({ encoding }) => LATIN.has(encoding) !== isForeign);
  return fitting[0]?.encoding ?? FALLBACK;
}

function isValidIn(encoding: ListEncoding, words: Uint8Array): boolean {
  // Every byte is a character in it.
  if (encoding === FALLBACK) return true;
  try {
    // As a stream, because the last character may be cut in two.
    new TextDecoder(encoding, { fatal: true }).decode(words, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Words with a byte beyond ASCII, each with a space behind it. */
function wordsBeyondAscii(bytes: Uint8Array): Buffer {
  const words: Uint8Array[] = [];
  let length = 0;
  let start = 0;
  let isBeyond = false;
  for (let at = 0; at <= bytes.length && length < LOOKED_AT_LENGTH; at++) {
    const byte = bytes[at];
    if (byte !== undefined && byte >= 0x80) isBeyond = true;
    if (byte !== undefined && !isBetweenWords(byte)) continue;
    if (isBeyond) {
      words.push(bytes.subarray(start, at), SPACE);
      length += at - start + 1;
    }
    start = at + 1;
    isBeyond = false;
  }
  return Buffer.concat(words);
}

const SPACE = Uint8Array.of(0x20);

function isBetweenWords(byte: number): boolean {
  // White space, and the signs `"` `,` `/` `;`, none of which is the second byte of a character in
  // the encodings above; `|` is.
  return byte <= 0x20 || byte === 0x22 || byte === 0x2c || byte === 0x2f || byte === 0x3b;
}

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function ratioBeyondAscii(words: Uint8Array): number {
  let beyond = 0;
  let letters = 0;
  for (const byte of words) {
    if (byte >= 0x80) beyond++;
    if (byte >= 0x80 || isAsciiLetter(byte)) letters++;
  }
  return letters === 0 ? 0 : beyond / letters;
}
