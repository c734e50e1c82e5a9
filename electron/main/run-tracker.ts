/**
 * What main knows of the one open run: enough to draw a reloaded window, to open the
 * run again after a crash and to keep the list of recent runs true. The engine's
 * answers and its progress are the only sources; nothing is asked for.
 */
import type { RunOptions } from '../../shared/options.ts';
import type { ProgressBatch, RunState, RunTotals } from '../../shared/progress.ts';
import type { RecentRun, RunSnapshot } from '../../shared/run.ts';
import { recentFromRun } from './recent-runs.ts';

/** How often the counts of a running run are kept, besides each change of its state. */
const REMEMBER_EVERY_MS = 5000;

/** In these states requests are out, or may be at any moment. */
const BUSY_STATES: ReadonlySet<RunState> = new Set(['running', 'pausing', 'stopping']);

export interface RunTrackerOptions {
  /** The run was opened, or its state changed. */
  readonly onChanged: (run: RunSnapshot) => void;
  /** To be kept among the recent runs. */
  readonly onRemember: (run: RecentRun) => void;
  /** Epoch milliseconds. */
  readonly nowMs?: () => number;
}

export class RunTracker {
  readonly #options: RunTrackerOptions;
  readonly #nowMs: () => number;
  #run: RunSnapshot | null = null;
  #rememberedAtMs = 0;
  /** It is on its way to a pause that nobody asked for. */
  #isPausingByItself = false;

  constructor(options: RunTrackerOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  get run(): RunSnapshot | null {
    return this.#run;
  }

  get isBusy(): boolean {
    return this.#run !== null && BUSY_STATES.has(this.#run.state);
  }

  /**
   * Whether it goes on by itself when its engine crashed: it was fetching, or was just about
   * to pause for failures, which it then counts again. What the user has put to rest stays so.
   */
  get isGoing(): boolean {
    return this.#run?.state === 'running' || (this.#run?.state === 'pausing' && this.#isPausingByItself);
  }

  /** A run was opened or begun, or the open one answered with what it is now. */
  adopt(run: RunSnapshot): RunSnapshot {
    return this.#set(run);
  }

  optionsChanged(changes: Partial<RunOptions>): void {
    if (this.#run !== null) this.#run = { ...this.#run, options: { ...this.#run.options, ...changes } };
  }

  progressed(batch: ProgressBatch): void {
    const run = this.#run;
    if (run === null || batch.runId !== run.runId) return; // late, of a run that was closed
    const { state, totals, elapsedMs } = batch;
    this.#isPausingByItself = state === 'pausing' && batch.pauseReason !== null;
    const next = { ...run, state, totals, elapsedMs };
    if (state !== run.state) {
      this.#set(next);
      return;
    }
    this.#run = next;
    if (this.#nowMs() - this.#rememberedAtMs >= REMEMBER_EVERY_MS) this.remember();
  }

  finished(runId: string, totals: RunTotals): void {
    if (this.#run?.runId === runId) this.#set({ ...this.#run, state: 'finished', totals });
  }

  /** The engine is gone for good; what was in flight is pending again. */
  interrupted(): void {
    if (this.#run === null || this.#run.state === 'finished') return;
    this.#set({ ...this.#run, state: 'stopped', totals: { ...this.#run.totals, inFlight: 0 } });
  }

  closed(): void {
    this.remember();
    this.#run = null;
  }

  /** Keeps the counts as they are now. */
  remember(): void {
    if (this.#run === null) return;
    this.#rememberedAtMs = this.#nowMs();
    this.#options.onRemember(recentFromRun(this.#run, this.#rememberedAtMs));
  }

  #set(run: RunSnapshot): RunSnapshot {
    this.#run = run;
    this.remember();
    this.#options.onChanged(run);
    return run;
  }
}
