/** Which hosts wait because they asked for it, and until when: for people to see. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { ParkedHost } from '../../../shared/progress.ts';
import type { Clock } from '../clock.ts';

export class ParkedHosts {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, ParkedHost>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never shortens a wait. */
  add(origin: string, waitMs: number, reason: OutcomeCode): void {
    const untilMs = this.#clock.wallNow() + waitMs;
    const known = this.#hosts.get(origin);
    if (known === undefined || known.untilMs < untilMs) this.#hosts.set(origin, { origin, untilMs, reason });
  }

  /** Every host that still waits, and for how long. */
  *remaining(): Generator<readonly [origin: string, waitMs: number]> {
    const nowMs = this.#clock.wallNow();
    for (const { origin, untilMs } of this.#hosts.values())
      if (untilMs > nowMs) yield [origin, untilMs - nowMs];
  }

  /** `null` when `origin` does not wait. */
  at(origin: string): ParkedHost | null {
    const host = this.#hosts.get(origin);
    return host === undefined || host.untilMs <= this.#clock.wallNow() ? null : host;
  }

  /** The `limit` hosts that wait longest, longest first, and how many wait in all. */
  list(limit: number): { hosts: ParkedHost[]; count: number } {
    const nowMs = this.#clock.wallNow();
    for (const [origin, host] of this.#hosts) if (host.untilMs <= nowMs) this.#hosts.delete(origin);
    const hosts = [...this.#hosts.values()].toSorted((a, b) => b.untilMs - a.untilMs).slice(0, limit);
    return { hosts, count: this.#hosts.size };
  }
}
