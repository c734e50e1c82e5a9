/** The engine's side of the query worker. */
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
import type { WorkerCall, WorkerCallMessage, WorkerReply } from './worker-messages.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'row-query-worker.js';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((rowsDone: number, rowsTotal: number) => void) | null;
}

export class WorkerRowQueries implements RowQueryService {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #isClosed = false;

  constructor(path: string) {
    this.#worker = new Worker(new URL(WORKER_FILE, import.meta.url), { workerData: { path } });
    this.#worker.on('message', (reply: WorkerReply) => this.#received(reply));
    this.#worker.on('error', (error) => this.#failAll(error));
    this.#worker.on('exit', () => this.#failAll(new Error('The query worker ended.')));
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
    await this.#call<null>({ name: 'close' }).catch(() => undefined);
    this.#isClosed = true;
    await this.#worker.terminate();
  }

  #call<Value>(call: WorkerCall, onProgress: Waiting['onProgress'] = null): Promise<Value> {
    if (this.#isClosed) return Promise.reject(new AppError(ErrorCode.WrongState, 'The run is closed.'));
    const id = this.#nextId++;
    const message: WorkerCallMessage = { id, call };
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage(message);
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

  #failAll(error: Error): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
