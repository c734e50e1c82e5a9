/**
 * A first-in, first-out queue of hosts that holds each of them at most once, in typed
 * arrays. Adding and taking are O(1) and leave no garbage.
 */
export class HostRing {
  #ring: Uint32Array;
  #isIn: Uint8Array;
  #start = 0;
  #size = 0;

  /** @param hosts How many there are; at least 1. */
  constructor(hosts: number) {
    this.#ring = new Uint32Array(hosts);
    this.#isIn = new Uint8Array(hosts);
  }

  /** Does nothing for a host that is in it. */
  add(host: number): void {
    if (this.#isIn[host] === 1) return;
    this.#isIn[host] = 1;
    this.#ring[(this.#start + this.#size++) % this.#ring.length] = host;
  }

  /** @returns The host that was added first, or -1. */
  shift(): number {
    if (this.#size === 0) return -1;
    const host = this.#ring[this.#start]!;
    this.#start = (this.#start + 1) % this.#ring.length;
    this.#size--;
    this.#isIn[host] = 0;
    return host;
  }

  /** Makes room for `hosts`. */
  grow(hosts: number): void {
    const ring = new Uint32Array(hosts);
    for (let index = 0; index < this.#size; index++)
      ring[index] = this.#ring[(this.#start + index) % this.#ring.length]!;
    const isIn = new Uint8Array(hosts);
    isIn.set(this.#isIn);
    this.#ring = ring;
    this.#isIn = isIn;
    this.#start = 0;
  }
}
