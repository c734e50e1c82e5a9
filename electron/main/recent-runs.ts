/** The list of recent runs: newest first, each run file once. Pure functions over plain values. */
import type { RecentRun, RunSnapshot } from '../../shared/run.ts';

export const RECENT_RUNS_MAX = 20;

export function recentFromRun(run: RunSnapshot, changedAtMs: number): RecentRun {
  const { rows, ok, failed, skipped, pending } = run.totals;
  return { path: run.path, name: run.name, changedAtMs, rows, ok, failed, skipped, pending };
}

/** Puts `run` first; the oldest beyond {@link RECENT_RUNS_MAX} goes. */
export function rememberRun(recent: readonly RecentRun[], run: RecentRun): readonly RecentRun[] {
  return [run, ...forgetRun(recent, run.path)].slice(0, RECENT_RUNS_MAX);
}

export function forgetRun(recent: readonly RecentRun[], path: string): readonly RecentRun[] {
  return recent.filter((run) => run.path !== path);
}
