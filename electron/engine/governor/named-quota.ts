/** The host's own account of what it will still answer. */
import * as rule from './rules.ts';

export class NamedQuota {
  #perSec = Infinity;
  #untilMs = 0;

  /** @returns Starts per second that it leaves us. */
  take({ remaining, resetMs }: { remaining: number; resetMs: number }, nowMs: number): number {
    if (resetMs === 0) return Infinity;
    this.#untilMs = nowMs + resetMs;
    this.#perSec = (remaining * 1000 * rule.QUOTA_SHARE) / resetMs;
    return this.#perSec;
  }

  isNamed(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }

  cap(perSec: number, nowMs: number): number {
    return this.isNamed(nowMs) ? Math.min(perSec, this.#perSec) : perSec;
  }
}
