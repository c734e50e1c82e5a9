/**
 * Text in pieces -> the lines of a list. Ends of lines may be LF, CRLF or CR, mixed.
 *
 * Blank lines and lines that begin with `#` are passed over, yet they count in the line
 * numbers, which are those that a text editor shows. A line longer than
 * {@link LINE_CAP_LENGTH} is never held whole: its beginning is kept, the rest is read and
 * dropped, and it is reported once as too long.
 */
import { trimEdges } from './url-line.ts';

/** Twice the longest URL, so that padding around a long but valid URL does no harm. In characters. */
export const LINE_CAP_LENGTH = 16_384;

export type OnTextLine = (line: number, text: string, isTooLong: boolean) => void;

export class TextLineSplitter {
  readonly #onLine: OnTextLine;
  #carry = '';
  #isDropping = false;
  #skipsLineFeed = false;
  #line = 0;

  constructor(onLine: OnTextLine) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    let start = 0;
    // A CR that ended the last piece has ended its line already; the LF belongs to it.
    if (this.#skipsLineFeed && text !== '') {
      if (text.charCodeAt(0) === 10) start = 1;
      this.#skipsLineFeed = false;
    }
    let lineFeedAt = text.indexOf('\n', start);
    let returnAt = text.indexOf('\r', start);
    while (lineFeedAt !== -1 || returnAt !== -1) {
      const isReturn = returnAt !== -1 && (lineFeedAt === -1 || returnAt < lineFeedAt);
      const end = isReturn ? returnAt : lineFeedAt;
      this.#emit(text.slice(start, end));
      start = end + 1;
      if (isReturn && start === text.length) this.#skipsLineFeed = true;
      if (isReturn && lineFeedAt === start) start++;
      if (lineFeedAt !== -1 && lineFeedAt < start) lineFeedAt = text.indexOf('\n', start);
      if (returnAt !== -1 && returnAt < start) returnAt = text.indexOf('\r', start);
    }
    this.#keep(text.slice(start));
  }

  /** Reports a last line that has no line end. */
  end(): void {
    if (this.#carry !== '') this.#emit('');
  }

  #keep(rest: string): void {
    if (this.#isDropping) return;
    this.#carry += rest;
    if (this.#carry.length <= LINE_CAP_LENGTH) return;
    this.#carry = this.#carry.slice(0, LINE_CAP_LENGTH);
    this.#isDropping = true;
  }

  #emit(rest: string): void {
    const text = this.#isDropping || this.#carry === '' ? this.#carry || rest : this.#carry + rest;
    const isTooLong = this.#isDropping || text.length > LINE_CAP_LENGTH;
    this.#carry = '';
    this.#isDropping = false;
    this.#line++;
    const trimmed = trimEdges(text);
    if (trimmed !== '' && trimmed.charCodeAt(0) !== 35 /* # */) this.#onLine(this.#line, text, isTooLong);
  }
}
