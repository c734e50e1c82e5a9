/**
 * The lines of the forecast chart: what was settled, and from now on the expected way to the end
 * with the quickest and the slowest one around it. Pure: the chart only draws them.
 */
import type { Forecast } from '../../shared/plan.ts';

/** Aligned columns, as the chart library takes them; `null` is nothing. */
export interface ForecastLines {
  readonly atSec: number[];
  readonly settled: (number | null)[];
  readonly quick: (number | null)[];
  readonly expected: (number | null)[];
  readonly slow: (number | null)[];
}

export interface ForecastMoment {
  readonly nowMs: number;
  readonly settled: number;
  readonly rows: number;
  readonly forecast: Forecast | null;
}

export function forecastLines(
  past: { readonly atMs: readonly number[]; readonly settled: readonly number[] },
  { nowMs, settled, rows, forecast }: ForecastMoment,
): ForecastLines {
  const lines: ForecastLines = { atSec: [], settled: [], quick: [], expected: [], slow: [] };
  const add = (atMs: number, ...[done, quick, expected, slow]: readonly (number | null)[]) => {
    lines.atSec.push(atMs / 1000);
    lines.settled.push(done ?? null);
    lines.quick.push(quick ?? null);
    lines.expected.push(expected ?? null);
    lines.slow.push(slow ?? null);
  };
  for (const [index, atMs] of past.atMs.entries())
    if (atMs < nowMs) add(atMs, past.settled[index] ?? null, null, null, null);
  if (forecast === null) {
    add(nowMs, settled, null, null, null);
    return lines;
  }
  add(nowMs, settled, settled, settled, settled);
  const { endLowMs, endMs, endHighMs } = forecast;
  const after = (leftMs: number, endsMs: number) =>
    settled + (rows - settled) * Math.min(1, leftMs / Math.max(1, endsMs));
  for (const leftMs of [endLowMs, endMs, endHighMs]) {
    const expected = leftMs > endMs ? null : after(leftMs, endMs);
    add(nowMs + leftMs, null, after(leftMs, endLowMs), expected, after(leftMs, endHighMs));
  }
  return lines;
}

/** A time axis that stays as it is while what it shows fits well: a picture must not jump about. */
export class CalmAxis {
  #fromMs = 0;
  #toMs = 0;

  /** @returns The end of the axis. */
  to(fromMs: number, neededMs: number): number {
    const needed = neededMs - fromMs;
    const shown = this.#toMs - this.#fromMs;
    if (fromMs !== this.#fromMs || needed > shown || needed < shown * 0.7) {
      this.#fromMs = fromMs;
      this.#toMs = fromMs + needed * 1.12;
    }
    return this.#toMs;
  }
}
