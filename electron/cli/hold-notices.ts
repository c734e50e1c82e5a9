/**
 * When this computer is in the way (offline, disk full), the run waits and goes on by itself;
 * all there is to do is to tell, once when it begins and once when it is over.
 *
 * A hold may come and go every few seconds while the engine tries again, and a log needs
 * that less often: the same one is told anew after an interval, and it counts as over only
 * when rows are settled again.
 */
import { formatDuration } from '../../shared/format.ts';
import { holdWords, type HoldCode } from '../../shared/holds.ts';
import type { ProgressBatch } from '../../shared/progress.ts';
import type { Notice } from './reporter.ts';

export const HOLD_NOTICE_INTERVAL_MS = 30_000;

interface ToldHold {
  readonly code: HoldCode;
  readonly sinceMs: number;
  /** Rows settled when it was last seen to hold; `null` until a batch tells. */
  settledRows: number | null;
}

export class HoldNotices {
  readonly #nowMs: () => number;
  readonly #toldAtMs = new Map<HoldCode, number>();
  #told: ToldHold | null = null;

  /** @param nowMs Monotonic milliseconds. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The engine says that a hold begins. */
  begun(code: HoldCode, message: string): Notice | null {
    if (this.#told?.code === code) return null;
    const nowMs = this.#nowMs();
    const lastMs = this.#toldAtMs.get(code) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - lastMs < HOLD_NOTICE_INTERVAL_MS) return null;
    this.#toldAtMs.set(code, nowMs);
    this.#told = { code, sinceMs: nowMs, settledRows: null };
    const { cause, advice } = holdWords(code);
    return { code, message: `${cause}: ${message}`, advice: `The run waits. ${advice}` };
  }

  /** Every batch goes through here. */
  progressed({ hold, totals }: ProgressBatch): Notice | null {
    const settledRows = totals.rows - totals.pending;
    if (hold !== null) {
      const notice = this.begun(hold.code, hold.message);
      if (this.#told !== null) this.#told.settledRows = settledRows;
      return notice;
    }
    if (this.#told === null) return null;
    this.#told.settledRows ??= settledRows;
    if (settledRows === this.#told.settledRows) return null;
    const waitedMs = this.#nowMs() - this.#told.sinceMs;
    this.#told = null;
    return { code: 'goes_on', message: `The run goes on after ${formatDuration(waitedMs)}.`, advice: '' };
  }
}
