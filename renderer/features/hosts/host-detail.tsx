/** One host beside the table: its part of the ledger, its phase times, and the way to its rows. */
import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { HostDetail as Detail } from '../../../shared/rows.ts';
import type { HostsModel } from '../../state/hosts-store.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { LEDGER_PARTS, PART_SHAPE, PART_TEXT } from '../../ui/outcome.ts';
import { LedgerBar } from '../run/ledger-bar.tsx';
import { PhaseTable } from '../run/phase-table.tsx';

export function HostDetail({ hosts }: { readonly hosts: HostsModel }) {
  const open = useStore(hosts.store, (state) => state.openHost);
  const detail = useStore(hosts.store, (state) => state.detail);
  if (open === null) return null;
  return (
    <aside aria-label="Host" className="flex w-[336px] shrink-0 flex-col border-l border-line">
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="selectable min-w-0 truncate font-semibold" title={open.origin}>
          {hostOf(open.origin)}
        </h2>
        <button
          type="button"
          aria-label="Close the host"
          className="ml-auto grid size-7 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-text"
          onClick={() => hosts.openHost(null)}
        >
          <X aria-hidden className="size-4" />
        </button>
      </header>
      <div
        role="region"
        aria-label="About the host"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-4 py-2 outline-offset-[-2px]"
      >
        {detail !== null && <About detail={detail} />}
      </div>
    </aside>
  );
}

function About({ detail: { host, phases } }: { readonly detail: Detail }) {
  const { results } = useModel();
  return (
    <div className="flex flex-col gap-2">
      <LedgerBar counts={host} className="h-2" />
      <div className="flex items-center gap-3">
        <p className="tabular flex min-w-0 flex-1 flex-wrap gap-x-3 text-12">
          {LEDGER_PARTS.filter((part) => host[part] > 0).map((part) => (
            <span key={part}>
              <span aria-hidden className={PART_TEXT[part]}>
                {PART_SHAPE[part]}
              </span>{' '}
              {formatCount(host[part])} {part}
            </span>
          ))}
        </p>
        <Button
          isSmall
          className="tabular"
          // With the slash, so that port 80 does not find port 8080.
          onClick={() => results.setSearch(`${host.origin}/`)}
        >
          Show its {formatCountOf(host.rows, 'row')}
        </Button>
      </div>
      <PhaseTable label={`Phase times of ${hostOf(host.origin)}`} phases={phases} isNarrow />
    </div>
  );
}
