/**
 * Runs the engine process: asks it by id, hands on its events, and starts it again
 * when it ends unexpectedly. A crash of the engine must never take the window along,
 * and nobody may wait for an answer that cannot come.
 */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type {
  EngineEventMessage,
  EngineReplyMessage,
  EngineRequestMessage,
  EngineRequestName,
  EngineRequests,
} from '../../shared/ipc/engine-api.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { ChildProcess } from './child-process.ts';
import { CrashBudget } from './crash-budget.ts';

const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;
/** How long a shutdown may take before the process is ended by force. */
export const SHUTDOWN_MAX_MS = 5000;

/** What the handlers need of the engine. */
export interface EngineClient {
  request<Name extends EngineRequestName>(
    name: Name,
    input: EngineRequests[Name]['input'],
  ): Promise<EngineRequests[Name]['output']>;
}

export interface EngineHostOptions {
  readonly fork: () => ChildProcess;
  readonly onEvent: (message: EngineEventMessage) => void;
  /** The run file to open again after a crash, if one was open. */
  readonly openRunPath: () => string | null;
  /** `run`: opened again. `error`: why it could not be. Both `null` when none was open. */
  readonly onRestarted: (run: RunSnapshot | null, error: AppError | null) => void;
  /** It crashed too often and stays down. */
  readonly onGivenUp: () => void;
  readonly report: (error: unknown) => void;
  readonly nowMs?: () => number;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

export class EngineHost implements EngineClient {
  readonly #options: EngineHostOptions;
  readonly #nowMs: () => number;
  readonly #pending = new Map<number, Pending>();
  readonly #crashes = new CrashBudget(MAX_CRASHES, CRASH_WINDOW_MS);
  #process: ChildProcess | null = null;
  #nextId = 1;
  #closing: Promise<void> | null = null;
  #whenExited: () => void = () => undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  start(): void {
    if (this.#process === null && this.#closing === null) this.#fork();
  }

  /** Fails with what the engine answered, or `ENGINE_GONE` when it ends before it answers. */
  request<Name extends EngineRequestName>(
    name: Name,
    input: EngineRequests[Name]['input'],
  ): Promise<EngineRequests[Name]['output']> {
    const child = this.#process;
    if (child === null || this.#closing !== null) return Promise.reject(engineGone());
    return this.#send(child, name, input);
  }

  /** Asks the engine to settle what it can; ends it by force after {@link SHUTDOWN_MAX_MS}. Never rejects. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#shutdown();
    return this.#closing;
  }

  async #shutdown(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    const exited = new Promise<void>((resolve) => (this.#whenExited = resolve));
    // The end of the process is the answer; it may well come instead of a reply.
    this.#send(child, 'engine.shutdown', {}).catch(() => undefined);
    const timer = setTimeout(() => {
      this.#options.report(new Error(`The engine did not end within ${SHUTDOWN_MAX_MS} ms.`));
      child.kill();
    }, SHUTDOWN_MAX_MS);
    await exited;
    clearTimeout(timer);
  }

  #send<Name extends EngineRequestName>(
    child: ChildProcess,
    name: Name,
    input: EngineRequests[Name]['input'],
  ): Promise<EngineRequests[Name]['output']> {
    const id = this.#nextId++;
    const message: EngineRequestMessage = { id, name, input };
    return new Promise((resolve, reject) => {
      // The engine answers each name with its own type; see engine-api.ts.
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      child.send(message);
    });
  }

  #fork(): void {
    const child = this.#options.fork();
    this.#process = child;
    child.onMessage((message) => {
      // A process that was given up may still have messages on their way.
      if (child === this.#process) this.#receive(message);
    });
    child.onExit((exitCode) => {
      if (child === this.#process) this.#exited(exitCode);
    });
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    // Our own engine, compiled against the same types.
    if ('event' in message) return this.#options.onEvent(message as EngineEventMessage);
    const reply = message as EngineReplyMessage;
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    if (reply.ok) pending.resolve(reply.value);
    else pending.reject(AppError.fromWire(reply.error));
  }

  #exited(exitCode: number): void {
    this.#process = null;
    const orphans = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of orphans) pending.reject(engineGone());
    if (this.#closing !== null) return this.#whenExited();

    this.#options.report(new Error(`The engine ended unexpectedly (exit code ${exitCode}).`));
    if (!this.#crashes.admit(this.#nowMs())) return this.#options.onGivenUp();
    this.#fork();
    void this.#reopen(this.#options.openRunPath());
  }

  async #reopen(path: string | null): Promise<void> {
    if (path === null) return this.#options.onRestarted(null, null);
    const child = this.#process;
    try {
      const run = await this.request('run.open', { path });
      this.#options.onRestarted(run, null);
    } catch (error) {
      // When this process ended as well, its own restart tells what became of the run.
      if (child !== this.#process || this.#closing !== null) return;
      const known = error instanceof AppError ? error : new AppError(ErrorCode.Internal, 'Unexpected error.');
      this.#options.onRestarted(null, known);
    }
  }
}

function engineGone(): AppError {
  return new AppError(ErrorCode.EngineGone, 'The engine stopped before it answered.', {
    advice: 'Nothing that was settled is lost. Try again; if it keeps happening, close and open Gleaner.',
  });
}
