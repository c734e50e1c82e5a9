/** Earlier runs: what came of them, and a way back to each. */
import { ListPlus, X } from 'lucide-react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { RecentRun } from '../../../shared/run.ts';
import { useApp, useModel } from '../../state/use-app.ts';
import { LedgerBar } from '../run/ledger-bar.tsx';

const SHOWN = 5;

export function RecentRuns() {
  const recent = useApp((state) => state.info?.recent) ?? [];
  return (
    <section aria-labelledby="recent-runs">
      <h2 id="recent-runs" className="mb-1.5 text-14 font-semibold">
        Recent runs
      </h2>
      {recent.length === 0 ? (
        <p className="panel px-4 py-3 text-muted">
          None yet. Each run is kept in a file of its own, and can be opened, resumed and exported again.
        </p>
      ) : (
        <ul className="panel max-h-44 overflow-y-auto short:max-h-28">
          {recent.slice(0, SHOWN * 4).map((run) => (
            <RecentRunItem key={run.path} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RecentRunItem({ run }: { readonly run: RecentRun }) {
  const { list, openRecent, forgetRecent } = useModel();
  return (
    <li className="relative flex items-center border-t border-line first:border-t-0">
      <button
        type="button"
        title={run.path}
        className="grid h-9 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_112px_108px_216px_96px] items-center gap-4 rounded pr-20 pl-4 text-left hover:bg-hover"
        onClick={() => void openRecent(run, false)}
      >
        <span className="truncate font-medium">{run.name}</span>
        <LedgerBar counts={run} className="h-1.5" />
        <span className="tabular text-right text-muted">{formatCountOf(run.rows, 'row')}</span>
        <span className="tabular truncate">{describe(run)}</span>
        <span className="tabular text-right text-12 text-muted">{describeTime(run.changedAtMs)}</span>
      </button>
      <button
        type="button"
        aria-label={`Use the addresses of ${run.name} as a new list`}
        title="Use its addresses as a new list"
        className="absolute right-10 grid size-7 place-items-center rounded text-muted hover:bg-hover hover:text-text"
        onClick={() => void list.openRecent(run.path)}
      >
        <ListPlus aria-hidden className="size-4" />
      </button>
      <button
        type="button"
        aria-label={`Take ${run.name} off the list`}
        title="Take off this list; the file stays"
        className="absolute right-2 grid size-7 place-items-center rounded text-muted hover:bg-hover hover:text-text"
        onClick={() => void forgetRecent(run)}
      >
        <X aria-hidden className="size-4" />
      </button>
    </li>
  );
}

function describe({ ok, failed, pending }: RecentRun): string {
  const parts = [`${formatCount(ok)} ok`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (pending > 0) parts.push(`${formatCount(pending)} left`);
  return parts.join(', ');
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

function describeTime(atMs: number): string {
  const date = new Date(atMs);
  return `${dayFormat.format(date)}, ${timeFormat.format(date)}`;
}
