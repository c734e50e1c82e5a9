/** Speaks to screen readers now and then: every change of state, and the progress twice a minute. */
import { useEffect, useState } from 'react';
import { formatCountOf, formatPercent } from '../../../shared/format.ts';
import type { RunModelState } from '../../state/run-store.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { verdictOf } from './verdict.ts';

const EVERY_MS = 30_000;

export function Announcer() {
  const { run } = useModel();
  const state = useRun((current) => current.state);
  const [text, setText] = useState('');

  useEffect(() => {
    const say = () => setText(sentence(run.store.getState()));
    say();
    if (state !== 'running') return;
    const timer = setInterval(say, EVERY_MS);
    return () => clearInterval(timer);
  }, [run, state]);

  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}

function sentence(state: RunModelState): string {
  const { totals, timeLeft } = state;
  if (state.state !== 'running') return verdictOf(state);
  const done = formatPercent(totals.rows - totals.pending, totals.rows);
  const end = timeLeft === null ? '' : `, ${timeLeft}`;
  return `Running: ${done} of ${formatCountOf(totals.rows, 'row')} done, ${formatCountOf(totals.failed, 'failure')}${end}`;
}
