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

export interface PhaseRecordOptions {
  readonly clock: Clock;
  readonly file: Pick<RunFile, 'readPhaseTimes'>;
  /** Highest attempt in the file, 0 when there is none; later ones are counted as they end. */
  readonly lastEarlierId: number;
  /** Some of the earlier ones were read. */
  readonly onRead: () => void;
}

export class PhaseRecord {
  readonly #o: PhaseRecordOptions;
  readonly #histograms = new PhaseHistograms();
  #timer: Timer | null = null;

  constructor(options: PhaseRecordOptions) {
    this.#o = options;
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
    const { clock, file, lastEarlierId, onRead } = this.#o;
    if (id >= lastEarlierId) return;
    this.#timer = clock.after(0, () => {
      this.#timer = null;
      const { lastId, rows } = file.readPhaseTimes(id, Math.min(PAGE_ATTEMPTS, lastEarlierId - id));
      for (const row of rows) this.#histograms.addColumns(row);
      onRead();
      if (lastId > id) this.#readAfter(lastId);
    });
  }
}
