/** The run: one frame for running, paused, stopped and finished. */
import { useState } from 'react';
import { useRunTab } from '../../state/use-app.ts';
import { ExportDialog } from '../export/export-dialog.tsx';
import { Failures } from '../failures/failures.tsx';
import { RowDetailPanel } from '../detail/row-detail-panel.tsx';
import { RetryDialog } from '../retry/retry-dialog.tsx';
import { Throughput } from '../throughput/throughput.tsx';
import { FloatContainerContext } from '../../ui/float-container.ts';
import { useStage } from '../../ui/use-stage.ts';
import { Announcer } from './announcer.tsx';
import { Banners } from './banners.tsx';
import { Ledger } from './ledger.tsx';
import { LimitsRow } from './limits-row.tsx';
import { OutlookRow } from './outlook-row.tsx';
import { RunHeader } from './run-header.tsx';
import { RunTabs } from './run-tabs.tsx';

/** The frame first; then the table, the causes and the limits; the chart last. */
const STAGES = 3;

export function RunScreen() {
  const stage = useStage(STAGES);
  // Menus within the landmark, so that screen readers find them there.
  const [main, setMain] = useState<HTMLElement | null>(null);
  // Columns are made over many pages and fields at once; they need the room more than the charts.
  const isRoomy = useRunTab(({ tab }) => tab === 'columns');
  return (
    <main ref={setMain} className="flex h-full flex-col gap-3 px-5 pt-2 pb-4">
      <FloatContainerContext value={main}>
        <RunHeader />
        <Ledger />
        <Banners />
        {!isRoomy && <OutlookRow />}
        <div
          className={`${isRoomy ? 'hidden' : 'grid'} h-[216px] shrink-0 grid-cols-[minmax(0,1fr)_380px] gap-3 short:h-[176px]`}
        >
          {stage >= 3 ? <Throughput /> : <div className="panel" />}
          {stage >= 1 ? <Failures /> : <div className="panel" />}
        </div>
        {!isRoomy && (stage >= 1 ? <LimitsRow /> : <div className="panel h-14 shrink-0" />)}
        {stage >= 2 ? <RunTabs /> : <div className="panel flex-1" />}
        <RowDetailPanel />
        <ExportDialog />
        <RetryDialog />
        <Announcer />
      </FloatContainerContext>
    </main>
  );
}
