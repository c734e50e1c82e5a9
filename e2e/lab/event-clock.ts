/** Virtual time for millions of events: a heap of timers, and nothing waits. */
import type { Clock, Timer } from '../../electron/engine/clock.ts';

interface Event extends Timer {
  readonly dueMs: number;
  /** Events of the same time happen in the order in which they were asked for. */
  readonly order: number;
  callback: (() => void) | null;
}

/** Any time will do, as long as it is the same for each run. */
const WALL_START_MS = Date.UTC(2030, 0, 1);

export class EventClock implements Clock {
  readonly #heap: Event[] = [];
  #nowMs = 0;
  #order = 0;

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return WALL_START_MS + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const event: Event = {
      dueMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#order++,
      callback,
      cancel: () => {
        event.callback = null;
      },
    };
    this.#push(event);
    return event;
  }

  /** Plays until `isOver`, or until nothing is left to happen. @returns Whether it is over. */
  play(isOver: () => boolean): boolean {
    while (!isOver()) {
      const event = this.#pop();
      if (event === null) return false;
      if (event.callback === null) continue;
      this.#nowMs = Math.max(this.#nowMs, event.dueMs);
      event.callback();
    }
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): Event | null {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return null;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
