/**
 * A pasted list too large for a text box.
 *
 * Laying out 100,000 lines in a textarea stops the window for seconds, so text over
 * {@link HOLD_OVER_CHARS} is kept as plain strings and only its first lines are shown.
 */

/** Above this many UTF-16 units a text leaves the text box. */
export const HOLD_OVER_CHARS = 200_000;
/** Lines of a held text that are shown. */
export const PREVIEW_LINES = 200;
/** Lines longer than this are cut in the preview: one line of 5 MB is as slow as many. */
const PREVIEW_LINE_CHARS = 500;

export interface HeldText {
  /** The text itself, in the order in which it came; joined it is what the user gave. */
  readonly parts: readonly string[];
  readonly lines: number;
  readonly preview: string;
  readonly hiddenLines: number;
}

export function holdText(text: string): HeldText {
  return describe([text]);
}

/** Adds a further paste after what is held, on a line of its own. */
export function appendHeld(held: HeldText, text: string): HeldText {
  const last = held.parts.at(-1) ?? '';
  return describe([...held.parts, ...(last.endsWith('\n') ? [] : ['\n']), text]);
}

/**
 * Cuts the parts into pieces of at most `maxChars` units. A pair of surrogates is never
 * torn apart: each half alone would be written as a replacement character.
 */
export function* piecesOf(parts: readonly string[], maxChars: number): Generator<string> {
  for (const part of parts) {
    let from = 0;
    while (from < part.length) {
      let to = Math.min(from + maxChars, part.length);
      if (to < part.length && isHighSurrogate(part.charCodeAt(to - 1))) to -= 1;
      yield part.slice(from, to);
      from = to;
    }
  }
}

/** Lines of `text`; a line break at the very end does not begin another one. */
export function countLines(text: string): number {
  if (text === '') return 0;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (at < text.length - 1) lines += 1;
  }
  return lines;
}

function describe(parts: readonly string[]): HeldText {
  const lines = parts.reduce((sum, part) => sum + (part === '\n' ? 0 : countLines(part)), 0);
  const shown = firstLines(parts, PREVIEW_LINES);
  return { parts, lines, preview: shown.join('\n'), hiddenLines: Math.max(0, lines - shown.length) };
}

function firstLines(parts: readonly string[], limit: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    let from = 0;
    while (from < part.length && lines.length < limit) {
      const end = part.indexOf('\n', from);
      const to = end === -1 ? part.length : end;
      if (part !== '\n')
        lines.push(part.slice(from, Math.min(to, from + PREVIEW_LINE_CHARS)).replace(/\r$/, ''));
      from = to + 1;
    }
  }
  return lines;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
