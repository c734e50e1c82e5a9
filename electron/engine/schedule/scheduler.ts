/**
 * Which row is next. Round-robin over the hosts that may be asked now.
 *
 * Everything per row stands in typed arrays: a row costs eight bytes here, and waiting
 * costs no promise, closure or timer. A host is in line while it may have something
 * to do; a host that turns out to be busy, parked or empty is dropped from the line and
 * comes back when that changes, so taking the next row is O(1) whatever the numbers.
 *
 * Taking a row books its host in the same call: there is no await between the check and
 * the booking, so no limit can be passed.
 */
import type { HostPacer } from '../governor/governor.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { DueHeap } from './due-heap.ts';
import { DueHosts } from './due-hosts.ts';
import { HostDirectory } from './host-directory.ts';
import { HostDoors } from './host-doors.ts';
import { HostRows } from './host-rows.ts';
import { HostTurns } from './host-turns.ts';

export class Scheduler {
  readonly #hosts: HostDirectory;
  readonly #rows: HostRows;
  readonly #doors: HostDoors;
  readonly #turns: HostTurns;
  readonly #dueHosts: DueHosts;
  readonly #dueRows = new DueHeap();
  /** Hosts that there is room for. */
  #capacity: number;
  /** Rows queued or waiting for a time, over all hosts. */
  #waiting = 0;
  /** Rows of other hosts whose redirect leads to a paused one, by the paused one. */
  readonly #stranded = new Map<number, number[]>();

  constructor(plan: WorkPlan, pacer: HostPacer) {
    this.#capacity = Math.max(1, plan.origins.length);
    this.#hosts = new HostDirectory(plan.origins);
    this.#rows = new HostRows(plan.hostOfRow, this.#capacity);
    this.#doors = new HostDoors(pacer, this.#capacity);
    this.#turns = new HostTurns(this.#capacity);
    this.#dueHosts = new DueHosts(this.#capacity);
    for (let row = 0; row < plan.isPending.length; row++) if (plan.isPending[row] === 1) this.add(row);
  }

  /** Puts a row at the end of its host's queue. */
  add(row: number): void {
    this.#waiting++;
    this.#rows.add(row);
    this.#activate(this.hostOf(row));
  }

  hostOf(row: number): number {
    return this.#rows.hostOf(row);
  }

  originOf(host: number): string {
    return this.#hosts.originOf(host);
  }

  /** Hosts are numbered from 0 on. */
  get hostCount(): number {
    return this.#hosts.count;
  }

