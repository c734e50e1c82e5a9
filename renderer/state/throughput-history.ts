/**
 * The chart's data: rates over wall-clock time in equal buckets, never more than
 * {@link MAX_POINTS}. When they are full, neighbours are merged and buckets become twice
 * as long, so a run of a minute and one of a night cost the same to draw and to keep.
 */

export const MAX_POINTS = 600;
const FIRST_BUCKET_MS = 500;
/** A silence longer than this (a pause, a sleeping computer) is drawn as a gap. */
const GAP_MS = 5000;

interface Bucket {
  /** Index of the bucket on the time axis, from the epoch. */
  readonly slot: number;
  rows: number;
  failures: number;
  samples: number;
  /** Whether the line breaks off before it. */
  isSplit: boolean;
}

export interface Marker {
  readonly atMs: number;
  /** A limit moved; a host asked for a pause; failures paused something; this computer was in the way; a new engine. */
  readonly kind: 'limit' | 'parked' | 'paused' | 'hold' | 'restart';
  readonly text: string;
}

/** Aligned columns, as the chart library takes them; `null` is a gap. */
export interface ChartData {
  readonly atSec: number[];
  readonly rows: (number | null)[];
  readonly failures: (number | null)[];
}

const MARKERS_MAX = 100;

export class ThroughputHistory {
  #bucketMs = FIRST_BUCKET_MS;
  #buckets: Bucket[] = [];
  #markers: Marker[] = [];
  #version = 0;
  #isSplitDue = false;

  /** Grows with every change, so that a drawing can tell whether it is stale. */
  get version(): number {
    return this.#version;
  }

  get markers(): readonly Marker[] {
    return this.#markers;
  }

  add(atMs: number, rowsPerSec: number, failuresPerSec: number): void {
    const slot = Math.floor(atMs / this.#bucketMs);
    const last = this.#buckets.at(-1);
    // A clock that was set back must not disorder the axis.
    if (last !== undefined && slot < last.slot) return;
    this.#version += 1;
    if (last?.slot === slot) {
      last.rows += rowsPerSec;
      last.failures += failuresPerSec;
      last.samples += 1;
      return;
    }
    const isSplit = this.#isSplitDue;
    this.#isSplitDue = false;
    this.#buckets.push({ slot, rows: rowsPerSec, failures: failuresPerSec, samples: 1, isSplit });
    if (this.#buckets.length > MAX_POINTS / 2 && this.#pointCount() > MAX_POINTS) this.#halve();
  }

  /** Marks a moment. Moving a slider gives many; those of one kind within 2 s are one. */
  mark(marker: Marker): void {
    const last = this.#markers.at(-1);
    if (last !== undefined && last.kind === marker.kind && marker.atMs - last.atMs < 2000)
      this.#markers.pop();
    this.#markers.push(marker);
    if (this.#markers.length > MARKERS_MAX) this.#markers.shift();
    this.#version += 1;
  }

  /** Breaks the line off: what comes is not a continuation of what was. */
  split(): void {
    this.#isSplitDue = this.#buckets.length > 0;
  }

  clear(): void {
    this.#isSplitDue = false;
    this.#bucketMs = FIRST_BUCKET_MS;
    this.#buckets = [];
    this.#markers = [];
    this.#version += 1;
  }

  data(): ChartData {
    const data: ChartData = { atSec: [], rows: [], failures: [] };
    let previous: Bucket | undefined;
    for (const bucket of this.#buckets) {
      if (previous !== undefined && this.#isGap(previous, bucket)) {
        data.atSec.push(((previous.slot + 1) * this.#bucketMs) / 1000);
        data.rows.push(null);
        data.failures.push(null);
      }
      data.atSec.push((bucket.slot * this.#bucketMs) / 1000);
      data.rows.push(bucket.rows / bucket.samples);
      data.failures.push(bucket.failures / bucket.samples);
      previous = bucket;
    }
    return data;
  }

  #isGap(previous: Bucket, next: Bucket): boolean {
    // Neighbours leave no room for a point between them.
    if (next.isSplit && next.slot - previous.slot > 1) return true;
    return (next.slot - previous.slot) * this.#bucketMs > Math.max(GAP_MS, this.#bucketMs * 1.5);
  }

  /** Buckets and the gaps between them. */
  #pointCount(): number {
    let points = this.#buckets.length;
    for (let index = 1; index < this.#buckets.length; index += 1) {
      const previous = this.#buckets[index - 1];
      const next = this.#buckets[index];
      if (previous !== undefined && next !== undefined && this.#isGap(previous, next)) points += 1;
    }
    return points;
  }

  #halve(): void {
    this.#bucketMs *= 2;
    const merged: Bucket[] = [];
    for (const bucket of this.#buckets) {
      const slot = Math.floor(bucket.slot / 2);
      const last = merged.at(-1);
      if (last?.slot === slot) {
        last.rows += bucket.rows;
        last.failures += bucket.failures;
        last.samples += bucket.samples;
      } else merged.push({ ...bucket, slot });
    }
    this.#buckets = merged;
  }
}
