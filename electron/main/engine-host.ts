/**
 * Runs the engine process: asks it by id, hands on its events, and starts it again
 * when it ends unexpectedly; a run that was going then goes on. A crash of the engine
 * must never take the window along, and nobody may wait for an answer that cannot come.
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

/** It is started again three times within {@link CRASH_WINDOW_MS}; at the next crash it stays down. */
const MAX_CRASHES = 4;
const CRASH_WINDOW_MS = 60_000;
/** How long a shutdown may take before the process is ended by force. */
export const SHUTDOWN_MAX_MS = 5000;

/** What only a user asks for. It starts an engine again that was given up; what the window asks by itself must not. */
const STARTS_AGAIN: ReadonlySet<EngineRequestName> = new Set<EngineRequestName>([
  'text.begin',
  'import.run',
  'run.start',
  'run.again',
  'run.open',
  'run.openExport',
  'run.resume',
  'run.retryFailed',
  'export.run',
]);

/** Why an engine had to be started again. */
export type EngineEnd = 'crashed' | 'silent' | 'given_up';

export interface OpenRun {
  readonly path: string;
  /** It was fetching, so it goes on by itself when the engine is back. */
  readonly isGoing: boolean;
}

export interface EngineRestart {
  readonly after: EngineEnd;
  /** As it is now: opened again, and going on if it was going. */
  readonly run: RunSnapshot | null;
  /** Why the run could not be opened, or does not go on. */
  readonly error: AppError | null;
}

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
  /** The run that is open, to be opened again after a crash. */
  readonly openRun: () => OpenRun | null;
  /** It ended and nobody asked it to. What comes of it is told by one of the next two. */
  readonly onEnded: () => void;
  readonly onRestarted: (restart: EngineRestart) => void;
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
  #crashes = new CrashBudget(MAX_CRASHES, CRASH_WINDOW_MS);
  #process: ChildProcess | null = null;
  /** Set while a new engine opens the run of the one before it. */
  #reopening: Promise<void> | null = null;
  #end: EngineEnd = 'crashed';
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

  /** A run is being opened in a new engine, which may take long. */
  get isReopening(): boolean {
    return this.#reopening !== null;
  }

  /** Fails with what the engine answered, or `ENGINE_GONE` when it ends before it answers. */
  request<Name extends EngineRequestName>(
    name: Name,
    input: EngineRequests[Name]['input'],
  ): Promise<EngineRequests[Name]['output']> {
    if (this.#closing === null && this.#process === null && STARTS_AGAIN.has(name)) this.#startAgain();
    return this.#whenReopened(name, input);
  }

  #whenReopened<Name extends EngineRequestName>(
    name: Name,
    input: EngineRequests[Name]['input'],
  ): Promise<EngineRequests[Name]['output']> {
    // A request about the run must not reach a new engine that has not opened it yet.
    if (this.#reopening !== null) return this.#reopening.then(() => this.#whenReopened(name, input));
    const child = this.#process;
    if (child === null || this.#closing !== null) return Promise.reject(engineGone());
    return this.#send(child, name, input);
  }

  /** Ends an engine that does not answer any more; it is started again as after a crash. */
  endSilent(): void {
    if (this.#closing !== null) return;
    this.#end = 'silent';
    this.#process?.kill();
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

    const after = this.#end;
    this.#end = 'crashed';
    const what = after === 'silent' ? 'was ended because it did not answer' : 'ended unexpectedly';
    this.#options.report(new Error(`The engine ${what} (exit code ${exitCode}).`));
    this.#options.onEnded();
    if (!this.#crashes.admit(this.#nowMs())) {
      this.#reopening = null;
      this.#options.onGivenUp();
      return;
    }
    this.#fork();
    this.#beginReopening(after);
  }

  /** The user asks for it, so the crashes up to now do not count. */
  #startAgain(): void {
    this.#crashes = new CrashBudget(MAX_CRASHES, CRASH_WINDOW_MS);
    this.#fork();
    this.#beginReopening('given_up');
  }

  #beginReopening(after: EngineEnd): void {
    const reopening = this.#reopen(after, this.#options.openRun()).finally(() => {
      // A crash meanwhile has begun another one.
      if (this.#reopening === reopening) this.#reopening = null;
    });
    this.#reopening = reopening;
  }

  /** Never rejects. */
  async #reopen(after: EngineEnd, open: OpenRun | null): Promise<void> {
    const child = this.#process;
    if (open === null || child === null) return this.#options.onRestarted({ after, run: null, error: null });
    let run: RunSnapshot | null = null;
    try {
      run = await this.#send(child, 'run.open', { path: open.path });
      if (open.isGoing && run.state !== 'finished')
        run = await this.#send(child, 'run.resume', { options: {} });
      this.#options.onRestarted({ after, run, error: null });
    } catch (error) {
      // When this process ended as well, its own restart tells what became of the run.
      if (child !== this.#process || this.#closing !== null) return;
      const known = error instanceof AppError ? error : AppError.fromWire(AppError.toWire(error));
      this.#options.onRestarted({ after, run, error: known });
    }
  }
}

function engineGone(): AppError {
  return new AppError(ErrorCode.EngineGone, 'The engine stopped before it answered.', {
    advice: 'Nothing that was settled is lost. Try again; if it keeps happening, close and open Gleaner.',
  });
}
