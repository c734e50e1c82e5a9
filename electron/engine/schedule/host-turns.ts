/**
 * Whose turn it is. Hosts take turns; whose turn it is may be asked a few times more as soon as
 * it has answered, because its connection is there. With 20,000 hosts the next turn comes when
 * that is long closed.
 */
import { grown } from './grown.ts';
import { HostRing } from './host-ring.ts';

/** Requests that a host may get before the next host, in its turn: few, or hosts with many rows keep the others waiting. */
const STAY_MAX = 7;

export class HostTurns {
  readonly #ring: HostRing;
  /** Hosts that have just answered, and whose turn is not over. A host in here may be in the ring too. */
  readonly #staying: HostRing;
  /** What is left of each host's turn. */
  #stays: Uint8Array;

  /** @param hosts At least 1. */
  constructor(hosts: number) {
    this.#ring = new HostRing(hosts);
    this.#staying = new HostRing(hosts);
    this.#stays = new Uint8Array(hosts);
  }

  /** It may be possible to ask `host` now. */
  add(host: number): void {
    this.#ring.add(host);
    if (this.#stays[host]! > 0) this.#staying.add(host);
  }

  /** Puts `host` at the end of the line for its next turn. */
  queue(host: number): void {
    this.#ring.add(host);
  }

  /** @returns A host whose turn is not over, or -1. It comes back when it is added again. */
  shiftStaying(): number {
    for (;;) {
      const host = this.#staying.shift();
      if (host === -1 || this.#stays[host]! > 0) return host;
    }
  }

  /** @returns The host that is next in line, or -1. It comes back when it is added again. */
  shiftNext(): number {
    return this.#ring.shift();
  }

  begin(host: number): void {
    this.#stays[host] = STAY_MAX;
  }

  /** It is asked once more in its turn. */
  stay(host: number): void {
    this.#stays[host]!--;
  }

  end(host: number): void {
    this.#stays[host] = 0;
  }

  /** Makes room for `hosts`. */
  grow(hosts: number): void {
    this.#ring.grow(hosts);
    this.#staying.grow(hosts);
    this.#stays = grown(this.#stays, new Uint8Array(hosts));
  }
}
