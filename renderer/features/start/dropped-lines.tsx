/** Every line that did not become a row, with the reason; read page by page as it is scrolled. */
import { useEffect, useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import {
  type DroppedLine,
  type ImportSummary,
  MERGE_REASONS,
  REJECT_REASONS,
} from '../../../shared/list-import.ts';
import { api, toShownError } from '../../api/bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';

const PAGE = 200;

interface Props {
  readonly summary: ImportSummary;
  onClose(): void;
}

export function DroppedLines({ summary, onClose }: Props) {
  const total = summary.merged + summary.rejected;
  const [from, setFrom] = useState(0);
  const [lines, setLines] = useState<readonly DroppedLine[] | null>(null);
  const [error, setError] = useState<WireError | null>(null);

  useEffect(() => {
    let isCurrent = true;
    api
      .call('list.dropped', { draftId: summary.draftId, from, count: PAGE })
      .then((read) => isCurrent && setLines(read))
      .catch((failure: unknown) => isCurrent && setError(toShownError(failure)));
    return () => {
      isCurrent = false;
    };
  }, [summary.draftId, from]);

  return (
    <Dialog title="Lines that are no row of their own" className="h-[560px] w-[860px]" onClose={onClose}>
      <p className="px-4 py-2 text-muted">
        Merged lines repeat an earlier address; it is fetched once. Rejected lines cannot be fetched.
      </p>
      {error !== null && (
        <div className="px-4 pb-2">
          <Problem error={error} />
        </div>
      )}
      <div
        className="min-h-0 flex-1 overflow-y-auto border-y border-line"
        tabIndex={0}
        role="region"
        aria-label="Lines"
      >
        <table className="w-full table-fixed border-collapse text-left">
          <thead className="sticky top-0 bg-surface text-12 text-muted">
            <tr>
              <th
                scope="col"
                className={`${summary.sources.length > 1 ? 'w-48' : 'w-24'} px-4 py-1.5 text-right font-medium`}
              >
                Line
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium">
                Text
              </th>
              <th scope="col" className="w-72 px-4 py-1.5 font-medium">
                What became of it
              </th>
            </tr>
          </thead>
          <tbody>
            {lines?.map((line, index) => (
              <tr key={from + index} className="h-7 border-t border-line">
                <td className="tabular truncate px-4 text-right text-muted" title={line.file ?? ''}>
                  {line.file !== null && `${line.file} `}
                  {formatCount(line.line)}
                </td>
                <td className="selectable truncate px-2 font-mono text-12" title={line.text}>
                  {line.text}
                </td>
                <td className="truncate px-4">{whatBecame(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines === null && error === null && <p className="p-4 text-muted">Reading the lines</p>}
      </div>
      <footer className="flex items-center gap-2 px-4 py-2">
        <span className="tabular mr-auto text-muted">
          {formatCount(Math.min(from + 1, total))} to {formatCount(Math.min(from + PAGE, total))} of{' '}
          {formatCount(total)}
        </span>
        <SaveReport summary={summary} onError={setError} />
        {total > PAGE && (
          <>
            <Button
              disabledReason={from === 0 ? 'This is the beginning' : ''}
              onClick={() => setFrom(from - PAGE)}
            >
              Earlier lines
            </Button>
            <Button
              disabledReason={from + PAGE >= total ? 'This is the end' : ''}
              onClick={() => setFrom(from + PAGE)}
            >
              Later lines
            </Button>
          </>
        )}
      </footer>
    </Dialog>
  );
}

function SaveReport({
  summary,
  onError,
}: {
  readonly summary: ImportSummary;
  readonly onError: (error: WireError | null) => void;
}) {
  const [isSaving, setSaving] = useState(false);
  const [saved, setSaved] = useState('');

  async function save(): Promise<void> {
    setSaving(true);
    onError(null);
    try {
      const result = await api.call('list.saveReport', { draftId: summary.draftId, name: summary.name });
      if (result !== null) setSaved(`Saved, ${formatCountOf(result.lines, 'line')}`);
    } catch (error) {
      onError(toShownError(error));
    } finally {
      setSaving(false);
    }
  }

  return (
    <>
      <span role="status" className="tabular text-muted">
        {saved}
      </span>
      <Button disabledReason={isSaving ? 'The report is being written' : ''} onClick={() => void save()}>
        Save report…
      </Button>
    </>
  );
}

function whatBecame({ kind, reason, mergeReason, intoLine, intoFile }: DroppedLine): string {
  if (kind === 'merged') {
    const into = intoLine === null ? 'Merged' : `Merged into line ${formatCount(intoLine)}`;
    const where = intoFile === null ? '' : ` of ${intoFile}`;
    const isPlain = mergeReason === null || mergeReason === 'same_address';
    return `${into}${where}${isPlain ? '' : `: ${MERGE_REASONS[mergeReason].toLowerCase()}`}`;
  }
  return `Rejected: ${reason === null ? 'no reason given' : REJECT_REASONS[reason].toLowerCase()}`;
}
