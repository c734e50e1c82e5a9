/**
 * The engine's side of the query workers. A worker that died (out of memory while sorting, say)
 * fails the calls that it had, and the next call starts another one; its views are gone with it.
 * Each export has a worker of its own, so that scrolling goes on while a large one is written.
 */
import { Worker } from 'node:worker_threads';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportColumn, ExportResult } from '../../../shared/export.ts';
import type {
  HostDetail,
  HostPage,
  PagePreview,
  ResultRow,
  RowDetail,
  RowFilter,
  RowSort,
  RowView,
} from '../../../shared/rows.ts';
import type { RowExport } from '../export/export-run.ts';
import { QueryWorker } from './query-worker.ts';
import type { RowQueryService } from './row-queries.ts';
import type { WorkerCall, WorkerStart } from './worker-messages.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'row-query-worker.js';
/** More views than anybody opens while one worker lives. */
const VIEW_IDS_PER_WORKER = 1_000_000_000;

export class WorkerRowQueries implements RowQueryService {
  readonly #path: string;
  readonly #startWorker: (start: WorkerStart) => Worker;
  readonly #exports = new Set<QueryWorker>();
  #worker: QueryWorker | null = null;
  #workersStarted = 0;
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

  preview(rowId: number): Promise<PagePreview | null> {
    return this.#call({ name: 'preview', rowId });
  }

  hosts(search: string, from: number, count: number): Promise<HostPage> {
    return this.#call({ name: 'hosts', search, from, count });
  }

  hostDetail(hostId: number): Promise<HostDetail> {
    return this.#call({ name: 'hostDetail', hostId });
  }

  exportColumns(): Promise<readonly ExportColumn[]> {
    return this.#call({ name: 'exportColumns' });
  }

  async export({ path, options, onProgress, signal }: RowExport): Promise<ExportResult> {
    if (this.#isClosed) throw closedError();
    const worker: QueryWorker = this.#start(() => this.#exports.delete(worker));
    this.#exports.add(worker);
    try {
      return await worker.call<ExportResult>({ name: 'export', path, options }, { onProgress, signal });
    } finally {
      this.#exports.delete(worker);
      await worker.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = null;
    await Promise.all([worker, ...this.#exports].map((one) => one?.close()));
  }

  #call<Value>(call: WorkerCall): Promise<Value> {
    if (this.#isClosed) return Promise.reject(closedError());
    this.#worker ??= this.#startForViews();
    return this.#worker.call<Value>(call);
  }

  #startForViews(): QueryWorker {
    const worker: QueryWorker = this.#start(() => {
      // Another one may be there already.
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  #start(onLost: () => void): QueryWorker {
    const firstViewId = this.#workersStarted++ * VIEW_IDS_PER_WORKER;
    return new QueryWorker(this.#startWorker({ path: this.#path, firstViewId }), onLost);
  }
}

function closedError(): AppError {
  return new AppError(ErrorCode.WrongState, 'The run is closed.');
}

function startQueryWorker(workerData: WorkerStart): Worker {
  return new Worker(new URL(WORKER_FILE, import.meta.url), { workerData });
}
