/** Redirects that wait until their new host may be asked. Each keeps its slot meanwhile. */
import type { Flight } from './flight.ts';

/** A redirect whose new host cannot be asked for longer than this gives up its slot and starts anew later. */
const HOP_PATIENCE_MS = 5000;

interface WaitingHop {
  readonly flight: Flight;
  readonly host: number;
  /** Monotonic. */
  readonly sinceMs: number;
}

export interface HopHosts {
  /** Books a place. @returns False when there is none now. */
  enter(host: number, nowMs: number): boolean;
  /** Monotonic; `Infinity` while the host is paused. */
  parkedUntilMs(host: number): number;
}

export interface HopHandlers {
  /** Its place at `host` is booked; it waited for `waitedMs`. */
  readonly onEnter: (flight: Flight, host: number, waitedMs: number) => void;
  readonly onGivenUp: (flight: Flight, host: number) => void;
}

export class HopQueue {
  readonly #hosts: HopHosts;
  #hops: WaitingHop[] = [];

  constructor(hosts: HopHosts) {
    this.#hosts = hosts;
  }

  add(flight: Flight, host: number, nowMs: number): void {
    this.#hops.push({ flight, host, sinceMs: nowMs });
  }

  /** @returns All that waited; none does any more. */
  clear(): Flight[] {
    const flights = this.#hops.map((hop) => hop.flight);
    this.#hops = [];
    return flights;
  }

  pump(nowMs: number, { onEnter, onGivenUp }: HopHandlers): void {
    if (this.#hops.length === 0) return;
    const staying: WaitingHop[] = [];
    for (const hop of this.#hops) {
      if (this.#hosts.enter(hop.host, nowMs)) onEnter(hop.flight, hop.host, nowMs - hop.sinceMs);
      else if (this.#hosts.parkedUntilMs(hop.host) - nowMs > HOP_PATIENCE_MS) onGivenUp(hop.flight, hop.host);
      else staying.push(hop);
    }
    this.#hops = staying;
  }
}
