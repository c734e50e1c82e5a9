/**
 * The engine's side of the query worker. A worker that died (out of memory while sorting, say)
 * fails the calls that it had, and the next call starts another one; its views are gone with it.
 */
import { Worker } from 'node:worker_threads';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type {
  HostDetail,
  HostPage,
  ResultRow,
  RowDetail,
  RowFilter,
  RowSort,
  RowView,
} from '../../../shared/rows.ts';
import type { ExportResult } from '../../../shared/run.ts';
import type { RowExport, RowQueryService } from './row-queries.ts';
import type { WorkerCall, WorkerCallMessage, WorkerReply, WorkerStart } from './worker-messages.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'row-query-worker.js';
/** More views than anybody opens while one worker lives. */
const VIEW_IDS_PER_WORKER = 1_000_000_000;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((rowsDone: number, rowsTotal: number) => void) | null;
}

export class WorkerRowQueries implements RowQueryService {
  readonly #path: string;
  readonly #startWorker: (start: WorkerStart) => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #workersStarted = 0;
  #nextId = 0;
  #isClosed = false;

  /** @param startWorker For tests. */
  constructor(path: string, startWorker: (start: WorkerStart) => Worker = startQueryWorker) {
    this.#path = path;
    this.#startWorker = startWorker;
  }

  view(filter: RowFilter, sort: RowSort): Promise<RowView> {
    return this.#call({ name: 'view', filter, sort });
  }

  read(viewId: number, from: number, count: number): Promise<readonly ResultRow[]> {
    return this.#call({ name: 'read', viewId, from, count });
  }

  detail(rowId: number): Promise<RowDetail> {
    return this.#call({ name: 'detail', rowId });
  }

  hosts(search: string, from: number, count: number): Promise<HostPage> {
    return this.#call({ name: 'hosts', search, from, count });
  }

  hostDetail(hostId: number): Promise<HostDetail> {
    return this.#call({ name: 'hostDetail', hostId });
  }

  export({ path, options, onProgress, signal }: RowExport): Promise<ExportResult> {
    const callId = this.#nextId;
    const cancel = () => void this.#call<null>({ name: 'cancel', callId }).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    return this.#call<ExportResult>({ name: 'export', path, options }, onProgress).finally(() =>
      signal.removeEventListener('abort', cancel),
    );
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const worker = this.#worker;
    if (worker !== null) await this.#call<null>({ name: 'close' }).catch(() => undefined);
    this.#isClosed = true;
    await worker?.terminate();
  }

  #call<Value>(call: WorkerCall, onProgress: Waiting['onProgress'] = null): Promise<Value> {
    if (this.#isClosed) return Promise.reject(new AppError(ErrorCode.WrongState, 'The run is closed.'));
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    const message: WorkerCallMessage = { id, call };
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(message);
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

  #start(): Worker {
    const firstViewId = this.#workersStarted++ * VIEW_IDS_PER_WORKER;
    const worker = this.#startWorker({ path: this.#path, firstViewId });
    worker.on('message', (reply: WorkerReply) => this.#received(reply));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('The query worker ended.')));
    return worker;
  }

  /** An error is followed by an exit, when another worker may be there already. */
  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function startQueryWorker(workerData: WorkerStart): Worker {
  return new Worker(new URL(WORKER_FILE, import.meta.url), { workerData });
}
