/**
 * How many rows a second each host settles: waits, refusals and retries are in it, so nothing
 * about them has to be guessed. Six numbers a host, updated about once a second.
 *
 * The window grows with the time a host is being asked: a host that lets through a hundred
 * requests each minute is understood after some minutes, and the first seconds, in which it
 * was asked slowly, are forgotten by then.
 */
import type { HostView } from './host-view.ts';

/** Of the time it was asked so far. */
const WINDOW_SHARE = 0.4;
const WINDOW_MIN_MS = 20_000;
const WINDOW_MAX_MS = 600_000;
const RECENT_MS = 4000;
/** Fewer rows than this say little. */
const ROWS_NEEDED = 5;
/** What is known about all hosts counts for this many rows of one. */
const COMMON_ROWS = 20;

export class HostSpeeds {
  #unsettled = new Float64Array(0);
  #rows = new Float64Array(0);
  #timeMs = new Float64Array(0);
  /** Slots it had, times how long. */
  #slotMs = new Float64Array(0);
  #ageMs = new Float64Array(0);
  #recentPerMs = new Float64Array(0);

  /** `elapsedMs` have passed since the last time; time in which the run rested is not told. */
  observe(hosts: HostView, elapsedMs: number): void {
    if (hosts.hostCount > this.#unsettled.length) this.#grow(hosts);
    const recentKept = Math.exp(-elapsedMs / RECENT_MS);
    for (let host = 0; host < hosts.hostCount; host++) {
      const left = hosts.unsettledAt(host);
      const before = this.#unsettled[host]!;
      if (left === 0 && before === 0) continue;
      this.#unsettled[host] = left;
      const settled = Math.max(0, before - left);
      const isBegun = this.#ageMs[host]! > 0 || settled > 0 || hosts.inFlightAt(host) > 0;
      if (!isBegun || elapsedMs <= 0 || hosts.parkedUntilMs(host) === Infinity) continue;
      const ageMs = (this.#ageMs[host]! += elapsedMs);
      const windowMs = Math.min(WINDOW_MAX_MS, Math.max(WINDOW_MIN_MS, ageMs * WINDOW_SHARE));
      const kept = Math.exp(-elapsedMs / windowMs);
      this.#rows[host] = this.#rows[host]! * kept + settled;
      this.#timeMs[host] = this.#timeMs[host]! * kept + elapsedMs;
      this.#slotMs[host] = this.#slotMs[host]! * kept + hosts.inFlightAt(host) * elapsedMs;
      const recent = this.#recentPerMs[host]!;
      this.#recentPerMs[host] =
        ageMs < RECENT_MS
          ? this.#rows[host]! / ageMs
          : recent * recentKept + (settled / elapsedMs) * (1 - recentKept);
    }
  }

  isBegun(host: number): boolean {
    return (this.#ageMs[host] ?? 0) > 0;
  }

  /** Over the window; `null` while too little is known. */
  ratePerSec(host: number): number | null {
    if ((this.#rows[host] ?? 0) < ROWS_NEEDED) return null;
    return (this.#rows[host]! / this.#timeMs[host]!) * 1000;
  }

  /** How long a row of the host holds a slot, told from the slots it had each time; near to `commonMs` at first. */
  rowMs(host: number, commonMs: number): number {
    return ((this.#slotMs[host] ?? 0) + commonMs * COMMON_ROWS) / ((this.#rows[host] ?? 0) + COMMON_ROWS);
  }

  /** Over the last few seconds. */
  recentPerSec(host: number): number {
    return (this.#recentPerMs[host] ?? 0) * 1000;
  }

  #grow(hosts: HostView): void {
    const from = this.#unsettled.length;
    const size = Math.max(hosts.hostCount, from * 2);
    const grown = (column: Float64Array) => {
      const larger = new Float64Array(size);
      larger.set(column);
      return larger;
    };
    this.#unsettled = grown(this.#unsettled);
    this.#rows = grown(this.#rows);
    this.#timeMs = grown(this.#timeMs);
    this.#slotMs = grown(this.#slotMs);
    this.#ageMs = grown(this.#ageMs);
    this.#recentPerMs = grown(this.#recentPerMs);
    for (let host = from; host < hosts.hostCount; host++) this.#unsettled[host] = hosts.unsettledAt(host);
  }
}
