/** Entry of the worker thread that answers row queries, so that none of them holds up the engine's loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { RowQueries } from './row-queries.ts';
import { serveCalls, type CallContext } from './serve-calls.ts';
import type { WorkerCall, WorkerStart } from './worker-messages.ts';

if (parentPort === null) throw new Error('This file runs as a worker thread.');
// The engine starts this worker with these.
const { path, firstViewId } = workerData as WorkerStart;
let opened: RowQueries | null = null;

serveCalls<WorkerCall>(parentPort, {
  async answer(call: WorkerCall, { signal, onProgress }: CallContext): Promise<unknown> {
    // By a call, so that what is wrong with the file is told as the answer to one.
    const queries = (opened ??= new RowQueries(path, firstViewId));
    switch (call.name) {
      case 'view':
        return queries.view(call.filter, call.sort);
      case 'read':
        return queries.read(call.viewId, call.from, call.count);
      case 'detail':
        return queries.detail(call.rowId);
      case 'preview':
        return queries.preview(call.rowId);
      case 'hosts':
        return queries.hosts(call.search, call.from, call.count);
      case 'hostDetail':
        return queries.hostDetail(call.hostId);
      case 'exportColumns':
        return queries.exportColumns();
      case 'export':
        return queries.export({ path: call.path, options: call.options, signal, onProgress });
    }
  },
  async close() {
    await opened?.close();
  },
});
