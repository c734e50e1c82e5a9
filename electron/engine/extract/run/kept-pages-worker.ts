/** Entry of the thread that reads kept pages: finding, reading and unpacking one takes about a millisecond. */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../../shared/errors.ts';
import { KeptPagesHere } from './kept-pages.ts';
import type { KeptPagesCall, KeptPagesReply } from './kept-pages-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
// The engine starts this worker with the path.
const path = workerData as string;
let opened: KeptPagesHere | null = null;

async function answer(call: KeptPagesCall): Promise<unknown> {
  if (call.name === 'close') {
    await opened?.close();
    port!.close();
    return null;
  }
  // By a call, so that what is wrong with the file is told as the answer to one.
  const pages = (opened ??= new KeptPagesHere(path));
  switch (call.name) {
    case 'count':
      return pages.count();
    case 'samples':
      return pages.samples();
    case 'read':
      return pages.read(call.rowId);
    case 'batch':
      return pages.batch(call.after);
  }
}

function reply(message: KeptPagesReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port!.postMessage(message);
}

port.on('message', (call: KeptPagesCall) => {
  answer(call).then(
    (value) => reply({ ok: true, value }),
    (error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      reply({ ok: false, error: AppError.toWire(error), detail });
    },
  );
});
