/** The worker's side of {@link QueryWorker}: answers calls, tells progress, cancels and closes. */
import type { MessagePort } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import type { ControlCall, WorkerCallMessage, WorkerReply } from './worker-messages.ts';

export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: (rowsDone: number, rowsTotal: number) => void;
}

export interface CallServer<Call> {
  answer(call: Call, context: CallContext): Promise<unknown>;
  close(): Promise<void>;
}

export function serveCalls<Call>(port: MessagePort, server: CallServer<Call>): void {
  const running = new Map<
    number,
    { readonly controller: AbortController; readonly done: Promise<unknown> }
  >();

  function reply(message: WorkerReply): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage(message);
  }

  async function close(): Promise<void> {
    for (const { controller } of running.values()) controller.abort();
    // So that none leaves half a file behind.
    await Promise.allSettled([...running.values()].map(({ done }) => done));
    await server.close();
  }

  async function run(id: number, call: Call): Promise<unknown> {
    const controller = new AbortController();
    const done = server.answer(call, {
      signal: controller.signal,
      onProgress: (rowsDone, rowsTotal) => reply({ id, kind: 'progress', rowsDone, rowsTotal }),
    });
    running.set(id, { controller, done });
    try {
      return await done;
    } finally {
      running.delete(id);
    }
  }

  function perform({ id, call }: WorkerCallMessage<Call>): Promise<unknown> {
    if (!isControl(call)) return run(id, call);
    if (call.name === 'close') return close().then(() => null);
    running.get(call.callId)?.controller.abort();
    return Promise.resolve(null);
  }

  port.on('message', (message: WorkerCallMessage<Call>) => {
    const isLast = isControl(message.call) && message.call.name === 'close';
    perform(message)
      .then(
        (value) => reply({ id: message.id, kind: 'value', value }),
        (error: unknown) =>
          reply({
            id: message.id,
            kind: 'error',
            error: AppError.toWire(error),
            detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }),
      )
      .finally(() => {
        if (isLast) port.close();
      });
  });
}

function isControl<Call>(call: WorkerCallMessage<Call>['call']): call is ControlCall {
  // Calls are objects with a name, and these two names are ours.
  const { name } = call as { readonly name?: unknown };
  return name === 'cancel' || name === 'close';
}
