/**
 * The program's standard output and standard error. A reader that went away (`| head`)
 * is not a failure of the run: what is written after that is dropped, and the run goes on.
 */

export interface TextSink {
  /** True when a person is looking at it, so that a line can be drawn again in place. */
  readonly isTerminal: boolean;
  /** Width in characters; changes when the window is resized. */
  readonly columns: number;
  write(text: string): void;
}

/** The part of `process.stdout` that is used here. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

const DEFAULT_COLUMNS = 80;

export class Output implements TextSink {
  readonly #stream: OutputStream;
  #isGone = false;
  #failure: Error | null = null;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#isGone = true;
      if (error.code !== 'EPIPE') this.#failure ??= error;
    });
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number {
    return this.#stream.columns ?? DEFAULT_COLUMNS;
  }

  /** Set when text was lost although the reader wanted it: a full disk behind `> file`. */
  get failure(): Error | null {
    return this.#failure;
  }

  write(text: string): void {
    if (!this.#isGone) this.#stream.write(text);
  }

  /** Resolves when everything written has left the process, or never will. */
  async flush(): Promise<void> {
    if (this.#isGone) return;
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve());
    });
  }
}
