/** One line under the text box: how the import goes, and what became of every line. */
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { formatBytes, formatCount, formatCountOf } from '../../../shared/format.ts';
import type { ImportProgress, ImportSummary } from '../../../shared/list-import.ts';
import { useList, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { DroppedLines } from './dropped-lines.tsx';

export function ImportStatus() {
  const phase = useList((state) => state.phase);
  const isSlow = useList((state) => state.isSlow);
  const progress = useList((state) => state.progress);
  const summary = useList((state) => state.summary);
  const { list } = useModel();
  const [isMerging, setMerging] = useState(false);

  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3" aria-live="polite">
      {(phase === 'waiting' || (phase === 'importing' && !isSlow)) && (
        <span className="text-muted">Reading the list</span>
      )}
      {phase === 'importing' && isSlow && <SlowImport progress={progress} onCancel={list.cancel} />}
      {phase === 'cancelled' && (
        <>
          <span className="text-muted">The import was cancelled. Your list is still here.</span>
          <Button onClick={list.importAgain}>Import again</Button>
        </>
      )}
      {phase === 'ready' && summary !== null && (
        <Summary summary={summary} onMerging={() => setMerging(true)} />
      )}
      {phase === 'ready' && summary !== null && <Notes summary={summary} />}
      {/* It stays open while its rules have the list read again. */}
      {isMerging && <MergeDialog onClose={() => setMerging(false)} />}
    </div>
  );
}

function SlowImport({
  progress,
  onCancel,
}: {
  readonly progress: ImportProgress | null;
  readonly onCancel: () => void;
}) {
  const share =
    progress?.bytesTotal === undefined || progress.bytesTotal === null || progress.bytesTotal === 0
      ? null
      : progress.bytesRead / progress.bytesTotal;
  return (
    <>
      <progress
        aria-label="Import"
        value={share ?? undefined}
        max={1}
        className="h-1.5 min-w-0 flex-1 appearance-none overflow-hidden rounded-full bg-pending-fill [&::-webkit-progress-bar]:bg-pending-fill [&::-webkit-progress-value]:bg-accent"
      />
      <span className="tabular w-56 text-right text-muted">
        {progress === null
          ? 'Reading the list'
          : `${formatCountOf(progress.lines, 'line')}, ${formatBytes(progress.bytesRead)} read`}
      </span>
      <Button onClick={onCancel}>Cancel</Button>
    </>
  );
}

/** What somebody should know about how the list was read. */
function Notes({ summary }: { readonly summary: ImportSummary }) {
  const { list } = useModel();
  const { expanded, unexpanded, notices } = summary;
  return (
    <>
      {expanded.lines > 0 && (
        <p className="tabular flex basis-full items-center gap-2 text-muted">
          {formatCountOf(expanded.lines, 'line')} with ranges became{' '}
          {formatCountOf(expanded.addresses, 'address', 'addresses')}
          <Button look="quiet" isSmall onClick={() => list.setChoices({ expandsRanges: false })}>
            Take them as they stand
          </Button>
        </p>
      )}
      {unexpanded > 0 && (
        <p className="tabular flex basis-full items-center gap-2 text-muted">
          {formatCountOf(unexpanded, 'line')} with ranges such as {'{1..9}'} taken as they stand
          <Button look="quiet" isSmall onClick={() => list.setChoices({ expandsRanges: true })}>
            Expand them
          </Button>
        </p>
      )}
      {notices.map(({ message, advice }) => (
        <p key={message} className="basis-full text-muted">
          {message} {advice}
        </p>
      ))}
    </>
  );
}

function Summary({
  summary,
  onMerging,
}: {
  readonly summary: ImportSummary;
  readonly onMerging: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const isDemo = useList((state) => state.isDemo);
  const dropped = summary.merged + summary.rejected;
  const text = (
    <>
      <b className="font-semibold">{formatCountOf(summary.lines, 'line')}:</b>{' '}
      {formatCountOf(summary.rows, 'row')}, {formatCount(summary.merged)} merged,{' '}
      <span className={summary.rejected > 0 ? 'text-failed' : ''}>
        {formatCount(summary.rejected)} rejected
      </span>
    </>
  );
  return (
    <>
      {dropped === 0 ? (
        <p className="tabular">{text}</p>
      ) : (
        <button
          type="button"
          aria-haspopup="dialog"
          className="tabular -mx-2 flex items-center gap-1 rounded px-2 py-1 hover:bg-hover"
          onClick={() => setOpen(true)}
        >
          <span>{text}</span>
          <ChevronRight aria-hidden className="size-4 text-muted" />
        </button>
      )}
      <span className="tabular ml-auto text-muted">on {formatCountOf(summary.hosts, 'host')}</span>
      {!isDemo && (
        <Button
          look="quiet"
          isSmall
          aria-haspopup="dialog"
          tooltip="Which lines count as the same page"
          onClick={onMerging}
        >
          Merging…
        </Button>
      )}
      {isOpen && <DroppedLines summary={summary} onClose={() => setOpen(false)} />}
    </>
  );
}
