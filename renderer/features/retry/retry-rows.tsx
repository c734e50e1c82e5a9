/** The left half of the retry dialog: all that failed, some causes, or what was pointed out. */
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { describeFilter, type RetryChoice } from '../../state/retry-store.ts';
import { useModel, useRetry, useRun } from '../../state/use-app.ts';
import { failuresOf } from '../run/verdict.ts';

export function RetryRows() {
  const rows = useRetry((state) => state.rows);
  const filter = useRetry((state) => state.filter);
  const choice = useRetry((state) => state.choice);
  const failed = useRun(({ totals }) => totals.failed);
  return (
    <fieldset className="min-w-0 border-r border-line p-4">
      <legend className="float-left mb-2 font-semibold">Which rows</legend>
      <div className="clear-left flex flex-col">
        {rows !== null && (
          <Choice value="rows" count={rows.count} note="Of these, the ones that failed.">
            The selected rows
          </Choice>
        )}
        {filter !== null && (
          <Choice value="filter" count={filter.count} note="Of these, the ones that failed.">
            What the filter shows: {describeFilter(filter.selection.filter)}
          </Choice>
        )}
        <Choice value="all" count={failed}>
          All that failed
        </Choice>
        <Choice value="codes" count={null}>
          By cause
        </Choice>
        {choice === 'codes' && <Causes />}
      </div>
    </fieldset>
  );
}

interface ChoiceProps {
  readonly value: RetryChoice;
  readonly count: number | null;
  /** Shown while it is chosen. */
  readonly note?: string;
  readonly children: ReactNode;
}

function Choice({ value, count, note = '', children }: ChoiceProps) {
  const { retry } = useModel();
  const choice = useRetry((state) => state.choice);
  return (
    <label className="flex min-h-8 items-start gap-2.5 rounded px-2 py-1.5 hover:bg-hover">
      <input
        type="radio"
        name="retry-rows"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={choice === value}
        onChange={() => retry.choose(value)}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{children}</span>
        {choice === value && note !== '' && <span className="block text-12 text-muted">{note}</span>}
      </span>
      {count !== null && <span className="tabular shrink-0 text-muted">{formatCount(count)}</span>}
    </label>
  );
}

function Causes() {
  const failures = useRun(({ totals }) => totals.failures);
  const ticked = useRetry((state) => state.codes);
  const causes = failuresOf(failures).toSorted((a, b) => b[1] - a[1]);
  const isPartlyHopeless = causes.some(([code]) => !OUTCOMES[code].isWorthRetrying);
  return (
    <div role="group" aria-label="Causes" className="mt-1 ml-4 border-l-2 border-line pl-2">
      {causes.map(([code, count], index) => (
        <Cause key={code} code={code} count={count} isTicked={ticked.includes(code)} isFirst={index === 0} />
      ))}
      {causes.length === 0 && <p className="px-2 py-1 text-muted">Nothing has failed.</p>}
      {isPartlyHopeless && (
        <p className="px-2 pt-1 text-12 text-muted">
          Causes that would most likely only fail again are not ticked.
        </p>
      )}
    </div>
  );
}

interface CauseProps {
  readonly code: OutcomeCode;
  readonly count: number;
  readonly isTicked: boolean;
  readonly isFirst: boolean;
}

function Cause({ code, count, isTicked, isFirst }: CauseProps) {
  const { retry } = useModel();
  return (
    <label
      title={OUTCOMES[code].advice}
      className="flex items-start gap-2.5 rounded px-2 py-1 hover:bg-hover"
    >
      <input
        type="checkbox"
        {...(isFirst ? { 'data-field': 'codes' } : {})}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={isTicked}
        onChange={(event) => retry.tick(code, event.currentTarget.checked)}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{OUTCOMES[code].cause}</span>
        <code className="block truncate font-mono text-12 text-muted">{code}</code>
      </span>
      <span className="tabular shrink-0 font-semibold">{formatCount(count)}</span>
    </label>
  );
}
