/** The rows of each host: a linked list of those that can be asked, and how many are not settled. */
import { grown } from './grown.ts';

const NIL = 0xffff_ffff;

export class HostRows {
  readonly #hostOfRow: Uint32Array;
  readonly #nextRow: Uint32Array;
  // By host.
  #head: Uint32Array;
  #tail: Uint32Array;
  /** Queued, waiting for a time, or in flight. */
  #unsettled: Uint32Array;

  /** @param hosts At least 1. */
  constructor(hostOfRow: Uint32Array, hosts: number) {
    this.#hostOfRow = hostOfRow;
    this.#nextRow = new Uint32Array(hostOfRow.length).fill(NIL);
    this.#head = new Uint32Array(hosts).fill(NIL);
    this.#tail = new Uint32Array(hosts).fill(NIL);
    this.#unsettled = new Uint32Array(hosts);
  }

  hostOf(row: number): number {
    return this.#hostOfRow[row]!;
  }

  /** Whether a row of `host` can be asked. */
  has(host: number): boolean {
    return this.#head[host] !== NIL;
  }

  unsettledAt(host: number): number {
    return this.#unsettled[host]!;
  }

  /** Puts a row that is not settled any more at the end. */
  add(row: number): void {
    const host = this.hostOf(row);
    this.#unsettled[host]!++;
    this.#nextRow[row] = NIL;
    if (this.#head[host] === NIL) this.#head[host] = row;
    else this.#nextRow[this.#tail[host]!] = row;
    this.#tail[host] = row;
  }

  /** Puts back a row that was taken. */
  pushFront(row: number): void {
    const host = this.hostOf(row);
    this.#nextRow[row] = this.#head[host]!;
    if (this.#head[host] === NIL) this.#tail[host] = row;
    this.#head[host] = row;
  }

  /** Takes the first row of `host`. Only when {@link has}. */
  shift(host: number): number {
    const row = this.#head[host]!;
    this.#head[host] = this.#nextRow[row]!;
    if (this.#head[host] === NIL) this.#tail[host] = NIL;
    return row;
  }

  /** @returns True when the host of the row has nothing left to be asked. */
  settle(row: number): boolean {
    return --this.#unsettled[this.hostOf(row)]! === 0;
  }

  /** Rows behind one that was taken. */
  *following(row: number, count: number): Generator<number> {
    let next = this.#nextRow[row]!;
    // `row` has left its queue, but still points to the one behind it.
    for (let index = 0; index < count && next !== NIL; index++) {
      yield next;
      next = this.#nextRow[next]!;
    }
  }

  /** Makes room for `hosts`. */
  grow(hosts: number): void {
    this.#head = grown(this.#head, new Uint32Array(hosts).fill(NIL));
    this.#tail = grown(this.#tail, new Uint32Array(hosts).fill(NIL));
    this.#unsettled = grown(this.#unsettled, new Uint32Array(hosts));
  }
}
