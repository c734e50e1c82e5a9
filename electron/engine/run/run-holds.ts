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
  readonly onHold: (hold: RunHold) => void;
  /** Nothing is in the way any more. */
  readonly onReleased: () => void;
}

export class RunHolds {
  readonly #o: RunHoldsOptions;
  readonly #holds = new Map<HoldSource, RunHold>();
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
    return null;
  }

  /** The first cause of a source stands until it is gone. */
  set(source: HoldSource, code: HoldCode, message: string): void {
    if (this.#holds.has(source)) return;
    const hold: RunHold = { code, message, sinceMs: this.#o.clock.wallNow() };
    this.#holds.set(source, hold);
    this.#o.onHold(hold);
    if (source === 'network') this.#checkLater(hold);
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
    if (isOver) this.release('network');
    else this.#checkLater(hold);
  }
}
