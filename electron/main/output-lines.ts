/**
 * Puts what a process printed together line by line. It comes in pieces of any size, and
 * a secret that is cut in two would not be known for one in the log.
 */
import { StringDecoder } from 'node:string_decoder';

/** A line is handed on at this length even if it goes on, so that memory stays bounded. In UTF-16 units. */
export const LINE_MAX = 64 * 1024;

export class OutputLines {
  readonly #onLines: (text: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @param onLines Gets whole lines, as many as have come at once. */
  constructor(onLines: (text: string) => void) {
    this.#onLines = onLines;
  }

  write(chunk: Buffer): void {
    this.#rest += this.#decoder.write(chunk);
    const end = this.#rest.lastIndexOf('\n') + 1;
    if (end > 0) this.#handOn(end);
    if (this.#rest.length >= LINE_MAX) this.#handOn(this.#rest.length);
  }

  /** The stream has ended; what is left is a line as well. */
  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '') this.#handOn(this.#rest.length);
  }

  #handOn(end: number): void {
    const lines = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    this.#onLines(lines);
  }
}
