/** Hosts that may be asked again at a known time, each at most once. */
import { DueHeap } from './due-heap.ts';
import { grown } from './grown.ts';

export class DueHosts {
  readonly #heap = new DueHeap();
  #isIn: Uint8Array;

  /** @param hosts At least 1. */
  constructor(hosts: number) {
    this.#isIn = new Uint8Array(hosts);
  }

  /** `Infinity` when there is none. */
  get earliest(): number {
    return this.#heap.earliest;
  }

  /** Does nothing for a host that is in it. */
  add(host: number, atMs: number): void {
    if (this.#isIn[host] === 1) return;
    this.#isIn[host] = 1;
    this.#heap.push(atMs, host);
  }

  /** Takes the earliest. Only when there is one. */
  pop(): number {
    const host = this.#heap.pop();
    this.#isIn[host] = 0;
    return host;
  }

  clear(): void {
    this.#heap.clear();
    this.#isIn.fill(0);
  }

  /** Makes room for `hosts`. */
  grow(hosts: number): void {
    this.#isIn = grown(this.#isIn, new Uint8Array(hosts));
  }
}
