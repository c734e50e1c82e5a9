/** Ways to write pages: in this thread, for tests and tools, or in a worker thread. */
import { Worker } from 'node:worker_threads';
import type { KeptPage, PageToKeep } from './kept-page.ts';
import type { PageBackend } from './page-store.ts';
import { PageWriter, type PagePlaces } from './page-writer.ts';

export type OpenBackend = (places: PagePlaces) => PageBackend;

/** In turns of their own, so that a run sees no difference but the time that it takes. */
export function openBackendHere(places: PagePlaces): PageBackend {
  const writer = new PageWriter(places);
  return {
    write: async (pages) => writer.write(pages),
    close: async () => writer.close(),
  };
}

export interface WriteCall {
  /** `null`: close. */
  readonly pages: readonly PageToKeep[] | null;
}

export type WriteReply =
  | { readonly ok: true; readonly kept: readonly KeptPage[] }
  /** `code`: of the system's error. */
  | { readonly ok: false; readonly message: string; readonly code: string | null };

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'page-writer-worker.js';

export function openBackendWorker(places: PagePlaces): PageBackend {
  return new WorkerBackend(places);
}

/** A worker that died fails what it had; the next batch starts another one. */
class WorkerBackend implements PageBackend {
  #places: PagePlaces;
  #worker: Worker | null = null;
  #waiting: { resolve: (kept: readonly KeptPage[]) => void; reject: (error: Error) => void } | null = null;

  constructor(places: PagePlaces) {
    this.#places = places;
  }

  async write(pages: readonly PageToKeep[]): Promise<readonly KeptPage[]> {
    const kept = await this.#call(pages);
    const last = kept.findLast((page) => page.store === 'warc');
    if (last !== undefined) this.#places = { ...this.#places, warcEnd: last.place + last.length };
    return kept;
  }

  async close(): Promise<void> {
    if (this.#worker === null) return;
    await this.#call(null);
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #call(pages: WriteCall['pages']): Promise<readonly KeptPage[]> {
    const worker = (this.#worker ??= this.#start());
    const call: WriteCall = { pages };
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(call);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { workerData: this.#places });
    worker.on('message', (reply: WriteReply) => this.#received(reply));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('The page writer ended.')));
    return worker;
  }

  #received(reply: WriteReply): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (reply.ok) waiting?.resolve(reply.kept);
    else waiting?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
  }

  /** An error is followed by an exit, when another worker may be there already. */
  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
  }
}
