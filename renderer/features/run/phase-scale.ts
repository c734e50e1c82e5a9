/**
 * The axis under the phase times. Phases differ by powers of ten (a name lookup takes 3 ms,
 * an answer 3 s), so it is logarithmic: on a linear one only the longest would be seen.
 */
import { formatDuration, formatThreeDigits } from '../../../shared/format.ts';
import type { PhaseSummary } from '../../../shared/progress.ts';

export interface PhaseScale {
  /** Place of a time on the axis, 0 to 1; what is shorter than its beginning stands there. */
  at(ms: number): number;
  /** Powers of ten within the axis. */
  readonly ticksMs: readonly number[];
}

const BEGIN_MS = 1;

export function phaseScale(summary: PhaseSummary): PhaseScale {
  const longestMs = Math.max(100, ...Object.values(summary).map(({ p99Ms }) => p99Ms));
  const decades = Math.log10(longestMs / BEGIN_MS) * 1.02;
  const ticksMs: number[] = [];
  for (let ms = BEGIN_MS; Math.log10(ms / BEGIN_MS) <= decades; ms *= 10) ticksMs.push(ms);
  return {
    at: (ms) => Math.min(1, Math.max(0, Math.log10(Math.max(ms, BEGIN_MS) / BEGIN_MS) / decades)),
    ticksMs,
  };
}

/** `0.4 ms`, `8.4 ms`, `214 ms`, `1.8 s`. */
export function formatPhaseMs(ms: number): string {
  if (ms >= 10) return formatDuration(ms);
  return ms < 0.05 ? '0 ms' : `${formatThreeDigits(Math.round(ms * 10) / 10)} ms`;
}