  /** The number of a host, made when a redirect leads to one that is not in the list. */
  hostAt(origin: string): number {
    const host = this.#hosts.hostAt(origin);
    if (host >= this.#capacity) this.#grow();
    return host;
  }

  /** Whether `origin` is in the list, or a redirect has led to it. */
  knows(origin: string): boolean {
    return this.#hosts.knows(origin);
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
      const host = this.#turns.shiftStaying();
      if (host === -1) break;
      if (!this.#mayBeAsked(host, nowMs)) continue;
      this.#turns.stay(host);
      return this.#shiftRow(host);
    }
    for (;;) {
      const host = this.#turns.shiftNext();
      if (host === -1) return -1;
      if (!this.#mayBeAsked(host, nowMs)) continue;
      this.#turns.begin(host);
      const row = this.#shiftRow(host);
      if (this.#rows.has(host)) this.#turns.queue(host);
      return row;
    }
  }

  /** Rows that will probably be taken after `row`, for reading their URLs in one go. */
  following(row: number, count: number): Iterable<number> {
    return this.#rows.following(row, count);
  }

  /** Books a place for a redirect that leads to `host`. @returns False when there is none now. */
  enter(host: number, nowMs: number): boolean {
    if (!this.#mayEnter(host, nowMs)) return false;
    this.book(host, nowMs);
    return true;
  }

  /** Its rows wait, at no cost, until {@link release}; what they wait for is asked with a place of its own. */
  await(host: number): void {
    this.#doors.await(host);
  }

  release(host: number): void {
    this.#doors.release(host);
    this.#activate(host);
  }

  /** As {@link enter}, for what the rows of the host may be waiting for. */
  enterAhead(host: number, nowMs: number): boolean {
    if (!this.#doors.isAwaiting(host)) return this.enter(host, nowMs);
    this.#doors.release(host);
    const hasEntered = this.enter(host, nowMs);
    this.#doors.await(host);
    return hasEntered;
  }

  /** A request to the host starts now. */
  book(host: number, nowMs: number): void {
    this.#doors.book(host, nowMs);
  }

  /** Gives back the place that {@link take} or {@link enter} booked. */
  leave(host: number): void {
    this.#doors.leave(host);
    this.#activate(host);
  }

  /** There is no connection to `host` that is worth staying for: its turn is over. */
  endTurn(host: number): void {
    this.#turns.end(host);
  }

  /** The row is settled. @returns True when its host has nothing left to be asked. */
  settle(row: number): boolean {
    return this.#rows.settle(row);
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

  /** The row, taken before, is asked again when `pausedHost`, to which its redirect leads, may be asked again. */
  strand(row: number, pausedHost: number): void {
    this.#waiting++;
    const rows = this.#stranded.get(pausedHost) ?? [];
    rows.push(row);
    this.#stranded.set(pausedHost, rows);
  }

  /** True when no row is queued or waiting for a time; rows in flight are the caller's. */
  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** With nothing in flight: rows are left, and all of them wait for paused hosts. */
  get isBlocked(): boolean {
    const { pausedHosts } = this.#doors;
    if (this.#waiting === 0 || pausedHosts.size === 0) return false;
    let blocked = 0;
    for (const host of pausedHosts) blocked += this.#rows.unsettledAt(host);
    for (const rows of this.#stranded.values())
      for (const row of rows) if (!this.#doors.isPaused(this.hostOf(row))) blocked++;
    return blocked === this.#waiting;
  }

  /** Rows of `host` that are not settled. */
  unsettledAt(host: number): number {
    return this.#rows.unsettledAt(host);
  }

  inFlightAt(host: number): number {
    return this.#doors.inFlightAt(host);
  }

  /** When each host was last asked, as far back as a rate may reach. */
  *recentStarts(nowMs: number): Generator<readonly [origin: string, startedMs: number]> {
    for (let host = 0; host < this.#hosts.count; host++) {
      const startedMs = this.#doors.recentStartMs(host, nowMs);
      if (startedMs !== null) yield [this.originOf(host), startedMs];
    }
  }

  /** Another scheduler asked `host` at `startedMs`: its gap is counted from then. */
  wasAsked(host: number, startedMs: number): void {
    this.#doors.wasAsked(host, startedMs);
  }

  /** Nothing is sent to `host` before `untilMs`. Never shortens a wait. */
  park(host: number, untilMs: number): void {
    this.#doors.park(host, untilMs);
  }

  /** When the wait that the host asked for is over, whether it is paused or not. */
  parkEndMs(host: number): number {
    return this.#doors.parkEndMs(host);
  }

  /** `Infinity` for a paused host. */
  parkedUntilMs(host: number): number {
    return this.#doors.isPaused(host) ? Infinity : this.#doors.parkEndMs(host);
  }

  /** Nothing is sent to `host` until {@link resume}; its rows wait, at no cost. */
  pause(host: number): void {
    this.#doors.pause(host);
  }

  resume(host: number): void {
    this.#doors.resume(host);
    for (const row of this.#stranded.get(host) ?? []) this.#pushFront(row);
    this.#stranded.delete(host);
    this.#activate(host);
  }

  /** The pacer wants longer gaps at `host` now. */
  repace(host: number): void {
    this.#doors.repace(host);
  }

  /** The pacer has other limits now. */
  limitsChanged({ isRateChanged }: { readonly isRateChanged: boolean }): void {
    // Due times were set by the old rate: at 0.1/s they may be ten seconds away.
    if (isRateChanged) this.#dueHosts.clear();
    for (let host = 0; host < this.#hosts.count; host++) {
      // Counted from the last request: a slider that is dragged must not start one with each step.
      if (isRateChanged) this.#doors.rateChanged(host);
      this.#activate(host);
    }
  }

  /** When time alone will make something possible; `Infinity` when only {@link leave} can. */
  nextDueMs(): number {
    return Math.min(this.#dueRows.earliest, this.#dueHosts.earliest);
  }

  /** Puts back in line what was due by `nowMs`; afterwards {@link nextDueMs} lies ahead. */
  wake(nowMs: number): void {
    while (this.#dueRows.earliest <= nowMs) this.#pushFront(this.#dueRows.pop());
    while (this.#dueHosts.earliest <= nowMs) this.#activate(this.#dueHosts.pop());
  }

  #mayBeAsked(host: number, nowMs: number): boolean {
    return this.#rows.has(host) && this.#mayEnter(host, nowMs);
  }

  #mayEnter(host: number, nowMs: number): boolean {
    const opensMs = this.#doors.opensAtMs(host);
    if (opensMs <= nowMs) return true;
    // Otherwise what closes it brings it back.
    if (opensMs !== Infinity) this.#dueHosts.add(host, opensMs);
    return false;
  }

  #shiftRow(host: number): number {
    this.#waiting--;
    return this.#rows.shift(host);
  }

  #pushFront(row: number): void {
    this.#rows.pushFront(row);
    this.#activate(this.hostOf(row));
  }

  /** It may be possible to ask `host` now. */
  #activate(host: number): void {
    if (this.#rows.has(host)) this.#turns.add(host);
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#rows.grow(this.#capacity);
    this.#doors.grow(this.#capacity);
    this.#turns.grow(this.#capacity);
    this.#dueHosts.grow(this.#capacity);
  }
}
