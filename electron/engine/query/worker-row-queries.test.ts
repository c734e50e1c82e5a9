import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowExport } from '../export/export-run.ts';
import type { WorkerStart } from './worker-messages.ts';
import { WorkerRowQueries } from './worker-row-queries.ts';

/** Speaks as the real worker does, and dies of what it is told to. */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
let viewId = workerData.firstViewId;
const views = new Set();
parentPort.on('message', ({ id, call }) => {
  const answer = (value) => parentPort.postMessage({ id, kind: 'value', value });
  if (call.name === 'view') { views.add(viewId); answer({ viewId: viewId++, count: 7 }); }
  else if (call.name === 'read' && views.has(call.viewId)) answer(['row of ' + call.viewId]);
  else if (call.name === 'read') parentPort.postMessage({ id, kind: 'error', detail: '',
    error: { code: 'NOT_FOUND', message: 'This view is no longer there.', advice: '' } });
  else if (call.name === 'detail' && call.rowId === 13) throw new Error('out of luck');
  else if (call.name === 'detail' && call.rowId === 14) process.exit(1);
  else if (call.name === 'export' && call.path === 'dies') process.exit(1);
  else if (call.name === 'export' && call.path === 'waits') {
    parentPort.postMessage({ id, kind: 'progress', rowsDone: 0, rowsTotal: 5 });
  } else if (call.name === 'cancel') {
    parentPort.postMessage({ id: call.callId, kind: 'error', detail: '',
      error: { code: 'CANCELLED', message: 'The export was cancelled.', advice: '' } });
    answer(null);
  }
  else if (call.name === 'close') { answer(null); parentPort.close(); }
});`;
const ALL = { outcome: 'all', code: null, search: '' } as const;
const BY_LINE = { column: 'line', direction: 'asc' } as const;

let started: Worker[];
let queries: WorkerRowQueries;

beforeEach(() => {
  started = [];
  queries = new WorkerRowQueries('list.gleaner', (workerData: WorkerStart) => {
    const worker = new Worker(WORKER, { eval: true, workerData, stderr: true });
    started.push(worker);
    return worker;
  });
});
afterEach(() => queries.close());

describe('a query worker that dies', () => {
  it.each([
    ['of an error', 13, 'out of luck'],
    ['without a word', 14, 'The query worker ended.'],
  ])(
    '%s fails what it was asked, all of it, and the next call has another one',
    async (_how, rowId, message) => {
      const { viewId } = await queries.view(ALL, BY_LINE);
      const asked = [queries.detail(rowId), queries.read(viewId, 0, 1)];

      const [first, second] = await Promise.allSettled(asked);
      const next = await queries.view(ALL, BY_LINE);

      expect(first).toMatchObject({ status: 'rejected', reason: { message } });
      expect(second).toMatchObject({ status: 'rejected' });
      expect(started).toHaveLength(2);
      expect(await queries.read(next.viewId, 0, 1)).toEqual([`row of ${next.viewId}`]);
    },
  );

  it('takes its views along: another one of the same number is not shown in place of them', async () => {
    const { viewId } = await queries.view(ALL, BY_LINE);
    await queries.detail(13).catch(() => undefined);
    await queries.view(ALL, BY_LINE);

    await expect(queries.read(viewId, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('has no successor when the run is closed', async () => {
    await queries.view(ALL, BY_LINE);
    await queries.close();

    await expect(queries.view(ALL, BY_LINE)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(started).toHaveLength(1);
  });
});

function request(path: string, change: Partial<RowExport> = {}): RowExport {
  return {
    path,
    options: {
      format: 'csv',
      rows: { kind: 'filter', filter: ALL },
      columns: null,
      hasOriginals: false,
    },
    onProgress: () => {},
    signal: new AbortController().signal,
    ...change,
  };
}

describe('an export', () => {
  it('has a worker of its own, which takes no view along when it dies', async () => {
    const { viewId } = await queries.view(ALL, BY_LINE);

    await expect(queries.export(request('dies'))).rejects.toThrow('The query worker ended.');

    expect(started).toHaveLength(2);
    expect(await queries.read(viewId, 0, 1)).toEqual([`row of ${viewId}`]);
  });

  it('is cancelled by its signal, and its worker ends', async () => {
    const controller = new AbortController();
    const exporting = queries.export(
      request('waits', { signal: controller.signal, onProgress: () => controller.abort() }),
    );

    await expect(exporting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(started[0]!.threadId).toBe(-1);
  });
});

it('starts no worker for a run that nobody looks at', async () => {
  await queries.close();

  expect(started).toHaveLength(0);
});
