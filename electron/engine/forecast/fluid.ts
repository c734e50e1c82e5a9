/**
 * When hosts that share one capacity are done, as fluids: each is emptied at its own rate or at
 * its fair share of the capacity, whichever is less, as a round-robin gives it.
 */

/** Hosts that are alike. */
export interface HostClass {
  readonly hosts: number;
  /** Rows of each. */
  readonly rows: number;
  /** Rows per second of each, when nothing else holds it back. */
  readonly ratePerSec: number;
  /** Nothing is asked before this time, in milliseconds from now. */
  readonly startMs: number;
}

/** @returns For each class when it is done, in milliseconds from now; `Infinity` for never. */
export function drainMs(classes: readonly HostClass[], capacityPerSec: number): number[] {
  // Slow hosts first: what they leave of their share goes to the others.
  const order = classes.map((_, index) => index);
  order.sort((a, b) => classes[a]!.ratePerSec - classes[b]!.ratePerSec);
  const column = (of: (one: HostClass) => number) => Float64Array.from(order, (index) => of(classes[index]!));
  const open = new OpenClasses({
    hosts: column(({ hosts }) => hosts),
    left: column(({ rows }) => rows),
    ratePerSec: column(({ ratePerSec }) => ratePerSec),
    startMs: column(({ startMs }) => startMs),
  });
  const ends = open.drain(capacityPerSec);
  const endMs = classes.map(() => 0);
  for (let at = 0; at < order.length; at++) endMs[order[at]!] = ends[at]!;
  return endMs;
}

/** A row that is less than this is none: sums of fractions do not come out even. */
const NOTHING = 1e-6;

interface Columns {
  readonly hosts: Float64Array;
  /** Rows of each of the hosts. */
  readonly left: Float64Array;
  /** Rising. */
  readonly ratePerSec: Float64Array;
  readonly startMs: Float64Array;
}

/** In plain loops over columns: each class that ends costs a walk over all. */
class OpenClasses {
  readonly #c: Columns;
  readonly #count: number;
  #nowMs = 0;

  constructor(columns: Columns) {
    this.#c = columns;
    this.#count = columns.left.length;
  }

  drain(capacityPerSec: number): Float64Array {
    const { left } = this.#c;
    const ends = new Float64Array(this.#count);
    // Each step ends or begins a class; the bound is for sums of fractions that do not come out even.
    for (let step = 0; step < 4 * this.#count + 4; step++) {
      const share = this.#fairShare(capacityPerSec);
      const stepMs = this.#nextStepMs(share);
      if (stepMs === Infinity) break;
      this.#pass(stepMs, share, ends);
    }
    for (let at = 0; at < this.#count; at++) if (left[at]! > 0) ends[at] = Infinity;
    return ends;
  }

  #isActive(at: number): boolean {
    return this.#c.left[at]! > 0 && this.#c.startMs[at]! <= this.#nowMs;
  }

  /** Until a class is done, or one begins. */
  #nextStepMs(share: number): number {
    const { left, ratePerSec, startMs } = this.#c;
    let stepMs = Infinity;
    for (let at = 0; at < this.#count; at++) {
      if (!(left[at]! > 0)) continue;
      const waitMs = startMs[at]! - this.#nowMs;
      const untilMs = waitMs > 0 ? waitMs : (left[at]! * 1000) / Math.min(ratePerSec[at]!, share);
      if (untilMs < stepMs) stepMs = untilMs;
    }
    return stepMs;
  }

  #pass(stepMs: number, share: number, ends: Float64Array): void {
    const { left, ratePerSec } = this.#c;
    for (let at = 0; at < this.#count; at++) {
      if (!this.#isActive(at)) continue;
      const after = left[at]! - (Math.min(ratePerSec[at]!, share) * stepMs) / 1000;
      left[at] = after > NOTHING ? after : 0;
      if (left[at] === 0) ends[at] = this.#nowMs + stepMs;
    }
    this.#nowMs += stepMs;
  }

  /** The rate above which a host gets no more. */
  #fairShare(capacityPerSec: number): number {
    const { hosts, ratePerSec } = this.#c;
    let count = 0;
    for (let at = 0; at < this.#count; at++) if (this.#isActive(at)) count += hosts[at]!;
    let capacity = capacityPerSec;
    for (let at = 0; at < this.#count; at++) {
      if (!this.#isActive(at)) continue;
      const share = capacity / count;
      if (ratePerSec[at]! > share) return share;
      capacity -= ratePerSec[at]! * hosts[at]!;
      count -= hosts[at]!;
    }
    return Infinity;
  }
}
