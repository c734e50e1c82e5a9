/**
 * Turns changes, thousands a second, into a bounded stream of progress batches.
 *
 * At most {@link PROGRESS_MAX_HZ} a second, and at most {@link PROGRESS_CREDIT} that nobody
 * has acknowledged: a window that is hidden or busy cannot make a queue grow.
 */
import { PROGRESS_CREDIT, PROGRESS_MAX_HZ, type ProgressBatch } from '../../../shared/progress.ts';
import type { Clock, Timer } from '../clock.ts';

/** Without any change the rate still falls, so it is told this often. */
const IDLE_INTERVAL_MS = 500;

export type BatchContent = Omit<ProgressBatch, 'seq'>;

export class ProgressReporter {
  readonly #clock: Clock;
  readonly #read: () => BatchContent;
  readonly #emit: (batch: ProgressBatch) => void;
  #seq = 0;
  #acknowledgedSeq = -1;
  #isDirty = false;
  #isRunning = false;
  #isDisposed = false;
  #emittedMs = -Infinity;
  #timer: Timer | null = null;

  constructor(clock: Clock, read: () => BatchContent, emit: (batch: ProgressBatch) => void) {
    this.#clock = clock;
    this.#read = read;
    this.#emit = emit;
  }

  /** Cheap: called for each change. */
  markDirty(): void {
    this.#isDirty = true;
    this.#arm();
  }

  /** While running, a batch comes now and then even if nothing changes. */
  setRunning(isRunning: boolean): void {
    this.#isRunning = isRunning;
    this.markDirty();
  }

  acknowledge(seq: number): void {
    this.#acknowledgedSeq = Math.max(this.#acknowledgedSeq, seq);
    this.#arm();
  }

  /** Tells the present state now, whatever is unacknowledged: for changes of state and the end. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#send();
    this.#arm();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#isDisposed = true;
  }

  #arm(): void {
    if (this.#isDisposed || this.#timer !== null || !(this.#isDirty || this.#isRunning)) return;
    // Armed once and not re-armed by later changes, so that a busy run cannot put it off.
    this.#timer = this.#clock.after(1000 / PROGRESS_MAX_HZ, () => this.#tick());
  }

  #tick(): void {
    this.#timer = null;
    const isDue = this.#isDirty || this.#clock.now() - this.#emittedMs >= IDLE_INTERVAL_MS;
    const hasCredit = this.#seq - 1 - this.#acknowledgedSeq < PROGRESS_CREDIT;
    if (isDue && hasCredit) this.#send();
    // Without credit the acknowledgement arms the timer again.
    if (hasCredit) this.#arm();
  }

  #send(): void {
    this.#isDirty = false;
    this.#emittedMs = this.#clock.now();
    this.#emit({ ...this.#read(), seq: this.#seq++ });
  }
}
