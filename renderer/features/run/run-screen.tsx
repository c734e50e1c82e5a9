/** The run: one frame for running, paused, stopped and finished. */
import { ExportDialog } from '../export/export-dialog.tsx';
import { Failures } from '../failures/failures.tsx';
import { ResultsPanel } from '../results/results-panel.tsx';
import { RowDetailPanel } from '../detail/row-detail-panel.tsx';
import { Throughput } from '../throughput/throughput.tsx';
import { Announcer } from './announcer.tsx';
import { Ledger } from './ledger.tsx';
import { LimitsRow } from './limits-row.tsx';
import { RunHeader } from './run-header.tsx';

export function RunScreen() {
  return (
    <main className="flex h-full flex-col gap-3 px-5 pt-2 pb-4">
      <RunHeader />
      <Ledger />
      <div className="grid h-[216px] shrink-0 grid-cols-[minmax(0,1fr)_380px] gap-3 short:h-[176px]">
        <Throughput />
        <Failures />
      </div>
      <LimitsRow />
      <ResultsPanel />
      <RowDetailPanel />
      <ExportDialog />
      <Announcer />
    </main>
  );
}
