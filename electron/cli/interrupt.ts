/**
 * Ctrl-C and its relatives. The first signal asks the command to settle what it can; the
 * second one ends the process at once, for when settling takes longer than the user will wait.
 */
import { ExitStatus } from './exit-status.ts';

export type InterruptSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const SIGNALS: readonly InterruptSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The part of `process` that is used here. */
export interface SignalSource {
  on(signal: InterruptSignal, listener: () => void): unknown;
  off(signal: InterruptSignal, listener: () => void): unknown;
}

/** Thrown by what was cancelled because of a signal. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

export class Interrupt {
  readonly #source: SignalSource;
  readonly #exitNow: (status: number) => void;
  readonly #controller = new AbortController();

  constructor(source: SignalSource, exitNow: (status: number) => void) {
    this.#source = source;
    this.#exitNow = exitNow;
    for (const signal of SIGNALS) source.on(signal, this.#receive);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    for (const signal of SIGNALS) this.#source.off(signal, this.#receive);
  }

  readonly #receive = (): void => {
    if (this.#controller.signal.aborted) this.#exitNow(ExitStatus.Interrupted);
    else this.#controller.abort();
  };
}

/**
 * Runs `work`; an abort calls `cancel` once and makes the failure that follows an
 * {@link InterruptedError}. Work that still succeeds counts as done.
 *
 * @throws {InterruptedError} Also when `signal` was aborted before `work` began.
 */
export async function interruptible<Value>(
  signal: AbortSignal,
  work: () => Value | Promise<Value>,
  cancel: () => unknown,
): Promise<Value> {
  if (signal.aborted) throw new InterruptedError();
  const onAbort = (): void => {
    // A refusal to cancel means that there was nothing left to cancel.
    void attempt(cancel).catch(() => undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('Interrupted.', { cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function attempt(action: () => unknown): Promise<void> {
  await action();
}
