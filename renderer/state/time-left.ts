/**
 * When a run will be done, and how sure that is.
 *
 * The recent past is cut into slices; their mean is the rate to go on with and their
 * spread gives the uncertainty. No estimate is better than a wild one, so there is none
 * until a few slices are full.
 */

export interface TimeLeft {
  readonly leftMs: number;
  /** Half the width of a 90 % interval. */
  readonly plusMinusMs: number;
}

interface Sample {
  /** Time spent running. */
  readonly atMs: number;
  readonly settled: number;
}

const SLICES = 8;
const SLICES_NEEDED = 4;
const SLICE_MIN_MS = 1000;
/** A handful of rows says nothing about thousands. */
const SETTLED_NEEDED = 20;
/** What is older says little about what comes. */
const WINDOW_MS = 120_000;
/** Two-sided 90 % of a normal distribution. */
const Z_90 = 1.645;

export class TimeLeftEstimator {
  #samples: Sample[] = [];

  /** Records progress; samples closer together than a quarter of a slice are dropped. */
  add(atMs: number, settled: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && (atMs < last.atMs || settled < last.settled)) this.#samples = [];
    else if (last !== undefined && atMs - last.atMs < SLICE_MIN_MS / 4) return;
    this.#samples.push({ atMs, settled });
    const firstKept = this.#samples.findIndex((sample) => sample.atMs >= atMs - WINDOW_MS);
    if (firstKept > 0) this.#samples.splice(0, firstKept);
  }

  reset(): void {
    this.#samples = [];
  }

  /** @returns `null` while too little is known, or while nothing moves. */
  estimate(pending: number): TimeLeft | null {
    const rates = this.#sliceRates();
    if (rates.length < SLICES_NEEDED || pending <= 0 || this.#settledInWindow() < SETTLED_NEEDED) return null;
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    if (mean <= 0) return null;

    const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
    const standardError = Math.sqrt(variance / rates.length);
    const leftMs = pending / mean;
    // Never narrower than 2 %: the future is not a sample of the past.
    const relative = Math.min(1, Math.max(0.02, (Z_90 * standardError) / mean));
    return { leftMs, plusMinusMs: leftMs * relative };
  }

  #settledInWindow(): number {
    return (this.#samples.at(-1)?.settled ?? 0) - (this.#samples[0]?.settled ?? 0);
  }

  /** Settled rows per millisecond, slice by slice. */
  #sliceRates(): number[] {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return [];
    const sliceMs = Math.max(SLICE_MIN_MS, (last.atMs - first.atMs) / SLICES);
    const rates: number[] = [];
    let start = first;
    for (const sample of this.#samples) {
      if (sample.atMs - start.atMs < sliceMs) continue;
      rates.push((sample.settled - start.settled) / (sample.atMs - start.atMs));
      start = sample;
    }
    return rates;
  }
}

/** `done about 17:42 (±4 min)`; under two minutes the time left itself: `done in about 40 s (±5 s)`. */
export function describeTimeLeft(left: TimeLeft, nowMs: number): string {
  if (left.leftMs < 120_000) {
    const step = left.leftMs < 20_000 ? 1 : 5;
    const seconds = Math.max(step, Math.round(left.leftMs / 1000 / step) * step);
    return `done in about ${seconds} s (±${Math.max(1, Math.round(left.plusMinusMs / 1000))} s)`;
  }
  const end = new Date(nowMs + left.leftMs);
  const time = `${pad(end.getHours())}:${pad(end.getMinutes())}`;
  const days = Math.floor((startOfDay(end) - startOfDay(new Date(nowMs))) / 86_400_000 + 0.5);
  // Nobody plans the minute of a day that far off.
  if (days > 6) return `done in about ${days} days (±${describeSpread(left.plusMinusMs)})`;
  const day = days === 0 ? '' : days === 1 ? ' tomorrow' : ` in ${days} days`;
  return `done about ${time}${day} (±${describeSpread(left.plusMinusMs)})`;
}

function describeSpread(spreadMs: number): string {
  const minutes = Math.max(1, Math.round(spreadMs / 60_000));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
