/**
 * One command's dealings with the engine: import, fetch until the run ends or is
 * interrupted, export. It turns the engine's events into what the reporter tells, and a
 * signal into the fitting way to stop.
 */
import { randomUUID } from 'node:crypto';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ImportSummary } from '../../shared/list-import.ts';
import type {
  EngineEventName,
  EngineEvents,
  EngineHandlers,
  EngineRequests,
} from '../../shared/ipc/engine-api.ts';
import type { RunOptions } from '../../shared/options.ts';
import { holdWords, type HoldCode } from '../../shared/holds.ts';
import type { RunTotals } from '../../shared/progress.ts';
import type { ExportOptions, ExportResult } from '../../shared/run.ts';
import type { Engine } from '../engine/engine.ts';
import type { CliContext } from './context.ts';
import { InterruptedError, interruptible } from './interrupt.ts';
import type { Reporter } from './reporter.ts';

export interface RunEnd {
  readonly totals: RunTotals;
  readonly elapsedMs: number;
  /** Rows that this command settled; those of earlier rounds are not among them. */
  readonly settledRows: number;
  readonly isInterrupted: boolean;
}

/** A run that holds for a while (disk full) says so again and again; a log needs it less often. */
export const TROUBLE_NOTICE_INTERVAL_MS = 30_000;

export class Session {
  readonly #context: CliContext;
  readonly #reporter: Reporter;
  readonly #engine: Engine;
  readonly #finished: Promise<RunTotals>;
  #resolveFinished: (totals: RunTotals) => void = () => undefined;
  readonly #troubleNoticedAtMs = new Map<HoldCode, number>();

  constructor(context: CliContext, reporter: Reporter) {
    this.#context = context;
    this.#reporter = reporter;
    // Made before the run begins: a list of one refused host may be done before `begin` returns.
    this.#finished = new Promise((resolve) => {
      this.#resolveFinished = resolve;
    });
    this.#engine = context.createEngine({ emit: (name, payload) => this.#receive(name, payload) });
  }

  get handlers(): EngineHandlers {
    return this.#engine.handlers;
  }

  /** @throws {InterruptedError} Then nothing of the import is left. */
  async importList(input: Omit<EngineRequests['import.run']['input'], 'importId'>): Promise<ImportSummary> {
    const importId = randomUUID();
    return interruptible(
      this.#context.interrupt,
      () => this.handlers['import.run']({ ...input, importId }),
      () => this.handlers['import.cancel']({ importId }),
    );
  }

  /**
   * Starts an imported list and waits for its end.
   *
   * @throws {InterruptedError} When a signal came before the start; the draft is gone then.
   */
  async start({ draftId, rows }: ImportSummary, options: RunOptions): Promise<RunEnd> {
    let isStarted = false;
    try {
      if (this.#context.interrupt.aborted) throw new InterruptedError();
      const end = await this.fetch(async (handlers) => {
        await handlers['run.start']({ draftId, options });
        isStarted = true;
        return rows;
      });
      if (end === null) throw new AppError(ErrorCode.Internal, 'The run was not started.');
      return end;
    } catch (error) {
      // A draft that cannot be started is a file that nobody would ever find again.
      if (!isStarted) await this.#discard(draftId);
      throw error;
    }
  }

  /**
   * Calls `begin`, which sets the run going, and waits for its end. On a signal what is
   * in flight is settled or given back, so the run file can be resumed. One run a session.
   *
   * @param begin Returns how many rows are to be settled.
   * @returns `null` when there are none.
   */
  async fetch(begin: (handlers: EngineHandlers) => Promise<number>): Promise<RunEnd | null> {
    const { interrupt, nowMs } = this.#context;
    const startedAtMs = nowMs();
    const rows = await begin(this.handlers);
    if (rows === 0) return null;
    const endWith = (totals: RunTotals, isInterrupted: boolean): RunEnd => ({
      totals,
      elapsedMs: nowMs() - startedAtMs,
      settledRows: rows - totals.pending,
      isInterrupted,
    });

    const totals = await Promise.race([this.#finished, whenAborted(interrupt)]);
    if (totals !== null) return endWith(totals, false);

    this.#reporter.notice({
      code: 'interrupted',
      message: 'Interrupted: settling what is in flight.',
      advice: 'Ctrl-C again to quit at once.',
    });
    const stopped = await this.handlers['run.stop']({});
    return endWith(stopped.totals, true);
  }

  /** @throws {InterruptedError} Then nothing stands at `file` that was not there before. */
  async exportTo(file: string, options: ExportOptions): Promise<ExportResult> {
    const exportId = randomUUID();
    return interruptible(
      this.#context.interrupt,
      () => this.handlers['export.run']({ exportId, path: file, options }),
      () => this.handlers['export.cancel']({ exportId }),
    );
  }

  async dispose(): Promise<void> {
    await this.#engine.dispose();
  }

  /** Never fails: it runs on the way out of a failure, which is what the user must hear of. */
  async #discard(draftId: string): Promise<void> {
    try {
      await this.handlers['draft.discard']({ draftId });
    } catch {
      // The draft became a run file, or was never written.
    }
  }

  #receive<Name extends EngineEventName>(name: Name, payload: EngineEvents[Name]): void {
    // TypeScript does not narrow a payload by the name that came with it.
    const event = { name, payload } as {
      [One in EngineEventName]: { name: One; payload: EngineEvents[One] };
    }[EngineEventName];
    switch (event.name) {
      case 'run.progress': {
        const { seq } = event.payload;
        // Not within the engine's own call: it books the batch as sent when emit returns.
        queueMicrotask(() => void this.handlers['progress.ack']({ seq }));
        this.#reporter.progress(event.payload);
        break;
      }
      case 'run.finished':
        this.#resolveFinished(event.payload.totals);
        break;
      case 'run.trouble':
        this.#noticeTrouble(event.payload);
        break;
      case 'import.progress':
        this.#reporter.importing(event.payload);
        break;
      case 'export.progress':
        this.#reporter.exporting(event.payload);
        break;
    }
  }

  /** The engine tries again by itself, so all there is to do is to tell. */
  #noticeTrouble({ code, message }: EngineEvents['run.trouble']): void {
    const nowMs = this.#context.nowMs();
    const lastMs = this.#troubleNoticedAtMs.get(code) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - lastMs < TROUBLE_NOTICE_INTERVAL_MS) return;
    this.#troubleNoticedAtMs.set(code, nowMs);
    const { cause, advice } = holdWords(code);
    this.#reporter.notice({ code, message: `${cause}: ${message}`, advice: `The run waits. ${advice}` });
  }
}

/** For a run that was only opened: its numbers as they stand in the file. */
export function endAsFound(totals: RunTotals): RunEnd {
  return { totals, elapsedMs: 0, settledRows: 0, isInterrupted: false };
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
