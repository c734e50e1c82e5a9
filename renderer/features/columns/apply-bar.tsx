/** Puts the columns to use: what will happen, how far it is, and what came of it. */
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { formatCount, formatCountOf, formatDuration, formatRate } from '../../../shared/format.ts';
import type { ExtractionProgress, ExtractionResult } from '../../../shared/recipe-work.ts';
import { isApplied } from '../../state/recipe-draft.ts';
import { useColumns, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { applyWords } from './apply-words.ts';

export function ApplyBar() {
  const isDirty = useColumns(({ draft, applied }) => !isApplied(draft, applied));
  const extraction = useColumns((state) => state.extraction);
  const result = useColumns((state) => state.result);
  return (
    <div className="flex min-h-12 shrink-0 items-center gap-3 border-t border-line py-2 pr-2 pl-3">
      {isDirty ? (
        <Unapplied />
      ) : extraction !== null ? (
        <Extracting progress={extraction.progress} />
      ) : result !== null ? (
        <Result result={result} />
      ) : (
        <p className="text-muted">These are the columns of the run.</p>
      )}
    </div>
  );
}

function Unapplied() {
  const { columns } = useModel();
  const totals = useRun((state) => state.totals);
  const keep = useRun((state) => state.run?.options.keep ?? 'off');
  const sample = useColumns((state) => state.sample?.length ?? 0);
  const count = useColumns(({ draft }) => draft.columns.length);
  const isApplying = useColumns((state) => state.isApplying);
  return (
    <>
      <p className="tabular min-w-0 flex-1 text-12">
        <b className="font-semibold">Not applied yet. </b>
        {applyWords({ ok: totals.ok, pending: totals.pending, keep, sample, columns: count })}
      </p>
      <Button onClick={columns.revert}>Undo changes</Button>
      <Button
        look="primary"
        disabledReason={isApplying ? 'Applying' : ''}
        onClick={() => void columns.apply()}
      >
        Apply
      </Button>
    </>
  );
}

function Extracting({ progress }: { readonly progress: ExtractionProgress | null }) {
  const { columns } = useModel();
  return (
    <>
      <progress
        aria-label="Reading pages again"
        value={progress?.pagesDone ?? 0}
        max={Math.max(1, progress?.pagesTotal ?? 1)}
        className="h-1.5 min-w-0 flex-1 appearance-none overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-pending-fill [&::-webkit-progress-value]:bg-accent"
      />
      <p className="tabular w-80 text-right text-muted">
        {progress === null
          ? 'Applied; reading pages again'
          : `${formatCount(progress.pagesDone)} of ${formatCountOf(progress.pagesTotal, 'page')} read again, ${formatRate(progress.pagesPerSec)}/s`}
      </p>
      <Button tooltip="What was read until now stays" onClick={columns.cancelExtraction}>
        Cancel
      </Button>
    </>
  );
}

function Result({ result }: { readonly result: ExtractionResult }) {
  const { results } = useModel();
  const { pages, incomplete, withoutPage, found, elapsedMs } = result;
  const Icon = incomplete > 0 || withoutPage > 0 ? TriangleAlert : CircleCheck;
  const each = found.map(({ name, pages: had }) => `${name} ${formatCount(had)}`).join(', ');
  return (
    <>
      <Icon aria-hidden className={`size-4 shrink-0 ${incomplete > 0 ? 'text-waiting' : 'text-ok'}`} />
      <p className="tabular min-w-0 flex-1 text-12" role="status">
        <b className="font-semibold">
          Applied: {formatCountOf(pages, 'page')} read again in {formatDuration(elapsedMs)}
          {incomplete > 0 && `, ${formatCountOf(incomplete, 'row')} incomplete`}.
        </b>{' '}
        {withoutPage > 0 &&
          `${formatCountOf(withoutPage, 'row')} without columns, because the page was not kept; fetch again to fill them. `}
        <span className="text-muted" title={each}>
          {each}
        </span>
      </p>
      {incomplete > 0 && (
        <Button onClick={() => results.setOutcome('incomplete')}>Show incomplete rows</Button>
      )}
    </>
  );
}
