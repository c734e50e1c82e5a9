/** Starts the demo shop as a process of its own, so that it shares neither the engine's loop nor its memory. */
import { fork, type ChildProcess } from 'node:child_process';
import { AppError, ErrorCode } from '../../shared/errors.ts';

export interface RunningShop {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  stop(): void;
}

const SEED = 1;
const START_TIMEOUT_MS = 20_000;

/** @throws {AppError} `INTERNAL` when the shop does not come up. */
export async function startDemoShop(program: URL, pages: number): Promise<RunningShop> {
  const child = fork(program, [`--pages=${pages}`, `--seed=${SEED}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Ctrl-C goes to every process of the terminal's group. In a group of its own the shop
    // outlives it, and what is in flight can be settled. It ends when the channel closes.
    detached: true,
  });
  try {
    const origin = await whenListening(child);
    // Neither the process nor its channel may keep a finished command alive.
    child.unref();
    child.channel?.unref();
    return { origin, stop: () => void child.kill() };
  } catch (error) {
    child.kill();
    throw error;
  }
}

function whenListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: string): void => {
      clearTimeout(timer);
      reject(new AppError(ErrorCode.Internal, `The demo shop did not start: ${cause}.`));
    };
    const timer = setTimeout(
      () => fail(`no sign of life after ${START_TIMEOUT_MS / 1000} s`),
      START_TIMEOUT_MS,
    );
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with status ${code ?? 'of a signal'}`));
    child.on('message', (message: unknown) => {
      const origin = originOf(message);
      if (origin === null) return;
      clearTimeout(timer);
      resolve(origin);
    });
  });
}

function originOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null;
  if (!('type' in message) || message.type !== 'listening') return null;
  return 'origin' in message && typeof message.origin === 'string' ? message.origin : null;
}
