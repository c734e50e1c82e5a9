/**
 * The phase times of a run, those of earlier sessions included: these are read from the run
 * file again, a page at a time, so that opening a long run does not hold up the loop.
 */
import type { PhaseSummary } from '../../../shared/progress.ts';
import type { Clock, Timer } from '../clock.ts';
import type { RunFile } from '../ledger/run-file.ts';
import type { FinishedAttempt } from '../ledger/work-ledger.ts';
import { PhaseHistograms } from './phase-histograms.ts';

/** About 10 ms of reading. */
const PAGE_ATTEMPTS = 4000;

export class PhaseRecord {
  readonly #clock: Clock;
  readonly #file: Pick<RunFile, 'readPhaseTimes'>;
  readonly #histograms = new PhaseHistograms();
  /** Attempts after this one are of this session and are counted as they end. */
  readonly #lastEarlierId: number;
  #timer: Timer | null = null;

  /** @param lastEarlierId Highest attempt in the file; 0 when there is none. */
  constructor(clock: Clock, file: Pick<RunFile, 'readPhaseTimes'>, lastEarlierId: number) {
    this.#clock = clock;
    this.#file = file;
    this.#lastEarlierId = lastEarlierId;
    this.#readAfter(0);
  }

  add({ result, durationMs }: FinishedAttempt): void {
    this.#histograms.add(result.phases, durationMs);
  }

  /** Grows while earlier sessions are still being read. */
  summary(): PhaseSummary {
    return this.#histograms.summary();
  }

  /** Before the file is closed. */
  dispose(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #readAfter(id: number): void {
    if (id >= this.#lastEarlierId) return;
    this.#timer = this.#clock.after(0, () => {
      this.#timer = null;
      const limit = Math.min(PAGE_ATTEMPTS, this.#lastEarlierId - id);
      const { lastId, rows } = this.#file.readPhaseTimes(id, limit);
      for (const row of rows) this.#histograms.addColumns(row);
      if (lastId > id) this.#readAfter(lastId);
    });
  }
}
