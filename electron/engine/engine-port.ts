/** Answers the requests that come over a port with an engine's handlers. */
import { AppError } from '../../shared/errors.ts';
import type { EngineReplyMessage, EngineRequestMessage } from '../../shared/ipc/engine-api.ts';
import type { Engine } from './engine.ts';

export interface EnginePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * @param exit Ends the process: 0 after `engine.shutdown` and when the other end is
 *   gone. It is called at most once.
 */
export function serveEngine(engine: Engine, port: EnginePort, exit: (exitCode: number) => void): void {
  let isEnding = false;

  async function end(): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    try {
      await engine.dispose();
      exit(0);
    } catch (error) {
      logError(error);
      exit(1);
    }
  }

  async function answer(message: EngineRequestMessage): Promise<EngineReplyMessage> {
    const { id, name, input } = message;
    try {
      if (!Object.hasOwn(engine.handlers, name)) throw new Error(`Unknown engine request ${String(name)}.`);
      // The handler of a name takes that name's input, which main has validated.
      const handler = engine.handlers[name] as (value: unknown) => unknown;
      return { id, ok: true, value: await handler(input) };
    } catch (error) {
      if (!(error instanceof AppError)) logError(error);
      return { id, ok: false, error: AppError.toWire(error) };
    }
  }

  port.on('message', ({ data }) => {
    // Main is the only one at the other end, compiled against the same types.
    const message = data as EngineRequestMessage;
    void answer(message).then((reply) => {
      port.postMessage(reply);
      if (message.name === 'engine.shutdown') void end();
    });
  });
  port.on('close', () => void end());
}

function logError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
