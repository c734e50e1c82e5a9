/** The hosts of the run with their search, the table, and the host that is open. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { formatCountOf } from '../../../shared/format.ts';
import type { HostsModel } from '../../state/hosts-store.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isFindKey, SearchBox } from '../../ui/search-box.tsx';
import { HostDetail } from './host-detail.tsx';
import { HostsTable } from './hosts-table.tsx';
import { LimitsDialog } from './limits-dialog.tsx';

/** Reads while it is there, so it must not be kept hidden. */
export function HostsPanel({ hosts }: { readonly hosts: HostsModel }) {
  useEffect(() => hosts.watch(), [hosts]);
  return (
    <section aria-label="Hosts and search" className="panel relative flex min-h-0 flex-1">
      <div className="relative flex min-w-0 flex-1 flex-col">
        <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line pr-2 pl-4">
          <Count hosts={hosts} />
          <HostsSearch hosts={hosts} />
        </div>
        <HostsTable hosts={hosts} />
        <Nothing hosts={hosts} />
      </div>
      <HostDetail hosts={hosts} />
      <Limits hosts={hosts} />
    </section>
  );
}

function Limits({ hosts }: { readonly hosts: HostsModel }) {
  const origin = useStore(hosts.store, (state) => state.limitsOf);
  return origin === null ? null : <LimitsDialog key={origin} origin={origin} onClose={hosts.closeLimits} />;
}

function Count({ hosts }: { readonly hosts: HostsModel }) {
  const count = useStore(hosts.store, (state) => state.count);
  return (
    <p role="status" className="tabular min-w-0 truncate">
      {count !== null && <b className="font-semibold">{formatCountOf(count, 'host')}</b>}
      <span className="text-muted">{count !== null && count > 1 && ', those with most failures first'}</span>
    </p>
  );
}

function HostsSearch({ hosts }: { readonly hosts: HostsModel }) {
  const search = useStore(hosts.store, (state) => state.search);
  return (
    <SearchBox
      label="Search hosts"
      placeholder="Part of a host"
      value={search}
      className="ml-auto w-56 min-w-32"
      leadsHere={isFindKey}
      onChange={hosts.setSearch}
    />
  );
}

/** Stands over the empty table. */
function Nothing({ hosts }: { readonly hosts: HostsModel }) {
  const count = useStore(hosts.store, (state) => state.count);
  const error = useStore(hosts.store, (state) => state.error);
  const search = useStore(hosts.store, (state) => state.search);
  if (error !== null) {
    return (
      <div className="absolute inset-x-4 top-20">
        <Problem error={error}>
          <Button onClick={hosts.refresh}>Try again</Button>
        </Problem>
      </div>
    );
  }
  if (count !== null && count > 0) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-20 bottom-0 grid place-content-center justify-items-center gap-3 text-muted">
      <p>{emptyWords(count, search)}</p>
      {count === 0 && search !== '' && (
        <Button className="pointer-events-auto" onClick={() => hosts.setSearch('')}>
          Show all hosts
        </Button>
      )}
    </div>
  );
}

function emptyWords(count: number | null, search: string): string {
  if (count === null) return 'Counting the hosts';
  return search === '' ? 'This run has no hosts.' : `No host has “${search}” in its name.`;
}
