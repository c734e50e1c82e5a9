/**
 * When each host may be asked: its places, the gap after its last request, a wait that it asked
 * for, and pauses.
 */
import type { HostPacer } from '../governor/governor.ts';
import { grown } from './grown.ts';

/** How far back a request may matter: the slowest rate is 0.1 a second, and its gaps vary by a fifth. */
const LONGEST_GAP_MS = 12_000;

export class HostDoors {
  readonly #pacer: HostPacer;
  // By host.
  #inFlight: Uint32Array;
  #nextAtMs: Float64Array;
  /** When the host was last asked, so that a new rate can be applied to the present gap. */
  #gapFromMs: Float64Array;
  #parkedUntilMs: Float64Array;
  /** 1 while nothing may be sent to the host until {@link resume}. */
  #isPaused: Uint8Array;
  /** 1 while the host's rows wait until {@link release}. */
  #isAwaiting: Uint8Array;
  readonly #pausedHosts = new Set<number>();

  /** @param hosts At least 1. */
  constructor(pacer: HostPacer, hosts: number) {
    this.#pacer = pacer;
    this.#inFlight = new Uint32Array(hosts);
    this.#nextAtMs = new Float64Array(hosts);
    this.#gapFromMs = new Float64Array(hosts).fill(-Infinity);
    this.#parkedUntilMs = new Float64Array(hosts);
    this.#isPaused = new Uint8Array(hosts);
    this.#isAwaiting = new Uint8Array(hosts);
  }

  /**
   * When a request may enter, as far as time goes; the pacer is told of a host that is full.
   *
   * @returns `Infinity` when one of {@link resume}, {@link release} and {@link leave} has to come first.
   */
  opensAtMs(host: number): number {
    if (this.#isPaused[host] === 1 || this.#isAwaiting[host] === 1) return Infinity;
    if (this.#inFlight[host]! >= this.#pacer.inFlightMax(host)) {
      this.#pacer.wasFull(host);
      return Infinity;
    }
    return Math.max(this.#nextAtMs[host]!, this.#parkedUntilMs[host]!);
  }

  /** A request to the host starts now. */
  book(host: number, nowMs: number): void {
    this.#inFlight[host]!++;
    this.#gapFromMs[host] = nowMs;
    this.#nextAtMs[host] = this.#pacer.started(host, this.#nextAtMs[host]!, nowMs);
  }

  /** Gives back the place that {@link book} took. */
  leave(host: number): void {
    this.#inFlight[host]!--;
  }

  inFlightAt(host: number): number {
    return this.#inFlight[host]!;
  }

  /** When the host was last asked; `null` when that is too long ago to matter. */
  recentStartMs(host: number, nowMs: number): number | null {
    const startedMs = this.#gapFromMs[host]!;
    return startedMs > nowMs - LONGEST_GAP_MS || this.#nextAtMs[host]! > nowMs ? startedMs : null;
  }

  /** Another scheduler asked `host` at `startedMs`: its gap is counted from then. */
  wasAsked(host: number, startedMs: number): void {
    this.#gapFromMs[host] = startedMs;
    this.#nextAtMs[host] = this.#pacer.nextStartMs(host, startedMs);
  }

  /** The pacer has another rate for `host`: its gap is counted from its last request as before. */
  rateChanged(host: number): void {
    if (this.#gapFromMs[host] !== -Infinity)
      this.#nextAtMs[host] = this.#pacer.nextStartMs(host, this.#gapFromMs[host]!);
  }

  /** The pacer wants longer gaps at `host` now. */
  repace(host: number): void {
    if (this.#gapFromMs[host] === -Infinity) return;
    const nextMs = this.#pacer.nextStartMs(host, this.#gapFromMs[host]!);
    this.#nextAtMs[host] = Math.max(this.#nextAtMs[host]!, nextMs);
  }

  /** Nothing is sent to `host` before `untilMs`. Never shortens a wait. */
  park(host: number, untilMs: number): void {
    if (untilMs > this.#parkedUntilMs[host]!) this.#parkedUntilMs[host] = untilMs;
  }

  /** When the wait that the host asked for is over, whether it is paused or not. */
  parkEndMs(host: number): number {
    return this.#parkedUntilMs[host]!;
  }

  pause(host: number): void {
    this.#isPaused[host] = 1;
    this.#pausedHosts.add(host);
  }

  resume(host: number): void {
    this.#isPaused[host] = 0;
    this.#pausedHosts.delete(host);
  }

  isPaused(host: number): boolean {
    return this.#isPaused[host] === 1;
  }

  get pausedHosts(): ReadonlySet<number> {
    return this.#pausedHosts;
  }

  await(host: number): void {
    this.#isAwaiting[host] = 1;
  }

  release(host: number): void {
    this.#isAwaiting[host] = 0;
  }

  isAwaiting(host: number): boolean {
    return this.#isAwaiting[host] === 1;
  }

  /** Makes room for `hosts`. */
  grow(hosts: number): void {
    this.#inFlight = grown(this.#inFlight, new Uint32Array(hosts));
    this.#nextAtMs = grown(this.#nextAtMs, new Float64Array(hosts));
    this.#gapFromMs = grown(this.#gapFromMs, new Float64Array(hosts).fill(-Infinity));
    this.#parkedUntilMs = grown(this.#parkedUntilMs, new Float64Array(hosts));
    this.#isPaused = grown(this.#isPaused, new Uint8Array(hosts));
    this.#isAwaiting = grown(this.#isAwaiting, new Uint8Array(hosts));
  }
}
