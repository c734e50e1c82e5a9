/**
 * One command's dealings with the engine: import, fetch until the run ends or is
 * interrupted, export. It turns the engine's events into what the reporter tells, and a
 * signal into the fitting way to stop.
 */
import { randomUUID } from 'node:crypto';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { formatCountOf } from '../../shared/format.ts';
import type { ImportSummary } from '../../shared/list-import.ts';
import type {
  EngineEventName,
  EngineEvents,
  EngineHandlers,
  EngineRequests,
} from '../../shared/ipc/engine-api.ts';
import type { RunOptions } from '../../shared/options.ts';
import type { ExtractionResult } from '../../shared/recipe-work.ts';
import type { PhaseSummary, ProgressBatch, RobotsFigures, RunTotals } from '../../shared/progress.ts';
import type { ExportOptions, ExportResult } from '../../shared/export.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { systemClock } from '../engine/clock.ts';
import { THREADED_PAGE_TOOLS } from '../engine/run/threaded-page-tools.ts';
import type { Engine } from '../engine/engine.ts';
import { FileMemory } from '../engine/governor/host-memory-file.ts';
import type { CliContext } from './context.ts';
import { DeadlineNotices } from './deadline-notices.ts';
import { HoldNotices } from './hold-notices.ts';
import { InterruptedError, interruptible } from './interrupt.ts';
import { PausedHostNotices, pauseOf, type RunPause } from './pause-text.ts';
import type { Notice, Reporter } from './reporter.ts';

export interface RunEnd {
  readonly totals: RunTotals;
  readonly elapsedMs: number;
  /** Rows that this command settled; those of earlier rounds are not among them. */
  readonly settledRows: number;
  readonly isInterrupted: boolean;
  /** Set when the run paused itself with rows left. */
  readonly pause: RunPause | null;
  /** Over all attempts of the run; `null` when this command fetched nothing. */
  readonly phases: PhaseSummary | null;
  /** Absent when robots.txt was not looked at. */
  readonly robots?: RobotsFigures | null;
}

/** The totals of a finished run, or why it paused itself. */
type RunEnding = { readonly totals: RunTotals } | { readonly pause: RunPause };

export class Session {
  readonly #context: CliContext;
  readonly #reporter: Reporter;
  readonly #engine: Engine;
  readonly #ended: Promise<RunEnding>;
  #resolveEnded: (ending: RunEnding) => void = () => undefined;
  #lastBatch: ProgressBatch | null = null;
  readonly #holdNotices: HoldNotices;
  #deadlineNotices: DeadlineNotices | null = null;
  readonly #pausedHostNotices = new PausedHostNotices();

  constructor(context: CliContext, reporter: Reporter) {
    this.#context = context;
    this.#reporter = reporter;
    // Made before the run begins: a list of one refused host may be done before `begin` returns.
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#holdNotices = new HoldNotices(context.nowMs);
    const { hostsPath } = context;
    this.#engine = context.createEngine({
      emit: (name, payload) => this.#receive(name, payload),
      pageTools: THREADED_PAGE_TOOLS,
      ...(hostsPath === null ? {} : { hostMemory: this.#openMemory(hostsPath) }),
    });
  }

