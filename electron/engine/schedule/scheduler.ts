/**
 * Which row is next. Round-robin over the hosts that may be asked now; whose turn it is may
 * be asked a few times more as soon as it has answered, because its connection is there.
 * With 20,000 hosts the next turn comes when that is long closed.
 *
 * Everything per row stands in typed arrays: a row costs eight bytes here, and waiting
 * costs no promise, closure or timer. A host is in the ring while it may have something
 * to do; a host that turns out to be busy, parked or empty is dropped from the ring and
 * comes back when that changes, so taking the next row is O(1) whatever the numbers.
 *
 * Taking a row books its host in the same call: there is no await between the check and
 * the booking, so no limit can be passed.
 */
import type { HostPacer } from '../governor/governor.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { DueHeap } from './due-heap.ts';
import { HostRing } from './host-ring.ts';

const NIL = 0xffff_ffff;
/** How far back a request may matter: the slowest rate is 0.1 a second, and its gaps vary by a fifth. */
const LONGEST_GAP_MS = 12_000;
/** Requests that a host may get before the next host, in its turn: few, or hosts with many rows keep the others waiting. */
const STAY_MAX = 7;

export class Scheduler {
  readonly #pacer: HostPacer;
  readonly #hostOfRow: Uint32Array;
  readonly #nextRow: Uint32Array;
  readonly #origins: string[];
  // By host.
  #head: Uint32Array;
  #tail: Uint32Array;
  #inFlight: Uint32Array;
  /** Rows not settled: queued, waiting for a time, or in flight. */
  #unsettled: Uint32Array;
  #nextAtMs: Float64Array;
  /** When the host was last asked, so that a new rate can be applied to the present gap. */
  #gapFromMs: Float64Array;
  #parkedUntilMs: Float64Array;
  /** 1 while nothing may be sent to the host until {@link resume}. */
  #isPaused: Uint8Array;
  /** 1 while the host's rows wait until {@link release}. */
  #isAwaiting: Uint8Array;
  #isInHeap: Uint8Array;
  /** What is left of its turn. */
  #stays: Uint8Array;
  readonly #ring: HostRing;
  /** Hosts that have just answered, and whose turn is not over. A host in here may be in the ring too. */
  readonly #staying: HostRing;
  readonly #dueHosts = new DueHeap();
  readonly #dueRows = new DueHeap();
  #hostIds: Map<string, number> | null = null;
  /** Rows queued or waiting for a time, over all hosts. */
  #waiting = 0;
  readonly #pausedHosts = new Set<number>();
  /** Rows of other hosts whose redirect leads to a paused one, by the paused one. */
  readonly #stranded = new Map<number, number[]>();

  constructor(plan: WorkPlan, pacer: HostPacer) {
    this.#pacer = pacer;
    this.#hostOfRow = plan.hostOfRow;
    this.#origins = [...plan.origins];
    this.#nextRow = new Uint32Array(plan.hostOfRow.length).fill(NIL);
    const hosts = Math.max(1, plan.origins.length);
    this.#head = new Uint32Array(hosts).fill(NIL);
    this.#tail = new Uint32Array(hosts).fill(NIL);
    this.#inFlight = new Uint32Array(hosts);
    this.#unsettled = new Uint32Array(hosts);
    this.#nextAtMs = new Float64Array(hosts);
    this.#gapFromMs = new Float64Array(hosts).fill(-Infinity);
    this.#parkedUntilMs = new Float64Array(hosts);
    this.#isPaused = new Uint8Array(hosts);
    this.#isAwaiting = new Uint8Array(hosts);
    this.#isInHeap = new Uint8Array(hosts);
    this.#stays = new Uint8Array(hosts);
    this.#ring = new HostRing(hosts);
    this.#staying = new HostRing(hosts);
    for (let row = 0; row < plan.isPending.length; row++) if (plan.isPending[row] === 1) this.add(row);
  }

