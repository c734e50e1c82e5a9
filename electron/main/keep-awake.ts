/**
 * Keeps this computer awake, but only while rows are being fetched: not for a run that
 * waits for a network, for a host or for its user.
 */
import type { ProgressBatch } from '../../shared/progress.ts';

/** The part of Electron's `powerSaveBlocker` that is used. */
export interface SleepBlocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): boolean;
}

/** A run with nothing in flight in which no row settled for this long only waits. */
export const STILL_AFTER_MS = 30_000;

type Batch = Pick<ProgressBatch, 'runId' | 'state' | 'hold'> & {
  readonly totals: Pick<ProgressBatch['totals'], 'ok' | 'failed' | 'skipped' | 'inFlight'>;
};

export class KeepAwake {
  readonly #blocker: SleepBlocker;
  #blockerId: number | null = null;
  #settled: { readonly runId: string; readonly rows: number } | null = null;
  #stillTimer: NodeJS.Timeout | undefined;

  constructor(blocker: SleepBlocker) {
    this.#blocker = blocker;
  }

  progressed(batch: Batch): void {
    const { runId, state, hold, totals } = batch;
    const rows = totals.ok + totals.failed + totals.skipped;
    const hasMoved = this.#settled?.runId === runId && this.#settled.rows !== rows;
    this.#settled = { runId, rows };
    if (state !== 'running' || hold !== null) return this.release();
    if (totals.inFlight === 0 && !hasMoved) return;
    this.#blockerId ??= this.#blocker.start('prevent-app-suspension');
    clearTimeout(this.#stillTimer);
    // A run that waits sends nothing, so its stillness has to be noticed by a timer. Requests that
    // are out end within their own time limits, and each end is a batch.
    if (totals.inFlight === 0) this.#stillTimer = setTimeout(() => this.release(), STILL_AFTER_MS);
  }

  /** The run ended or was put to rest, or the engine is gone. */
  release(): void {
    clearTimeout(this.#stillTimer);
    if (this.#blockerId === null) return;
    this.#blocker.stop(this.#blockerId);
    this.#blockerId = null;
  }
}
