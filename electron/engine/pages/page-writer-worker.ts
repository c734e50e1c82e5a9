/** Entry of the worker thread that compresses and writes pages, so that none of it holds up the engine's loop. */
import { parentPort, workerData } from 'node:worker_threads';
import type { KeptPage } from './kept-page.ts';
import type { WriteCall, WriteReply } from './page-backend.ts';
import { PageWriter, type PagePlaces } from './page-writer.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
// The engine starts this worker with these.
const writer = new PageWriter(workerData as PagePlaces);

function answer({ pages }: WriteCall): readonly KeptPage[] {
  if (pages !== null) return writer.write(pages);
  writer.close();
  return [];
}

function replyTo(call: WriteCall): WriteReply {
  try {
    return { ok: true, kept: answer(call) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { ok: false, message: error instanceof Error ? error.message : String(error), code };
  }
}

port.on('message', (call: WriteCall) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(replyTo(call));
});
