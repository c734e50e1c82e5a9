/** Which rows, for whom, and where they went. Where to save is asked by the system's own dialog. */
import { CircleCheck } from 'lucide-react';
import { formatBytes, formatCount, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { ExportOnly } from '../../state/export-store.ts';
import { useExport, useModel, useResults, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';

export function ExportDialog() {
  const { exporting } = useModel();
  const isOpen = useExport((state) => state.isOpen);
  const phase = useExport((state) => state.phase);
  if (!isOpen) return null;
  return (
    <Dialog title="Export as CSV" className="w-[440px]" onClose={exporting.close}>
      {phase === 'choosing' && <Choosing />}
      {phase === 'writing' && <Writing />}
      {phase === 'done' && <Done />}
    </Dialog>
  );
}

function Choosing() {
  const { exporting } = useModel();
  const totals = useRun((state) => state.totals);
  const code = useResults((state) => state.filter.code);
  const { only, isForExcel, isAsking, error } = useExport((state) => state);
  const choices: readonly (readonly [ExportOnly, string, number])[] = [
    ['all', 'All rows', totals.rows],
    ['ok', 'Only ok', totals.ok],
    ['failed', 'Only failed', totals.failed],
    ...(code === null ? [] : [[code, `Only “${OUTCOMES[code].cause}”`, totals.failures[code] ?? 0] as const]),
  ];

  return (
    <form
      method="dialog"
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void exporting.save();
      }}
    >
      {error !== null && <Problem error={error} />}
      <fieldset>
        <legend className="mb-1 font-semibold">Rows</legend>
        {choices.map(([choice, label, count]) => (
          <label key={choice} className="flex h-8 items-center gap-2.5 rounded px-2 hover:bg-hover">
            <input
              type="radio"
              name="only"
              className="size-4 accent-accent"
              checked={only === choice}
              onChange={() => exporting.setOnly(choice)}
            />
            <span className="truncate">{label}</span>
            <span className="tabular ml-auto text-muted">{formatCount(count)}</span>
          </label>
        ))}
      </fieldset>
      <label className="flex items-start gap-2.5 px-2">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-accent"
          checked={isForExcel}
          onChange={(event) => exporting.setForExcel(event.currentTarget.checked)}
        />
        <span>
          For Excel
          <span className="block text-12 text-muted">
            Adds a byte order mark, and guards cells that Excel would run as a formula.
          </span>
        </span>
      </label>
      {totals.pending > 0 && (
        <p className="tabular px-2 text-12 text-muted">
          {formatCountOf(totals.pending, 'row')} still pending; their outcome is empty in the file.
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={exporting.close}>Cancel</Button>
        <Button look="primary" type="submit" disabledReason={isAsking ? 'Choose a place in the dialog' : ''}>
          Save as…
        </Button>
      </div>
    </form>
  );
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
      <div className="flex justify-end gap-2">
        <Button onClick={exporting.reveal}>Show in folder</Button>
        <Button look="primary" autoFocus onClick={exporting.close}>
          Done
        </Button>
      </div>
    </div>
  );
}
