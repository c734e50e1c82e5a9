/** The engine's side of the thread that reads kept pages. Answers come in the order of the calls. */
import { Worker } from 'node:worker_threads';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { ArrivedPage } from '../../pages/page-work.ts';
import type { KeptPages, PageBatch, PageCounts } from './kept-pages.ts';
import type { KeptPagesCall, KeptPagesReply } from './kept-pages-messages.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'kept-pages-worker.js';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerKeptPages implements KeptPages {
  readonly #path: string;
  #worker: Worker | null = null;
  #waiting: Waiting[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  count(): Promise<PageCounts> {
    return this.#call({ name: 'count' });
  }

  async samples(): Promise<readonly ArrivedPage[]> {
    return (await this.#call<readonly ArrivedPage[]>({ name: 'samples' })).map(withBuffer);
  }

  async read(rowId: number): Promise<ArrivedPage | null> {
    const page = await this.#call<ArrivedPage | null>({ name: 'read', rowId });
    return page === null ? null : withBuffer(page);
  }

  async batch(after: number): Promise<PageBatch> {
    const { pages, next } = await this.#call<PageBatch>({ name: 'batch', after });
    return { pages: pages.map(withBuffer), next };
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    await this.#call({ name: 'close' }).catch(() => undefined);
    this.#worker = null;
    await worker.terminate();
  }

  #call<Value>(call: KeptPagesCall): Promise<Value> {
    const worker = (this.#worker ??= this.#start());
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(call);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { workerData: this.#path });
    worker.on('message', (reply: KeptPagesReply) => this.#received(reply));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('The thread that reads kept pages ended.')));
    return worker;
  }

  #received(reply: KeptPagesReply): void {
    const waiting = this.#waiting.shift();
    // The worker answers each call with what KeptPages promises for it.
    if (reply.ok) waiting?.resolve(reply.value as never);
    else if (reply.error.code === ErrorCode.Internal) waiting?.reject(new Error(reply.detail));
    else waiting?.reject(AppError.fromWire(reply.error));
  }

  /** An error is followed by an exit, when another worker may be there already. */
  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** A buffer comes out of another thread as plain bytes. */
function withBuffer(page: ArrivedPage): ArrivedPage {
  const { buffer, byteOffset, byteLength } = page.body;
  return { ...page, body: Buffer.from(buffer, byteOffset, byteLength) };
}
