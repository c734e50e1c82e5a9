/** Anybody's text (a line of a list, the title of a page): an escape sequence in it must not reach the terminal. */
const LENGTH_MAX = 60;

/** @returns One short line without control and format characters. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return clean.length > LENGTH_MAX ? `${clean.slice(0, LENGTH_MAX)}…` : clean;
}
