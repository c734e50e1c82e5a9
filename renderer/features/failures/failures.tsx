/** What is failing and why; each cause filters the table. Below it, hosts that asked for a pause. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { useModel, useResults, useRun } from '../../state/use-app.ts';
import { failuresOf } from '../run/verdict.ts';
import { CauseMenu } from './cause-menu.tsx';
import { ParkedHosts } from './parked-hosts.tsx';
import { RetryFailed, RetryWorthwhile } from './retry-failed.tsx';

export function Failures() {
  const state = useRun((current) => current.state);
  return (
    <section aria-label="Failures" className="panel flex min-h-0 flex-col">
      <header className="flex items-center justify-between gap-2 py-1.5 pr-2 pl-4">
        <h2 className="text-13 font-semibold">Failures by cause</h2>
        {/* Once finished, the line at the top offers to retry all of them. */}
        {state === 'finished' ? <RetryWorthwhile /> : <RetryFailed isSmall />}
      </header>
      <CauseList />
      <ParkedHosts />
    </section>
  );
}

/** A list that is sorted anew under the pointer makes people press the wrong cause. */
const SORT_AGAIN_MS = 3000;

function CauseList() {
  const failures = useRun((state) => state.totals.failures);
  const isPending = useRun((state) => state.totals.pending > 0);
  const ref = useRef<HTMLUListElement>(null);
  const [order, setOrder] = useState<readonly OutcomeCode[]>([]);
  const counts = useMemo(() => new Map(failuresOf(failures)), [failures]);
  const latest = useRef(counts);

  useEffect(() => {
    latest.current = counts;
  }, [counts]);

  useEffect(() => {
    const sort = () => {
      if (ref.current?.matches(':hover, :focus-within') === true) return;
      setOrder([...latest.current].toSorted((a, b) => b[1] - a[1]).map(([code]) => code));
    };
    sort();
    const timer = setInterval(sort, SORT_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);

  const known = order.filter((code) => counts.has(code));
  const shown = [...known, ...[...counts.keys()].filter((code) => !known.includes(code))];
  return (
    <ul ref={ref} aria-label="Failures by cause" className="min-h-0 flex-1 overflow-y-auto px-2 pb-1">
      {shown.map((code) => (
        <Cause key={code} code={code} count={counts.get(code) ?? 0} />
      ))}
      {shown.length === 0 && (
        <li className="px-2 py-1 text-muted">
          {isPending ? 'Nothing has failed so far.' : 'Nothing failed.'}
        </li>
      )}
    </ul>
  );
}

function Cause({ code, count }: { readonly code: OutcomeCode; readonly count: number }) {
  const { results } = useModel();
  const isChosen = useResults((state) => state.filter.code === code);
  return (
    <li className="flex items-center gap-0.5">
      <button
        type="button"
        aria-pressed={isChosen}
        title={`${code}: ${OUTCOMES[code].advice}`}
        onClick={() => (isChosen ? results.setOutcome('all') : results.setOutcome('failed', code))}
        className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded px-2 text-left hover:bg-hover aria-pressed:bg-accent-soft"
      >
        {/* A code that does not fit beside its cause goes to a second line, which is cut off. */}
        <span className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-2 overflow-hidden">
          <span className="max-w-full truncate">{OUTCOMES[code].cause}</span>
          <code className="font-mono text-12 leading-5 text-muted">{code}</code>
        </span>
        <span className="tabular font-semibold">{formatCount(count)}</span>
      </button>
      <CauseMenu code={code} count={count} />
    </li>
  );
}
