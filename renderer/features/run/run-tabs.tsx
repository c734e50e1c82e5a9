/**
 * The lower half of the run: its rows, its hosts, or where the time goes. The rows stay as
 * they are while another tab is looked at, and come to the front when something filters them.
 */
import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { createHostsModel } from '../../state/hosts-store.ts';
import { isMoving } from '../../state/run-state.ts';
import type { RunTab } from '../../state/run-tab-store.ts';
import { isApplied } from '../../state/recipe-draft.ts';
import { useColumns, useModel, useResults, useRun, useRunTab } from '../../state/use-app.ts';
import { api, toShownError } from '../../api/bridge.ts';
import { ColumnsPanel } from '../columns/columns-panel.tsx';
import { ComparePanel } from '../compare/compare-panel.tsx';
import { HostsPanel } from '../hosts/hosts-panel.tsx';
import { ResultsPanel } from '../results/results-panel.tsx';
import { TimingPanel } from './timing-panel.tsx';

export function RunTabs() {
  const { run, notices, tabs } = useModel();
  const tab = useRunTab((state) => state.tab);
  const isDirty = useColumns(({ draft, applied }) => !isApplied(draft, applied));
  const path = useRun((state) => state.run?.path);
  const topRevision = useResults((state) => state.topRevision);
  const hosts = useMemo(
    () =>
      createHostsModel({
        api,
        isMoving: () => isMoving(run.store.getState().state),
        onError: (error) => notices.addError(toShownError(error)),
        onDone: (message, advice) => notices.add('info', message, advice),
      }),
    // oxlint-disable-next-line react/exhaustive-deps -- another run file has other hosts
    [run, notices, path],
  );

  const shownRevision = useRef(topRevision);
  useEffect(() => {
    if (shownRevision.current !== topRevision) tabs.show('results');
    shownRevision.current = topRevision;
  }, [tabs, topRevision]);

  return (
    <Tabs.Root
      value={tab}
      // The values are those of the tabs below.
      onValueChange={(value) => tabs.show(value as RunTab)}
      className="flex min-h-0 flex-1 flex-col gap-1"
    >
      <Tabs.List aria-label="What to look at" className="-mt-1 flex shrink-0 gap-1">
        <Tab value="results">Results</Tab>
        <Tab value="hosts">Hosts</Tab>
        <Tab value="timing">Timing</Tab>
        <Tab value="changes">Changes</Tab>
        <Tab value="columns">
          Columns
          {isDirty && <span className="ml-1.5 text-12 font-normal text-waiting">not applied</span>}
        </Tab>
      </Tabs.List>
      <Tabs.Content
        value="results"
        forceMount
        hidden={tab !== 'results'}
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col"
      >
        <ResultsPanel />
      </Tabs.Content>
      <Tabs.Content value="hosts" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <HostsPanel hosts={hosts} />
      </Tabs.Content>
      <Tabs.Content value="timing" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <section aria-label="Timing" className="panel flex min-h-0 flex-1 flex-col">
          <TimingPanel />
        </section>
      </Tabs.Content>
      <Tabs.Content value="changes" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <ComparePanel />
      </Tabs.Content>
      <Tabs.Content value="columns" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <ColumnsPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}

function Tab({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <Tabs.Trigger
      value={value}
      className="h-7 border-b-2 border-transparent px-3 text-muted outline-offset-[-2px] hover:border-line hover:text-text data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-text"
    >
      {children}
    </Tabs.Trigger>
  );
}
