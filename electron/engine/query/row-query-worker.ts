/** Entry of the worker thread that answers row queries, so that none of them holds up the engine's loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { RowQueries } from './row-queries.ts';
import type { WorkerCall, WorkerCallMessage, WorkerReply, WorkerStart } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
// The engine starts this worker with these.
const { path, firstViewId } = workerData as WorkerStart;
let opened: RowQueries | null = null;
const exports = new Map<number, { readonly controller: AbortController; readonly done: Promise<unknown> }>();

function reply(message: WorkerReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port!.postMessage(message);
}

async function answer(id: number, call: WorkerCall): Promise<unknown> {
  if (call.name === 'cancel') {
    exports.get(call.callId)?.controller.abort();
    return null;
  }
  if (call.name === 'close') {
    for (const { controller } of exports.values()) controller.abort();
    // So that none leaves half a file behind.
    await Promise.allSettled([...exports.values()].map(({ done }) => done));
    await opened?.close();
    port!.close();
    return null;
  }
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
    case 'export': {
      const controller = new AbortController();
      const done = queries.export({
        path: call.path,
        options: call.options,
        signal: controller.signal,
        onProgress: (rowsDone, rowsTotal) => reply({ id, kind: 'progress', rowsDone, rowsTotal }),
      });
      exports.set(id, { controller, done });
      try {
        return await done;
      } finally {
        exports.delete(id);
      }
    }
  }
}

port.on('message', ({ id, call }: WorkerCallMessage) => {
  answer(id, call).then(
    (value) => reply({ id, kind: 'value', value }),
    (error: unknown) =>
      reply({
        id,
        kind: 'error',
        error: AppError.toWire(error),
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
