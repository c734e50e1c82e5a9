/**
 * This computer is in the way: offline, asleep, a full disk, a dead proxy. The run waits,
 * says why, and goes on by itself when the cause is gone; no row pays for it.
 */
import type { HoldCode } from '../../../shared/holds.ts';
import type { RunHold } from '../../../shared/progress.ts';
import type { Clock, Timer } from '../clock.ts';

/** How long between two looks whether the cause is gone. */
const CHECK_INTERVAL_MS = 1000;

/** What can be in the way at the same time, each with an end of its own. The first one set is what people see. */
const SOURCES = ['sleep', 'ledger', 'network'] as const;
export type HoldSource = (typeof SOURCES)[number];

export interface RunHoldsOptions {
  readonly clock: Clock;
  /** Whether the network's trouble is over. */
  readonly isTroubleOver: (code: HoldCode) => Promise<boolean>;
  /** `isNew`: not the same cause again, found when going on was tried. */
  readonly onHold: (hold: RunHold, isNew: boolean) => void;
  /** Nothing is in the way any more, as far as can be told without trying. */
  readonly onReleased: () => void;
}

export class RunHolds {
  readonly #o: RunHoldsOptions;
  readonly #holds = new Map<HoldSource, RunHold>();
  /** The network's trouble seems over, and no answer has proved it yet. People see one hold, not one a second. */
  #onTrial: RunHold | null = null;
  #timer: Timer | null = null;
  #isDisposed = false;

  constructor(options: RunHoldsOptions) {
    this.#o = options;
  }

  /** What people should know; `null` when nothing is in the way. */
  get current(): RunHold | null {
    for (const source of SOURCES) {
      const hold = this.#holds.get(source);
      if (hold !== undefined) return hold;
    }
    return this.#onTrial;
  }

  /** Whether nothing may be fetched now. */
  get isHolding(): boolean {
    return this.#holds.size > 0;
  }

  /** The first cause of a source stands until it is gone. */
  set(source: HoldSource, code: HoldCode, message: string): void {
    if (this.#holds.has(source)) return;
    const isNew = source !== 'network' || this.#onTrial?.code !== code;
    const sinceMs = isNew ? this.#o.clock.wallNow() : this.#onTrial!.sinceMs;
    const hold: RunHold = { code, message, sinceMs };
    if (source === 'network') this.#onTrial = null;
    this.#holds.set(source, hold);
    this.#o.onHold(hold, isNew);
    if (source === 'network') this.#checkLater(hold);
  }

  /** An answer came: the network's trouble is over indeed. */
  answered(): void {
    this.#onTrial = null;
  }

  release(source: HoldSource): void {
    if (!this.#holds.delete(source)) return;
    if (this.#holds.size === 0) this.#o.onReleased();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #checkLater(hold: RunHold): void {
    this.#timer?.cancel();
    this.#timer = this.#o.clock.after(CHECK_INTERVAL_MS, () => void this.#check(hold));
  }

  async #check(hold: RunHold): Promise<void> {
    this.#timer = null;
    // Who cannot tell is answered by trying.
    const isOver = await this.#o.isTroubleOver(hold.code).catch(() => true);
    if (this.#isDisposed || this.#holds.get('network') !== hold) return;
    if (isOver) {
      this.#onTrial = hold;
      this.release('network');
    } else this.#checkLater(hold);
  }
}