  /** Puts a row at the end of its host's queue. */
  add(row: number): void {
    const host = this.hostOf(row);
    this.#unsettled[host]!++;
    this.#waiting++;
    this.#nextRow[row] = NIL;
    if (this.#head[host] === NIL) this.#head[host] = row;
    else this.#nextRow[this.#tail[host]!] = row;
    this.#tail[host] = row;
    this.#activate(host);
  }

  hostOf(row: number): number {
    return this.#hostOfRow[row]!;
  }

  originOf(host: number): string {
    return this.#origins[host]!;
  }

  /** Hosts are numbered from 0 on. */
  get hostCount(): number {
    return this.#origins.length;
  }

  /** The number of a host, made when a redirect leads to one that is not in the list. */
  hostAt(origin: string): number {
    let host = this.#known.get(origin);
    if (host === undefined) {
      host = this.#origins.push(origin) - 1;
      this.#known.set(origin, host);
      if (host >= this.#head.length) this.#growHosts();
    }
    return host;
  }

  /** Whether `origin` is in the list, or a redirect has led to it. */
  knows(origin: string): boolean {
    return this.#known.has(origin);
  }

  get #known(): Map<string, number> {
    return (this.#hostIds ??= new Map(this.#origins.map((origin, index) => [origin, index])));
  }

  /**
   * Takes the next row and books a place at its host.
   *
   * @returns A row id, or -1 when nothing may go now; see {@link nextDueMs}.
   */
  take(nowMs: number): number {
    const row = this.pick(nowMs);
    if (row !== -1) this.book(this.hostOf(row), nowMs);
    return row;
  }

  /** As {@link take}, but books nothing: the caller does, in the same turn, if the host is asked at all. */
  pick(nowMs: number): number {
    this.wake(nowMs);
    for (;;) {
      const host = this.#staying.shift();
      if (host === -1) break;
      if (this.#stays[host] === 0 || !this.#mayBeAsked(host, nowMs)) continue;
      this.#stays[host]!--;
      return this.#shiftRow(host);
    }
    for (;;) {
      const host = this.#ring.shift();
      if (host === -1) return -1;
      if (!this.#mayBeAsked(host, nowMs)) continue;
      this.#stays[host] = STAY_MAX;
      const row = this.#shiftRow(host);
      if (this.#head[host] !== NIL) this.#ring.add(host);
      return row;
    }
  }

  #mayBeAsked(host: number, nowMs: number): boolean {
    return this.#head[host] !== NIL && this.#mayEnter(host, nowMs);
  }

  #shiftRow(host: number): number {
    const row = this.#head[host]!;
    this.#head[host] = this.#nextRow[row]!;
    if (this.#head[host] === NIL) this.#tail[host] = NIL;
    this.#waiting--;
    return row;
  }

  /** Rows that will probably be taken after `row`, for reading their URLs in one go. */
  *following(row: number, count: number): Generator<number> {
    let next = this.#nextRow[row]!;
    // `row` has left its queue, but still points to the one behind it.
    for (let index = 0; index < count && next !== NIL; index++) {
      yield next;
      next = this.#nextRow[next]!;
    }
  }

  /** Books a place for a redirect that leads to `host`. @returns False when there is none now. */
  enter(host: number, nowMs: number): boolean {
    if (!this.#mayEnter(host, nowMs)) return false;
    this.book(host, nowMs);
    return true;
  }

  /** Its rows wait, at no cost, until {@link release}; what they wait for is asked with a place of its own. */
  await(host: number): void {
    this.#isAwaiting[host] = 1;
  }

  release(host: number): void {
    this.#isAwaiting[host] = 0;
    this.#activate(host);
  }

  /** As {@link enter}, for what the rows of the host may be waiting for. */
  enterAhead(host: number, nowMs: number): boolean {
    const isAwaiting = this.#isAwaiting[host]!;
    this.#isAwaiting[host] = 0;
    const hasEntered = this.enter(host, nowMs);
    this.#isAwaiting[host] = isAwaiting;
    return hasEntered;
  }

  /** Gives back the place that {@link take} or {@link enter} booked. */
  leave(host: number): void {
    this.#inFlight[host]!--;
    this.#activate(host);
  }

  /** There is no connection to `host` that is worth staying for: its turn is over. */
  endTurn(host: number): void {
    this.#stays[host] = 0;
  }

  /** The row is settled. @returns True when its host has nothing left to be asked. */
  settle(row: number): boolean {
    return --this.#unsettled[this.hostOf(row)]! === 0;
  }

  /** The row, taken before, is to be asked again not before `dueMs`. */
  retryAt(row: number, dueMs: number): void {
    this.#waiting++;
    this.#dueRows.push(dueMs, row);
  }

  /** Puts a row that was taken back to where it was: first in its host's queue. */
  putBack(row: number): void {
    this.#waiting++;
    this.#pushFront(row);
  }

  #pushFront(row: number): void {
    const host = this.hostOf(row);
    this.#nextRow[row] = this.#head[host]!;
    if (this.#head[host] === NIL) this.#tail[host] = row;
    this.#head[host] = row;
    this.#activate(host);
  }

  /** True when no row is queued or waiting for a time; rows in flight are the caller's. */
  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** When each host was last asked, as far back as a rate may reach. */
  *recentStarts(nowMs: number): Generator<readonly [origin: string, startedMs: number]> {
    for (const [host, origin] of this.#origins.entries()) {
      const startedMs = this.#gapFromMs[host]!;
      if (startedMs > nowMs - LONGEST_GAP_MS || this.#nextAtMs[host]! > nowMs) yield [origin, startedMs];
    }
  }

  /** Another scheduler asked `host` at `startedMs`: its gap is counted from then. */
  wasAsked(host: number, startedMs: number): void {
    this.#gapFromMs[host] = startedMs;
    this.#nextAtMs[host] = this.#pacer.nextStartMs(host, startedMs);
  }

  /** Nothing is sent to `host` before `untilMs`. Never shortens a wait. */
  park(host: number, untilMs: number): void {
    if (untilMs > this.#parkedUntilMs[host]!) this.#parkedUntilMs[host] = untilMs;
  }

  /** When the wait that the host asked for is over, whether it is paused or not. */
  parkEndMs(host: number): number {
    return this.#parkedUntilMs[host]!;
  }

  /** `Infinity` for a paused host. */
  parkedUntilMs(host: number): number {
    return this.#isPaused[host] === 1 ? Infinity : this.#parkedUntilMs[host]!;
  }

  /** Nothing is sent to `host` until {@link resume}; its rows wait, at no cost. */
  pause(host: number): void {
    this.#isPaused[host] = 1;
    this.#pausedHosts.add(host);
  }

  resume(host: number): void {
    this.#isPaused[host] = 0;
    this.#pausedHosts.delete(host);
    for (const row of this.#stranded.get(host) ?? []) this.#pushFront(row);
    this.#stranded.delete(host);
    this.#activate(host);
  }

  /** The row, taken before, is asked again when `pausedHost`, to which its redirect leads, may be asked again. */
  strand(row: number, pausedHost: number): void {
    this.#waiting++;
    const rows = this.#stranded.get(pausedHost) ?? [];
    rows.push(row);
    this.#stranded.set(pausedHost, rows);
  }

  /** Rows of `host` that are not settled. */
  unsettledAt(host: number): number {
    return this.#unsettled[host]!;
  }

  /** With nothing in flight: rows are left, and all of them wait for paused hosts. */
  get isBlocked(): boolean {
    if (this.#waiting === 0 || this.#pausedHosts.size === 0) return false;
    let blocked = 0;
    for (const host of this.#pausedHosts) blocked += this.#unsettled[host]!;
    for (const rows of this.#stranded.values())
      for (const row of rows) if (this.#isPaused[this.hostOf(row)] === 0) blocked++;
    return blocked === this.#waiting;
  }

  inFlightAt(host: number): number {
    return this.#inFlight[host]!;
  }

  /** When time alone will make something possible; `Infinity` when only {@link leave} can. */
  nextDueMs(): number {
    return Math.min(this.#dueRows.earliest, this.#dueHosts.earliest);
  }

  /** The pacer wants longer gaps at `host` now. */
  repace(host: number): void {
    if (this.#gapFromMs[host] === -Infinity) return;
    const nextMs = this.#pacer.nextStartMs(host, this.#gapFromMs[host]!);
    this.#nextAtMs[host] = Math.max(this.#nextAtMs[host]!, nextMs);
  }

  /** The pacer has other limits now. */
  limitsChanged({ isRateChanged }: { readonly isRateChanged: boolean }): void {
    if (isRateChanged) {
      // Due times were set by the old rate: at 0.1/s they may be ten seconds away.
      this.#dueHosts.clear();
      this.#isInHeap.fill(0);
    }
    for (let host = 0; host < this.#origins.length; host++) {
      // Counted from the last request as before: a slider that is dragged must not start one with each step.
      if (isRateChanged && this.#gapFromMs[host] !== -Infinity)
        this.#nextAtMs[host] = this.#pacer.nextStartMs(host, this.#gapFromMs[host]!);
      this.#activate(host);
    }
  }

  #mayEnter(host: number, nowMs: number): boolean {
    if (this.#isPaused[host] === 1) return false; // resume() brings it back
    if (this.#isAwaiting[host] === 1) return false; // release() brings it back
    if (this.#inFlight[host]! >= this.#pacer.inFlightMax(host)) {
      this.#pacer.wasFull(host);
      return false; // leave() brings it back
    }
    const waitUntilMs = Math.max(this.#nextAtMs[host]!, this.#parkedUntilMs[host]!);
    if (waitUntilMs <= nowMs) return true;
    if (this.#isInHeap[host] === 0) {
      this.#isInHeap[host] = 1;
      this.#dueHosts.push(waitUntilMs, host);
    }
    return false;
  }

  /** A request to the host starts now. */
  book(host: number, nowMs: number): void {
    this.#inFlight[host]!++;
    this.#gapFromMs[host] = nowMs;
    this.#nextAtMs[host] = this.#pacer.started(host, this.#nextAtMs[host]!, nowMs);
  }

  /** Puts back in line what was due by `nowMs`; afterwards {@link nextDueMs} lies ahead. */
  wake(nowMs: number): void {
    while (this.#dueRows.earliest <= nowMs) this.#pushFront(this.#dueRows.pop());
    while (this.#dueHosts.earliest <= nowMs) {
      const host = this.#dueHosts.pop();
      this.#isInHeap[host] = 0;
      this.#activate(host);
    }
  }

  /** It may be possible to ask `host` now. */
  #activate(host: number): void {
    if (this.#head[host] === NIL) return;
    this.#ring.add(host);
    if (this.#stays[host]! > 0) this.#staying.add(host);
  }

  #growHosts(): void {
    const size = this.#head.length * 2;
    this.#ring.grow(size);
    this.#staying.grow(size);
    this.#head = grown(this.#head, new Uint32Array(size).fill(NIL));
    this.#tail = grown(this.#tail, new Uint32Array(size).fill(NIL));
    this.#inFlight = grown(this.#inFlight, new Uint32Array(size));
    this.#unsettled = grown(this.#unsettled, new Uint32Array(size));
    this.#nextAtMs = grown(this.#nextAtMs, new Float64Array(size));
    this.#gapFromMs = grown(this.#gapFromMs, new Float64Array(size).fill(-Infinity));
    this.#parkedUntilMs = grown(this.#parkedUntilMs, new Float64Array(size));
    this.#isPaused = grown(this.#isPaused, new Uint8Array(size));
    this.#isAwaiting = grown(this.#isAwaiting, new Uint8Array(size));
    this.#isInHeap = grown(this.#isInHeap, new Uint8Array(size));
    this.#stays = grown(this.#stays, new Uint8Array(size));
  }
}

function grown<Column extends Uint8Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
