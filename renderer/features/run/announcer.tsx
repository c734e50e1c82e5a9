/**
 * Speaks to screen readers now and then: every change of state, whatever begins to stand in
 * the way, and the progress twice a minute.
 */
import { useEffect, useState } from 'react';
import { formatCountOf, formatPercent } from '../../../shared/format.ts';
import type { RunModelState } from '../../state/run-state.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { holdBannerWords, pausedHostWords } from './pause-words.ts';
import { verdictOf } from './verdict.ts';

const EVERY_MS = 30_000;

export function Announcer() {
  const { run } = useModel();
  const state = useRun((current) => current.state);
  const obstacle = useRun(obstacleWords);
  const [text, setText] = useState('');

  useEffect(() => {
    const say = () => setText(sentence(run.store.getState()));
    say();
    if (state !== 'running') return;
    const timer = setInterval(say, EVERY_MS);
    return () => clearInterval(timer);
  }, [run, state]);

  return (
    <>
      <p aria-live="polite" className="sr-only">
        {text}
      </p>
      {/* Of its own, so that it is said once and not again with every progress. */}
      <p aria-live="polite" className="sr-only">
        {obstacle}
      </p>
    </>
  );
}

function sentence(state: RunModelState): string {
  const { totals, timeLeft } = state;
  if (state.state !== 'running') return verdictOf(state);
  const done = formatPercent(totals.rows - totals.pending, totals.rows);
  const end = timeLeft === null ? '' : `, ${timeLeft}`;
  return `Running: ${done} of ${formatCountOf(totals.rows, 'row')} done, ${formatCountOf(totals.failed, 'failure')}${end}`;
}

/** The newest thing that stands in the way, or that the user has to decide; empty when there is none. */
function obstacleWords({ state, hold, pausedHosts, crash }: RunModelState): string {
  const newest = pausedHosts.at(-1);
  if (hold !== null && state === 'running') {
    const { cause, advice } = holdBannerWords(hold.code);
    return `${cause}. ${advice}`;
  }
  if (newest !== undefined) return pausedHostWords(newest);
  return crash === null ? '' : 'The engine stopped unexpectedly and was started again.';
}
