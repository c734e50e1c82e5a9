/**
 * Collects finished attempts and writes them in few transactions. What has not been
 * committed is not counted anywhere, so nothing that was shown as settled can be lost.
 *
 * When the disk is full the batch stays, the run is told to hold, and writing is tried
 * again until it works.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { Clock, Timer } from '../clock.ts';
import type { FinishedAttempt, LedgerUsage, WorkLedger } from '../ledger/work-ledger.ts';

const FLUSH_INTERVAL_MS = 100;
const FLUSH_ROWS = 500;
const RETRY_INTERVAL_MS = 2000;

export interface OutcomeWriterOptions {
  readonly ledger: WorkLedger;
  readonly clock: Clock;
  /** What the run has used, `batch` included. */
  readonly usage: (batch: readonly FinishedAttempt[]) => LedgerUsage;
  /** After each commit; `settled` are those of `written` that settled their row. */
  readonly onCommitted: (settled: readonly FinishedAttempt[], written: readonly FinishedAttempt[]) => void;
  /** Writing fails; nothing more should be started. */
  readonly onTrouble: (error: AppError) => void;
  /** Writing works again. */
  readonly onRecovered: () => void;
}

export class OutcomeWriter {
  readonly #options: OutcomeWriterOptions;
  #batch: FinishedAttempt[] = [];
  #timer: Timer | null = null;
  #isInTrouble = false;
  #trouble: AppError | null = null;
  #busyMs = 0;

  constructor(options: OutcomeWriterOptions) {
    this.#options = options;
  }

  get isInTrouble(): boolean {
    return this.#isInTrouble;
  }

  /** Time spent writing so far, in milliseconds. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Why the latest batch that could not be written could not. */
  get trouble(): AppError | null {
    return this.#trouble;
  }

  push(attempt: FinishedAttempt): void {
    this.#batch.push(attempt);
    if (this.#isInTrouble) return;
    if (this.#batch.length >= FLUSH_ROWS) this.flush();
    // Armed by the first and not re-armed by later ones, so that a busy run cannot put it off.
    else this.#timer ??= this.#options.clock.after(FLUSH_INTERVAL_MS, () => this.flush());
  }

  /** Writes what is waiting now. @returns False when it could not be written; it stays. */
  flush(): boolean {
    this.#timer?.cancel();
    this.#timer = null;
    const batch = this.#batch;
    if (batch.length === 0) return true;
    let settled: readonly FinishedAttempt[];
    const startedMs = this.#options.clock.now();
    try {
      settled = this.#options.ledger.settle(batch, this.#options.usage(batch));
    } catch (error) {
      this.#holdOn(error);
      return false;
    }
    this.#busyMs += this.#options.clock.now() - startedMs;
    this.#batch = [];
    this.#options.onCommitted(settled, batch);
    if (this.#isInTrouble) {
      this.#isInTrouble = false;
      this.#options.onRecovered();
    }
    return true;
  }

  /** Stops trying. What could not be written is pending in the run file. */
  dispose(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #holdOn(error: unknown): void {
    // Waiting mends no run file. Who opens it again gets what can be read.
    if (!(error instanceof AppError) || error.code === ErrorCode.RunFileDamaged) throw error;
    this.#trouble = error;
    this.#timer = this.#options.clock.after(RETRY_INTERVAL_MS, () => this.flush());
    if (this.#isInTrouble) return;
    this.#isInTrouble = true;
    this.#options.onTrouble(error);
  }
}
