/** The counting server as the tests see it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';

const PROGRAM = join(import.meta.dirname, 'counting-server.mjs');

type Question = { readonly kind: 'counts' } | { readonly kind: 'mark'; readonly afterRequests: number };

interface Answer {
  readonly id: number;
  readonly origin?: string;
  readonly counts?: Uint16Array;
}

export class CountingSite {
  readonly pages: number;
  readonly origin: string;
  readonly #process: ChildProcess;
  #lastId = 0;

  private constructor(process: ChildProcess, pages: number, origin: string) {
    this.#process = process;
    this.pages = pages;
    this.origin = origin;
  }

  static async start(pages: number): Promise<CountingSite> {
    // Typed arrays survive only the advanced serialisation.
    const process = fork(PROGRAM, [String(pages)], { serialization: 'advanced' });
    const { origin = '' } = await answerTo(process, 0);
    return new CountingSite(process, pages, origin);
  }

  /** All pages, one address a line. */
  list(): string {
    return Array.from({ length: this.pages }, (_, index) => `${this.origin}/${index + 1}\n`).join('');
  }

  /** Requests so far, by row (from 0, as the run file numbers them). */
  async requestsByRow(): Promise<Uint16Array> {
    const { counts = new Uint16Array() } = await this.#ask({ kind: 'counts' });
    return counts.subarray(1);
  }

  /** Resolves when `count` more requests have arrived. */
  async asked(count: number): Promise<void> {
    await this.#ask({ kind: 'mark', afterRequests: count });
  }

  stop(): void {
    this.#process.kill();
  }

  #ask(question: Question): Promise<Answer> {
    const id = ++this.#lastId;
    const answer = answerTo(this.#process, id);
    this.#process.send({ id, ...question });
    return answer;
  }
}

/** What the page of a row ends with. It follows from its number, here as in counting-server.mjs. */
export function expectedCode(rowId: number): OutcomeCode {
  return (rowId + 1) % 25 === 0 ? 'http.not_found' : 'ok';
}

export function isAnsweredWithAnErrorFirst(rowId: number): boolean {
  return (rowId + 1) % 100 === 51;
}

function answerTo(process: ChildProcess, id: number): Promise<Answer> {
  return new Promise((resolve) => {
    process.on('message', function listen(message) {
      // The only messages that it sends.
      const answer = message as Answer;
      if (answer.id !== id) return;
      process.off('message', listen);
      resolve(answer);
    });
  });
}
