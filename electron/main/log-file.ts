/** Appends to a log file that stays small: full, it becomes `.old` and a new one begins. */
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redactSecrets } from './redact.ts';

export interface LogFileOptions {
  readonly path: string;
  /** Size at which a new file begins. Default 1 MB; two files are kept. */
  readonly maxBytes?: number;
  readonly now?: () => Date;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;

export class LogFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #now: () => Date;
  /** One writer at a time, so that lines stay in order and a file is renamed once. */
  #queue: Promise<void> = Promise.resolve();

  constructor({ path, maxBytes = DEFAULT_MAX_BYTES, now = () => new Date() }: LogFileOptions) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  error(error: unknown): void {
    this.#append('error', describeError(error));
  }

  /** What another process printed. */
  output(source: string, text: string): void {
    this.#append(source, text.trimEnd());
  }

  /** Resolves when everything up to now is written. */
  flush(): Promise<void> {
    return this.#queue;
  }

  #append(source: string, text: string): void {
    const line = `${this.#now().toISOString()} ${source} ${redactSecrets(text)}\n`;
    // A log that cannot be written must not become an error of its own.
    this.#queue = this.#queue.then(() => this.#write(line)).catch(() => undefined);
  }

  async #write(line: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const size = await stat(this.#path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size > 0 && size + line.length > this.#maxBytes) await rename(this.#path, `${this.#path}.old`);
    await appendFile(this.#path, line);
  }
}

/** The stack, with the stacks of its causes. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n  caused by ${describeError(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}
