/**
 * The hosts as a table of any length; only those in view exist as elements. The name of a
 * host is the button that opens it: one of them is in the order of Tab, arrows go to the others.
 */
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { HostRow } from '../../../shared/rows.ts';
import type { HostsModel } from '../../state/hosts-store.ts';
import { useRun } from '../../state/use-app.ts';
import { pageHeight, ROW_PX, type VisibleRange } from '../../state/virtual-scroll.ts';
import { HEAD_PX, useVirtualRows } from '../results/use-virtual-rows.ts';
import type { HostLive } from '../../../shared/host-live.ts';
import { columnTemplate, hostColumns, type HostColumn } from './host-columns.tsx';
import { HostMenu } from './host-menu.tsx';

export function HostsTable({ hosts }: { readonly hosts: HostsModel }) {
  const count = useStore(hosts.store, (state) => state.count ?? 0);
  const openHostId = useStore(hosts.store, (state) => state.openHost?.hostId ?? null);
  const topRevision = useStore(hosts.store, (state) => state.topRevision);
  // Hosts live outside the store; this says when to look at them again.
  useStore(hosts.store, (state) => state.revision);
  const hasSkipped = useRun((state) => state.totals.skipped > 0);
  const isFinished = useRun((state) => state.state === 'finished');
  const [menuHostId, setMenuHostId] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const mustFocus = useRef(false);
  /** Where the user is; a host must not be changed for another under the pointer. */
  const attention = useRef({ pointer: false, focus: false });

  const onVisible = useCallback(({ first, end }: VisibleRange) => hosts.setVisible(first, end), [hosts]);
  const { scroller, layer, range, viewportPx, reveal, toTop } = useVirtualRows(count, onVisible);

  useEffect(() => {
    toTop();
    setActive(0);
    // oxlint-disable-next-line react/exhaustive-deps -- only another search sends the table to its top
  }, [topRevision]);

  useEffect(() => {
    const host = hosts.row(active);
    // A jump goes to hosts that are still to be read; they have no button until then.
    if (!mustFocus.current || host === undefined) return;
    mustFocus.current = false;
    layer.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    // With a host open the arrows walk through the hosts.
    if (openHostId !== null && openHostId !== host.hostId) hosts.openHost(host);
  });

  function hold(change: Partial<{ pointer: boolean; focus: boolean }>): void {
    Object.assign(attention.current, change);
    hosts.holdOrder(attention.current.pointer || attention.current.focus);
  }

  const open = useCallback(
    (index: number) => {
      setActive(index);
      const host = hosts.row(index);
      if (host !== undefined) hosts.openHost(host);
    },
    [hosts],
  );

  /** The row becomes the one in the order of Tab, which gets the focus back. */
  const onMenu = useCallback((index: number, hostId: number | null) => {
    setActive(index);
    setMenuHostId(hostId);
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const next = nextIndex(event.key, active, Math.floor(viewportPx / ROW_PX), count);
    if (next !== undefined) {
      mustFocus.current = true;
      setActive(next);
      reveal(next);
    } else if (event.key === 'Escape' && openHostId !== null) hosts.openHost(null);
    else return;
    event.preventDefault();
  }

  const isOneOpen = openHostId !== null;
  const columns = useMemo(
    () => hostColumns({ isFinished, hasSkipped, isOneOpen }),
    [isFinished, hasSkipped, isOneOpen],
  );
  const indexes = Array.from({ length: Math.max(0, range.end - range.first) }, (_, at) => range.first + at);
  const isActiveShown = active >= range.first && active < range.end;
  const page = pageHeight({ rowCount: count, viewportPx });
  const template = columnTemplate(columns);
  return (
    <div
      ref={scroller}
      // Also for its menus, which are drawn elsewhere but belong to it.
      onPointerEnter={() => hold({ pointer: true })}
      onPointerLeave={() => hold({ pointer: false })}
      onFocus={() => hold({ focus: true })}
      onBlur={() => hold({ focus: false })}
      role="table"
      aria-label="Hosts"
      aria-rowcount={count + 1}
      onKeyDown={onKeyDown}
      className="relative min-h-0 min-w-0 flex-1 overflow-x-hidden overflow-y-scroll"
    >
      <Head columns={columns} template={template} />
      <div role="presentation" style={{ height: page }}>
        <div
          role="presentation"
          className="sticky overflow-hidden"
          style={{ top: HEAD_PX, height: Math.min(viewportPx, page) }}
        >
          <div ref={layer} role="rowgroup" className="will-change-transform">
            {indexes.map((index) => {
              const host = hosts.row(index);
              return (
                <Row
                  key={index}
                  index={index}
                  host={host}
                  columns={columns}
                  template={template}
                  isTabStop={isActiveShown ? index === active : index === range.first}
                  isOpen={host !== undefined && host.hostId === openHostId}
                  live={host === undefined || isFinished ? undefined : hosts.liveOf(host.origin)}
                  hosts={hosts}
                  isMenu={host !== undefined && host.hostId === menuHostId}
                  onMenu={onMenu}
                  onOpen={open}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function nextIndex(key: string, active: number, pageRows: number, count: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + pageRows,
    PageUp: active - pageRows,
    Home: 0,
    End: count - 1,
  };
  const next = moves[key];
  return next === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, next));
}

function Head({ columns, template }: { readonly columns: readonly HostColumn[]; readonly template: string }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-7 items-center border-b border-line bg-surface pr-2 text-12 text-muted"
        style={{ gridTemplateColumns: template }}
      >
        <div role="columnheader" className="pl-4">
          host
        </div>
        {columns.map(({ key, label, isText = false }) => (
          <div key={key} role="columnheader" className={`px-2 ${isText ? '' : 'text-right'}`}>
            {label}
          </div>
        ))}
        <div role="columnheader">
          <span className="sr-only">actions</span>
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly host: HostRow | undefined;
  readonly columns: readonly HostColumn[];
  readonly template: string;
  readonly isTabStop: boolean;
  readonly isOpen: boolean;
  readonly live: HostLive | undefined;
  readonly hosts: HostsModel;
  readonly isMenu: boolean;
  onMenu(index: number, hostId: number | null): void;
  onOpen(index: number): void;
}

const Row = memo(function Row(props: RowProps) {
  const { index, host, columns, template, isTabStop, isOpen, live, hosts, isMenu, onMenu, onOpen } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      onClick={() => onOpen(index)}
      className={`tabular grid h-7 items-center border-b border-line pr-2 ${isOpen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
      style={{ gridTemplateColumns: template }}
    >
      {host === undefined ? (
        <div role="cell" className="col-span-full px-4">
          <div aria-label="Not read yet" role="img" className="h-2 w-1/3 rounded-full bg-sunken" />
        </div>
      ) : (
        <>
          <div role="rowheader" className="flex min-w-0 items-center gap-2 pl-3">
            <button
              type="button"
              aria-expanded={isOpen}
              tabIndex={isTabStop ? 0 : -1}
              className="min-w-0 truncate rounded px-1 text-left outline-offset-[-2px]"
              title={host.origin}
              onClick={(event) => {
                event.stopPropagation();
                onOpen(index);
              }}
            >
              <Origin origin={host.origin} />
            </button>
          </div>
          {columns.map((column) => (
            <div
              key={column.key}
              role="cell"
              className={`truncate px-2 ${column.isText === true ? '' : 'text-right'}`}
            >
              {column.cell(host, live)}
            </div>
          ))}
          <div role="cell" className="grid place-items-center">
            <HostMenu
              // Hosts change their places, and a menu must not change its host.
              key={host.hostId}
              host={host}
              live={live}
              hosts={hosts}
              isTabStop={isTabStop}
              isMenu={isMenu}
              onMenu={(hostId) => onMenu(index, hostId)}
            />
          </div>
        </>
      )}
    </div>
  );
});

/** The scheme stands back: hosts differ in what follows it. */
function Origin({ origin }: { readonly origin: string }) {
  const end = origin.indexOf('://') + 3;
  return (
    <>
      <span className="text-muted">{origin.slice(0, end)}</span>
      {origin.slice(end)}
    </>
  );
}
