/** The table with its filters, search and export, and what it says when it has nothing to show. */
import { X } from 'lucide-react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { RowOutcomeFilter } from '../../../shared/rows.ts';
import { useModel, useResults, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isFindKeyOrSlash, SearchBox } from '../../ui/search-box.tsx';
import { ExportButton } from '../export/export-button.tsx';
import { ResultsGrid } from './results-grid.tsx';
import { RetryStrip } from './retry-strip.tsx';

export function ResultsPanel() {
  const isFinished = useRun((state) => state.state === 'finished');
  return (
    <section
      aria-label="Results and filters"
      // The ring of the table goes round all of it: its own would be under the selected rows.
      className="panel relative flex min-h-0 flex-1 flex-col has-[[role=grid]:focus-visible]:outline-2 has-[[role=grid]:focus-visible]:outline-accent"
    >
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-2">
        <Filters />
        <CodeChip />
        <Behind />
        <ResultsSearch />
        {!isFinished && <ExportButton />}
      </div>
      <ResultsGrid />
      <RetryStrip />
      <Nothing />
    </section>
  );
}

const FILTERS: readonly (readonly [Exclude<RowOutcomeFilter, 'incomplete'>, string])[] = [
  ['all', 'All'],
  ['ok', 'OK'],
  ['failed', 'Failed'],
  ['pending', 'Pending'],
];

function Filters() {
  const { results } = useModel();
  const chosen = useResults((state) => state.filter.outcome);
  const totals = useRun((state) => state.totals);
  const shown = totals.skipped > 0 ? [...FILTERS, ['skipped', 'Skipped'] as const] : FILTERS;
  const hasRecipe = useRun(({ run }) => run !== null && run.options.recipe !== null);
  const width = `${formatCount(totals.rows).length}ch`;
  return (
    <div role="group" aria-label="Filter" className="flex gap-0.5">
      {shown.map(([outcome, label]) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={chosen === outcome}
          onClick={() => results.setOutcome(outcome)}
          className="flex h-7 items-baseline gap-1.5 rounded px-2.5 py-1 hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:font-semibold"
        >
          {label}
          <span
            aria-hidden
            className="tabular text-right text-12 font-normal text-muted"
            style={{ minWidth: width }}
          >
            {formatCount(outcome === 'all' ? totals.rows : totals[outcome])}
          </span>
        </button>
      ))}
      {hasRecipe && (
        <button
          type="button"
          aria-pressed={chosen === 'incomplete'}
          title="Ok, but a required column found nothing"
          onClick={() => results.setOutcome('incomplete')}
          className="flex h-7 items-baseline gap-1.5 rounded px-2.5 py-1 hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:font-semibold"
        >
          Incomplete
          <span
            aria-hidden
            className={`tabular text-right text-12 font-normal ${totals.incomplete > 0 ? 'text-waiting' : 'text-muted'}`}
            style={{ minWidth: width }}
          >
            {formatCount(totals.incomplete)}
          </span>
        </button>
      )}
    </div>
  );
}

function CodeChip() {
  const { results } = useModel();
  const code = useResults((state) => state.filter.code);
  if (code === null) return null;
  return (
    <button
      type="button"
      title={`${OUTCOMES[code].cause} (${code})`}
      onClick={() => results.setOutcome('failed')}
      className="flex h-7 min-w-0 items-center gap-1 rounded bg-failed-soft px-2 text-failed"
    >
      <span className="truncate">{OUTCOMES[code].cause}</span>
      <X aria-label="Show all causes" className="size-4 shrink-0" />
    </button>
  );
}

function Behind() {
  const { results } = useModel();
  const isBehind = useResults((state) => state.isBehind);
  if (!isBehind) return null;
  return (
    <button
      type="button"
      className="h-7 shrink-0 rounded px-2 text-12 text-accent hover:bg-hover"
      onClick={results.refresh}
    >
      Show newer rows
    </button>
  );
}

function ResultsSearch() {
  const { results } = useModel();
  const count = useResults((state) => (state.filter.search === '' ? null : (state.view?.count ?? null)));
  const typed = useResults((state) => state.typedSearch);
  return (
    <div className="relative ml-auto flex min-w-32 shrink items-center gap-2">
      {count !== null && (
        <span className="tabular text-12 whitespace-nowrap text-muted" role="status">
          {formatCountOf(count, 'row')}
        </span>
      )}
      <SearchBox
        label="Search results"
        placeholder="URL, title or error"
        value={typed}
        className="w-56 min-w-32"
        leadsHere={isFindKeyOrSlash}
        onChange={results.setSearch}
      />
    </div>
  );
}

/** Stands over the empty grid. */
function Nothing() {
  const { results } = useModel();
  const filter = useResults((state) => state.filter);
  const view = useResults((state) => state.view);
  const error = useResults((state) => state.error);
  const isLoading = useResults((state) => state.isLoading);
  if (error !== null) {
    return (
      <div className="absolute inset-x-4 top-20">
        <Problem error={error}>
          <Button onClick={results.refresh}>Try again</Button>
        </Problem>
      </div>
    );
  }
  if (view === null) return <StillReading />;
  if (view.count > 0) return null;
  const isFiltered = filter.search !== '' || filter.outcome !== 'all';
  return (
    <div className="pointer-events-none absolute inset-x-0 top-20 bottom-0 grid place-content-center justify-items-center gap-3 text-muted">
      <p>{isLoading ? 'Reading the rows' : emptyWords(filter.search, filter.outcome)}</p>
      {isFiltered && !isLoading && (
        <Button className="pointer-events-auto" onClick={results.clearFilters}>
          Show all rows
        </Button>
      )}
    </div>
  );
}

/** Usually over before it could be read, so it comes late. */
function StillReading() {
  return (
    <p className="pointer-events-none absolute inset-x-0 top-20 bottom-0 grid place-items-center text-muted transition-opacity delay-300 duration-120 starting:opacity-0">
      Reading the rows
    </p>
  );
}

function emptyWords(search: string, outcome: RowOutcomeFilter): string {
  if (search !== '') return `No row has “${search}” in its URL, title or error.`;
  switch (outcome) {
    case 'all':
      return 'This run has no rows.';
    case 'failed':
      return 'No row has failed.';
    case 'pending':
      return 'Every row is settled.';
    case 'ok':
      return 'No row is ok yet.';
    case 'skipped':
      return 'No row was skipped.';
    case 'incomplete':
      return 'No row lacks a required column.';
  }
}
