/** The sentence at the top of a run that is not moving. */
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RunTotals } from '../../../shared/progress.ts';
import type { RunModelState } from '../../state/run-state.ts';

type Judged = Pick<RunModelState, 'state' | 'totals' | 'pauseReason' | 'pausedHosts'> &
  Partial<Pick<RunModelState, 'sample'>>;

export function verdictOf({ state, totals, pauseReason, pausedHosts, sample = null }: Judged): string {
  switch (state) {
    case 'finished':
      return finishedVerdict(totals);
    case 'stopped':
      return `Stopped: ${formatCountOf(totals.pending, 'row')} left`;
    case 'ready':
      return `Not running: ${formatCountOf(totals.pending, 'row')} left`;
    case 'paused':
      if (sample !== null) return `The sample is here: ${formatCountOf(totals.pending, 'row')} to go`;
      return pausedVerdict(totals, pauseReason, pausedHosts);
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

function pausedVerdict(
  { pending }: RunTotals,
  reason: RunModelState['pauseReason'],
  hosts: RunModelState['pausedHosts'],
): string {
  if (reason !== null) {
    const { failedAnswers, answers } = reason;
    return `Paused: ${formatCount(failedAnswers)} of the last ${formatCountOf(answers, 'answer')} failed`;
  }
  const waiting = hosts.reduce((sum, { pendingRows }) => sum + pendingRows, 0);
  if (hosts.length > 0 && waiting >= pending)
    return `Paused: the ${formatCountOf(pending, 'row')} left ${pending === 1 ? 'is' : 'are'} of paused hosts`;
  return `Paused: ${formatCountOf(pending, 'row')} left`;
}

function finishedVerdict({ ok, failed, skipped, failures, incomplete }: RunTotals): string {
  const skippedPart = skipped === 0 ? '' : `, ${formatCount(skipped)} skipped`;
  if (failed === 0) {
    // Beside failures there is no room for it; a line below says it in any case.
    const incompletePart = incomplete === 0 ? '' : ` (${formatCount(incomplete)} incomplete)`;
    return `${formatCount(ok)} ok${incompletePart}, nothing failed${skippedPart}`;
  }
  const { count } = worthRetrying(failures);
  const worth = count === 0 ? 'none worth retrying' : `${formatCount(count)} worth retrying`;
  return `${formatCount(ok)} ok, ${formatCount(failed)} failed${skippedPart}: ${worth}`;
}
