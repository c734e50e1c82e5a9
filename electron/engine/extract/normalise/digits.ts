/** Digits of other scripts and full-width signs, as the ones that numbers are read from. */

/** The zeros of scripts whose digits are in use in prices; nine more follow each. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810,
];
const FULL_WIDTH = { first: 0xff01, last: 0xff5e, offset: 0xfee0 } as const;

/** One character for one: places in the text stay what they are. */
export function withPlainDigits(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= FULL_WIDTH.first && code <= FULL_WIDTH.last)
      return String.fromCharCode(code - FULL_WIDTH.offset);
    const zero = ZEROS.find((first) => code >= first && code < first + 10);
    return zero === undefined ? character : String(code - zero);
  });
}
