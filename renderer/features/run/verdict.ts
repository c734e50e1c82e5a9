/** The sentence at the top of a run that is not moving. */
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RunTotals } from '../../../shared/progress.ts';
import type { RunModelState } from '../../state/run-store.ts';

export function verdictOf({ state, totals }: Pick<RunModelState, 'state' | 'totals'>): string {
  switch (state) {
    case 'finished':
      return finishedVerdict(totals);
    case 'stopped':
      return `Stopped: ${formatCountOf(totals.pending, 'row')} left`;
    case 'ready':
      return `Not running: ${formatCountOf(totals.pending, 'row')} left`;
    case 'paused':
      return `Paused: ${formatCountOf(totals.pending, 'row')} left`;
    case 'pausing':
      return `Pausing: ${formatCountOf(totals.inFlight, 'request')} under way may finish`;
    case 'stopping':
      return `Stopping: ${formatCountOf(totals.inFlight, 'request')} under way may finish`;
    case 'running':
      return 'Running';
  }
}

/** Failures that have a fair chance when they are asked again. */
export function worthRetrying(failures: RunTotals['failures']): { codes: OutcomeCode[]; count: number } {
  const codes: OutcomeCode[] = [];
  let count = 0;
  for (const [code, failed] of failuresOf(failures)) {
    if (!OUTCOMES[code].isWorthRetrying) continue;
    codes.push(code);
    count += failed;
  }
  return { codes, count };
}

export function failuresOf(failures: RunTotals['failures']): [OutcomeCode, number][] {
  // Object.entries widens the keys; they are outcome codes by type.
  return (Object.entries(failures) as [OutcomeCode, number][]).filter(([, count]) => count > 0);
}

function finishedVerdict({ ok, failed, skipped, failures }: RunTotals): string {
  const skippedPart = skipped === 0 ? '' : `, ${formatCount(skipped)} skipped`;
  if (failed === 0) return `${formatCount(ok)} ok, nothing failed${skippedPart}`;
  const { count } = worthRetrying(failures);
  const worth = count === 0 ? 'none worth retrying' : `${formatCount(count)} worth retrying`;
  return `${formatCount(ok)} ok, ${formatCount(failed)} failed${skippedPart}: ${worth}`;
}
