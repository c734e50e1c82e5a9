/** Percentiles of every phase over all attempts of a run, kept up as they come. */
import { PHASE_NAMES, type PhaseName, type PhaseSummary, type PhaseTimes } from '../../../shared/progress.ts';
import type { AttemptPhases } from '../../../shared/rows.ts';
import { LogHistogram } from './log-histogram.ts';

export class PhaseHistograms {
  readonly #histograms = new Map<PhaseName, LogHistogram>();

  add(phases: AttemptPhases, totalMs: number): void {
    this.#addOne('wait', phases.waitMs);
    this.#addOne('dns', phases.dnsMs);
    this.#addOne('connect', phases.connectMs);
    this.#addOne('tls', phases.tlsMs);
    this.#addOne('firstByte', phases.firstByteMs);
    this.#addOne('body', phases.bodyMs);
    this.#addOne('total', totalMs);
  }

  /** @param timesMs In the order of {@link PHASE_NAMES}; `null` for what did not happen. */
  addColumns(timesMs: readonly (number | null)[]): void {
    for (const [index, name] of PHASE_NAMES.entries()) this.#addOne(name, timesMs[index] ?? null);
  }

  summary(): PhaseSummary {
    const summary: Partial<Record<PhaseName, PhaseTimes>> = {};
    for (const name of PHASE_NAMES) {
      const histogram = this.#histograms.get(name);
      if (histogram === undefined) continue;
      summary[name] = {
        count: histogram.count,
        p50Ms: histogram.percentile(0.5),
        p95Ms: histogram.percentile(0.95),
        p99Ms: histogram.percentile(0.99),
      };
    }
    return summary;
  }

  #addOne(name: PhaseName, timeMs: number | null): void {
    if (timeMs === null) return;
    let histogram = this.#histograms.get(name);
    if (histogram === undefined) this.#histograms.set(name, (histogram = new LogHistogram()));
    histogram.add(timeMs);
  }
}
