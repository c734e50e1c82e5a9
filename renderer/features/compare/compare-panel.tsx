/** What has changed since an earlier run: the choice of that run, or the table of what is new, gone and changed. */
import {
  CHANGE_KINDS,
  CHANGE_NAMES,
  DIFFERENT_KINDS,
  type ComparisonSummary,
} from '../../../shared/comparison.ts';
import { formatCount } from '../../../shared/format.ts';
import { useCompare, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ChangesTable } from './changes-table.tsx';
import { ChooseRun } from './choose-run.tsx';
import { SaveChanges } from './save-changes.tsx';

export function ComparePanel() {
  const summary = useCompare((state) => state.summary);
  return (
    <section aria-label="Changes and filters" className="panel relative flex min-h-0 flex-1 flex-col">
      {summary === null ? <ChooseRun /> : <Changes summary={summary} />}
    </section>
  );
}

function Changes({ summary }: { readonly summary: ComparisonSummary }) {
  const { compare } = useModel();
  const count = useCompare((state) => state.count);
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-2">
        <Kinds summary={summary} />
        <ChangesSearch />
        <SaveChanges />
      </div>
      <div className="flex h-8 shrink-0 items-center gap-3 border-b border-line pr-2 pl-4 text-12 text-muted">
        <p className="min-w-0 flex-1 truncate">
          Since <b className="font-medium text-text">{summary.beforeName}</b>
          {changedWords(summary)}
        </p>
        <Button look="quiet" isSmall onClick={compare.close}>
          Compare with another run
        </Button>
      </div>
      <ChangesTable />
      {count === 0 && (
        <p className="pointer-events-none absolute inset-x-0 top-32 text-center text-muted">
          No row is like that.
        </p>
      )}
    </>
  );
}

/** Which columns have changed, and how often. */
function changedWords({ columns }: ComparisonSummary): string {
  const changed = columns.filter((column) => column.changed > 0);
  if (changed.length === 0) return '';
  return `: ${changed.map((column) => `${column.name} changed in ${formatCount(column.changed)}`).join(', ')}`;
}

function Kinds({ summary }: { readonly summary: ComparisonSummary }) {
  const { compare } = useModel();
  const chosen = useCompare((state) => state.kind);
  const different = DIFFERENT_KINDS.reduce((sum, kind) => sum + summary.counts[kind], 0);
  const all = [
    [null, 'Different', different] as const,
    ...CHANGE_KINDS.map((kind) => [kind, CHANGE_NAMES[kind], summary.counts[kind]] as const),
  ];
  return (
    <div role="group" aria-label="Kind of change" className="flex min-w-0 gap-0.5 overflow-hidden">
      {all.map(([kind, label, count]) => (
        <button
          key={label}
          type="button"
          aria-pressed={chosen === kind}
          onClick={() => compare.setKind(kind)}
          className="flex h-7 shrink-0 items-baseline gap-1.5 rounded px-2 py-1 hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:font-semibold"
        >
          {label}
          <span aria-hidden className="tabular text-12 font-normal text-muted">
            {formatCount(count)}
          </span>
        </button>
      ))}
    </div>
  );
}

function ChangesSearch() {
  const { compare } = useModel();
  const search = useCompare((state) => state.search);
  return (
    <SearchBox
      label="Search changes"
      placeholder="Address or value"
      value={search}
      className="ml-auto w-48 min-w-28 shrink"
      onChange={compare.setSearch}
    />
  );
}
