/** What people see of an open run while it goes on: the content of a progress batch. */
import type { RunLifecycle } from './run-lifecycle.ts';
import type { BatchContent } from './progress-reporter.ts';
import type { RunParts } from './run-parts.ts';

const PAUSED_SHOWN = 20;

export function batchContent(
  runId: string,
  { state, pauseReason }: Pick<RunLifecycle, 'state' | 'pauseReason'>,
  { options, figures, outlook, holds, loops, watch, robots, controls }: RunParts,
): BatchContent {
  const isFetching = state === 'running' && holds.current === null;
  const loop = loops.current;
  return {
    runId,
    state,
    ...outlook.read(isFetching ? loop : null, options.effective),
    ...figures.batch(loop),
    hold: state === 'running' ? holds.current : null,
    pauseReason,
    sample: loops.sample?.isHere === true ? { rows: loops.sample.rows } : null,
    pausedHosts: watch.listPaused(PAUSED_SHOWN, (origin) => loop?.hosts.pendingAt(origin) ?? 0),
    pausedHostCount: watch.pausedCount,
    robots: options.effective.robots === 'off' ? null : robots.figures,
    userPausedHosts: controls.summary(),
  };
}
