/** One worker thread that answers calls, and what it owes. */
import type { Worker } from 'node:worker_threads';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ControlCall, WorkerCall, WorkerReply } from './worker-messages.ts';

type OnProgress = (rowsDone: number, rowsTotal: number) => void;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: OnProgress | null;
}

export class QueryWorker<Call = WorkerCall> {
  readonly #worker: Worker;
  readonly #onLost: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #lostBy: Error | null = null;

  /** @param onLost The worker died; what it was asked has failed, or is about to. */
  constructor(worker: Worker, onLost: () => void) {
    this.#worker = worker;
    this.#onLost = onLost;
    worker.on('message', (reply: WorkerReply) => this.#received(reply));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error('The query worker ended.')));
  }

  /** @param signal Cancels the call, which then fails as the worker says. */
  call<Value>(
    call: Call,
    options: { readonly onProgress?: OnProgress; readonly signal?: AbortSignal } = {},
  ): Promise<Value> {
    const { onProgress = null, signal } = options;
    const id = this.#nextId;
    const answered = this.#ask<Value>(call, onProgress);
    if (signal === undefined) return answered;
    const cancel = (): void => void this.#ask({ name: 'cancel', callId: id }, null).catch(() => undefined);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return answered.finally(() => signal.removeEventListener('abort', cancel));
  }

  /** Lets it finish what it does with the file, then ends it. Never rejects. */
  async close(): Promise<void> {
    await this.#ask({ name: 'close' }, null).catch(() => undefined);
    await this.#worker.terminate();
  }

  #ask<Value>(call: Call | ControlCall, onProgress: OnProgress | null): Promise<Value> {
    if (this.#lostBy !== null) return Promise.reject(this.#lostBy);
    const id = this.#nextId++;
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage({ id, call });
    });
  }

  #received(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.kind === 'progress') {
      waiting.onProgress?.(reply.rowsDone, reply.rowsTotal);
      return;
    }
    this.#waiting.delete(reply.id);
    // The worker answers each call with what RowQueryService promises for it.
    if (reply.kind === 'value') waiting.resolve(reply.value as never);
    else if (reply.error.code === ErrorCode.Internal) waiting.reject(new Error(reply.detail));
    else waiting.reject(AppError.fromWire(reply.error));
  }

  /** An error is followed by an exit. */
  #lose(error: Error): void {
    if (this.#lostBy !== null) return;
    this.#lostBy = error;
    this.#onLost();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
