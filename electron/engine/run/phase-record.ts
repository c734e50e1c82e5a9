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
  /** The earlier ones up to here were read. */
  #readId = 0;
  /** What is waited for. */
  #busy = 0;

  constructor(options: PhaseRecordOptions) {
    this.#o = options;
    this.#readOn();
  }

  add({ result, durationMs }: FinishedAttempt): void {
    this.#histograms.add(result.phases, durationMs);
  }

  /** Grows while earlier sessions are still being read. */
  summary(): PhaseSummary {
    return this.#histograms.summary();
  }

  /** Reading goes on when `work` is done, however it ends: it is in nobody's way then. */
  waitFor(work: Promise<unknown>): void {
    this.#timer?.cancel();
    this.#busy += 1;
    const goOn = (): void => {
      this.#busy -= 1;
      if (this.#busy === 0 && this.#timer !== null) this.#readOn();
    };
    void work.then(goOn, goOn);
  }

  /** Before the file is closed. */
  dispose(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #readOn(): void {
    const { clock, file, lastEarlierId, onRead } = this.#o;
    this.#timer = null;
    if (this.#readId >= lastEarlierId) return;
    this.#timer = clock.after(0, () => {
      const id = this.#readId;
      const { lastId, rows } = file.readPhaseTimes(id, Math.min(PAGE_ATTEMPTS, lastEarlierId - id));
      for (const row of rows) this.#histograms.addColumns(row);
      this.#readId = lastId > id ? lastId : lastEarlierId;
      onRead();
      this.#readOn();
    });
  }
}
