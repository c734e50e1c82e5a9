/** What to export and how, and where it went. Where to save is asked by the system's own dialog. */
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { EXPORT_FORMAT_INFO, exportRemarkWords } from '../../../shared/export.ts';
import { formatBytes, formatCount, formatCountOf } from '../../../shared/format.ts';
import { useExport, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ColumnsChoice } from './columns-choice.tsx';
import { FormatChoice } from './format-choice.tsx';
import { RowsChoiceFields } from './rows-choice.tsx';

export function ExportDialog() {
  const { exporting } = useModel();
  const isOpen = useExport((state) => state.isOpen);
  const phase = useExport((state) => state.phase);
  if (!isOpen) return null;
  const width = phase === 'choosing' ? 'w-[760px]' : 'w-[440px]';
  return (
    <Dialog
      title="Export"
      className={`${width} max-h-[calc(100vh-32px)] max-w-[calc(100vw-32px)]`}
      onClose={exporting.close}
    >
      {phase === 'choosing' && <Choosing />}
      {phase === 'writing' && <Writing />}
      {phase === 'done' && <Done />}
    </Dialog>
  );
}

function Choosing() {
  const { exporting } = useModel();
  const isMoving = useRun(({ state }) => state === 'running' || state === 'paused');
  const pending = useRun(({ totals }) => totals.pending);
  const format = useExport((state) => state.format);
  const hasColumns = EXPORT_FORMAT_INFO[format].hasColumns;
  const error = useExport((state) => state.error);
  const reason = useSaveReason();
  return (
    <form
      method="dialog"
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === '') void exporting.save();
      }}
    >
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        {error !== null && <Problem error={error} />}
        <div className="grid gap-4 min-[700px]:grid-cols-[316px_minmax(0,1fr)]">
          <FormatChoice />
          <div className="flex min-w-0 flex-col gap-3">
            <RowsChoiceFields />
            {hasColumns && <ColumnsChoice />}
          </div>
        </div>
      </div>
      <div className="flex shrink-0 items-center gap-2 border-t border-line px-4 py-3">
        {pending > 0 && (
          <p className="tabular min-w-0 text-12 text-muted">
            {formatCountOf(pending, 'row')} still pending.
            {isMoving && ' The file has all rows as they are when it begins.'}
          </p>
        )}
        <span className="ml-auto flex shrink-0 gap-2">
          <Button onClick={exporting.close}>Cancel</Button>
          <Button look="primary" type="submit" disabledReason={reason}>
            Save as…
          </Button>
        </span>
      </div>
    </form>
  );
}

/** Why nothing can be saved; empty: it can. */
function useSaveReason(): string {
  return useExport(({ isAsking, available, columns, format }) => {
    if (isAsking) return 'Choose a place in the dialog';
    if (!EXPORT_FORMAT_INFO[format].hasColumns) return '';
    if (available === null) return 'Reading the columns';
    return columns.some(({ isChosen }) => isChosen) ? '' : 'Choose a column';
  });
}

function Writing() {
  const { exporting } = useModel();
  const progress = useExport((state) => state.progress);
  if (progress === null) return null;
  return (
    <div className="flex flex-col gap-3 p-4">
      <progress
        aria-label="Export"
        value={progress.rowsDone}
        max={Math.max(1, progress.rowsTotal)}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-pending-fill [&::-webkit-progress-value]:bg-accent"
      />
      <div className="flex items-center justify-between">
        <p className="tabular">
          {formatCount(progress.rowsDone)} of {formatCountOf(progress.rowsTotal, 'row')} written
        </p>
        <Button onClick={exporting.cancel}>Cancel</Button>
      </div>
    </div>
  );
}

function Done() {
  const { exporting } = useModel();
  const result = useExport((state) => state.result);
  if (result === null) return null;
  return (
    <div className="flex flex-col gap-4 p-4" role="status">
      <div className="flex gap-2.5">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
        <div className="min-w-0">
          <p className="tabular font-semibold">
            {formatCountOf(result.rows, 'row')}, {formatBytes(result.bytes)} written
          </p>
          <p className="selectable break-all text-muted">{result.path}</p>
        </div>
      </div>
      {result.remarks.length > 0 && (
        <ul aria-label="What is different in the file" className="flex flex-col gap-1">
          {result.remarks.map((remark) => (
            <li key={remark.code} className="tabular flex gap-2.5">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              {exportRemarkWords(remark)}
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={exporting.reveal}>Show in folder</Button>
        <Button look="primary" autoFocus onClick={exporting.close}>
          Done
        </Button>
      </div>
    </div>
  );
}