  #openMemory(path: string): FileMemory {
    const report = (message: string): void =>
      this.#reporter.notice({ code: 'host_memory', message, advice: '' });
    return new FileMemory({ path, clock: systemClock, report });
  }

  get handlers(): EngineHandlers {
    return this.#engine.handlers;
  }

  /** @param deadlineAtMs Wall-clock time in epoch milliseconds. */
  finishBy(deadlineAtMs: number): void {
    this.#deadlineNotices = new DeadlineNotices({ deadlineAtMs, wallNowMs: Date.now });
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
   * Makes a run file out of an earlier export.
   *
   * @throws {InterruptedError} Then nothing of it is left.
   */
  async openExport(input: Omit<EngineRequests['run.openExport']['input'], 'importId'>): Promise<RunSnapshot> {
    const importId = randomUUID();
    return interruptible(
      this.#context.interrupt,
      () => this.handlers['run.openExport']({ ...input, importId }),
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
   * Calls `begin`, which sets the run going, and waits for its end. On a signal, and when the
   * run pauses itself, what is in flight is settled or given back, so the run file can be
   * resumed. One run a session.
   *
   * @param begin Returns how many rows are to be settled.
   * @returns `null` when there are none.
   */
  async fetch(begin: (handlers: EngineHandlers) => Promise<number>): Promise<RunEnd | null> {
    const { interrupt, nowMs } = this.#context;
    const startedAtMs = nowMs();
    const rows = await begin(this.handlers);
    if (rows === 0) return null;
    const endWith = (totals: RunTotals, how: Pick<RunEnd, 'isInterrupted' | 'pause'>): RunEnd => ({
      totals,
      elapsedMs: nowMs() - startedAtMs,
      settledRows: rows - totals.pending,
      phases: this.#lastBatch?.phases ?? {},
      robots: this.#lastBatch?.robots ?? null,
      ...how,
    });

    const end = await Promise.race([this.#ended, whenAborted(interrupt)]);
    if (end !== null && 'totals' in end) return endWith(end.totals, { isInterrupted: false, pause: null });

    if (end === null) {
      this.#reporter.notice({
        code: 'interrupted',
        message: 'Interrupted: settling what is in flight.',
        advice: 'Ctrl-C again to quit at once.',
      });
    }
    const { totals } = await this.handlers['run.stop']({});
    // What was written last may have settled the last row: then there is nothing to pause.
    const pause = end === null || totals.pending === 0 ? null : end.pause;
    return endWith(totals, { isInterrupted: end === null, pause });
  }

  /** Writes what became of the lines that are no rows; `draftId` `null`: of the open run. */
  async saveReport(draftId: string | null, file: string): Promise<void> {
    try {
      const { lines } = await this.handlers['report.save']({ draftId, path: file, excel: false });
      this.#reporter.notice({
        code: 'report',
        message: `Report:   ${file} (${formatCountOf(lines, 'line')})`,
        advice: '',
      });
    } catch (error) {
      if (draftId !== null) await this.#discard(draftId);
      throw error;
    }
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

  /** @throws {InterruptedError} What was extracted until then stays. */
  async extract(): Promise<ExtractionResult> {
    const extractId = randomUUID();
    return interruptible(
      this.#context.interrupt,
      () => this.handlers['extract.run']({ extractId }),
      () => this.handlers['extract.cancel']({ extractId }),
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
      case 'run.progress':
        this.#progressed(event.payload);
        break;
      case 'run.finished':
        this.#notice(this.#deadlineNotices?.finished() ?? null);
        this.#resolveEnded({ totals: event.payload.totals });
        break;
      case 'run.trouble':
        this.#notice(this.#holdNotices.begun(event.payload.code, event.payload.message));
        break;
      case 'import.progress':
        this.#reporter.importing(event.payload);
        break;
      case 'compare.progress':
        this.#reporter.comparing(event.payload);
        break;
      case 'extract.progress':
        this.#reporter.extracting(event.payload);
        break;
      case 'import.inspected':
        break;
      case 'export.progress':
        this.#reporter.exporting(event.payload);
        break;
    }
  }

  #progressed(batch: ProgressBatch): void {
    this.#lastBatch = batch;
    // Not within the engine's own call: it books the batch as sent when emit returns.
    queueMicrotask(() => void this.handlers['progress.ack']({ seq: batch.seq }));
    this.#notice(this.#holdNotices.progressed(batch));
    for (const notice of this.#pausedHostNotices.progressed(batch)) this.#notice(notice);
    this.#notice(this.#deadlineNotices?.progressed(batch) ?? null);
    this.#reporter.progress(batch);
    const pause = pauseOf(batch);
    if (pause !== null) this.#resolveEnded({ pause });
  }

  #notice(notice: Notice | null): void {
    if (notice !== null) this.#reporter.notice(notice);
  }
}

/** For a run that was only opened: its numbers as they stand in the file. */
export function endAsFound(totals: RunTotals): RunEnd {
  return { totals, elapsedMs: 0, settledRows: 0, isInterrupted: false, pause: null, phases: null };
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
