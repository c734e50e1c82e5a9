/** Before anything is compared: the recent runs to compare with, and how far a comparison is. */
import { FolderOpen } from 'lucide-react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { RecentRun } from '../../../shared/run.ts';
import { useApp, useCompare, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';

const RUNS_SHOWN = 5;

export function ChooseRun() {
  const { compare } = useModel();
  const phase = useCompare((state) => state.phase);
  const error = useCompare((state) => state.error);
  const ownPath = useRun((state) => state.run?.path);
  const earlierPath = useRun((state) => state.run?.earlierPath ?? null);
  const recent = useApp((state) => state.info?.recent) ?? [];
  const others = recent.filter(({ path }) => path !== ownPath && path !== earlierPath).slice(0, RUNS_SHOWN);
  if (phase === 'comparing') return <Comparing />;
  return (
    <div className="grid min-h-0 flex-1 place-content-center justify-items-center gap-4 overflow-y-auto p-4">
      {error !== null && <Problem error={error} />}
      <div className="text-center">
        <h2 className="text-14 font-semibold">What has changed since an earlier run?</h2>
        <p className="mt-1 text-muted">
          Pages that are new, gone or changed, with the values of your columns before and now.
        </p>
      </div>
      {earlierPath !== null && (
        <Button look="primary" onClick={() => void compare.open(earlierPath)}>
          Compare with the run before
        </Button>
      )}
      {others.length > 0 && (
        <ul aria-label="Recent runs to compare with" className="grid w-[480px] max-w-full gap-1">
          {others.map((run) => (
            <li key={run.path}>
              <RunButton run={run} />
            </li>
          ))}
        </ul>
      )}
      <Button icon={<FolderOpen aria-hidden className="size-4" />} onClick={() => void compare.open(null)}>
        Open a run file…
      </Button>
    </div>
  );
}

function RunButton({ run }: { readonly run: RecentRun }) {
  const { compare } = useModel();
  return (
    <button
      type="button"
      onClick={() => void compare.open(run.path)}
      className="flex h-9 w-full items-center gap-3 rounded border border-line px-3 text-left hover:border-edge hover:bg-hover"
    >
      <span className="min-w-0 flex-1 truncate font-medium">{run.name}</span>
      <span className="tabular shrink-0 text-12 text-muted">
        {formatCountOf(run.rows, 'row')}, {WHEN.format(run.changedAtMs)}
      </span>
    </button>
  );
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function Comparing() {
  const { compare } = useModel();
  const progress = useCompare((state) => state.progress);
  const ratio = progress === null || progress.rowsTotal === 0 ? 0 : progress.rowsDone / progress.rowsTotal;
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-3">
      <p role="status" className="tabular text-muted">
        {progress === null
          ? 'Waiting for the run to compare with'
          : `Comparing: ${formatCount(progress.rowsDone)} of ${formatCount(progress.rowsTotal)} rows`}
      </p>
      <progress
        aria-label="Comparing"
        max={1}
        value={ratio}
        className="h-1.5 w-72 overflow-hidden rounded-full bg-sunken accent-accent"
      />
      <Button onClick={compare.close}>Cancel</Button>
    </div>
  );
}
