/** What can be done with a host: the menu at the end of its row. */
import { Ellipsis } from 'lucide-react';
import { DropdownMenu as Menu } from 'radix-ui';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostRow } from '../../../shared/rows.ts';
import type { HostsModel } from '../../state/hosts-store.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useFloatContainer } from '../../ui/float-container.ts';

const TRIGGER =
  'grid size-6 place-items-center rounded text-muted outline-offset-[-2px] hover:bg-hover hover:text-text data-[state=open]:bg-hover';
const ITEM =
  'flex h-7 items-center rounded px-2 outline-none data-[disabled]:text-muted data-[highlighted]:bg-accent-soft';

interface Props {
  readonly host: HostRow;
  readonly live: HostLive | undefined;
  readonly hosts: HostsModel;
  readonly isTabStop: boolean;
  /** It is open. Only it and the one in the order of Tab are menus; a table of them would slow down scrolling. */
  readonly isMenu: boolean;
  /** `null`: it was closed. */
  onMenu(hostId: number | null): void;
}

export function HostMenu({ host, live, hosts, isTabStop, isMenu, onMenu }: Props) {
  const container = useFloatContainer();
  const name = {
    'aria-label': `What to do with ${hostOf(host.origin)}`,
    title: 'Pause, limits, forget',
    tabIndex: isTabStop ? 0 : -1,
    className: TRIGGER,
  };
  if (!isMenu && !isTabStop) {
    return (
      <button
        type="button"
        aria-haspopup="menu"
        {...name}
        onClick={(event) => {
          event.stopPropagation();
          onMenu(host.hostId);
        }}
      >
        <Ellipsis aria-hidden className="size-4" />
      </button>
    );
  }
  const isPaused = live?.pausedBy != null;
  const canAct = live !== undefined && live.state !== 'done';
  return (
    // Modal, it would put a style sheet into the page to stop scrolling, which the page's policy forbids.
    <Menu.Root
      modal={false}
      defaultOpen={isMenu}
      onOpenChange={(isOpen) => onMenu(isOpen ? host.hostId : null)}
    >
      <Menu.Trigger
        {...name}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          // Opens the menu here; in the table it would go to the next host as well.
          if (event.key === 'ArrowDown') event.stopPropagation();
        }}
      >
        <Ellipsis aria-hidden className="size-4" />
      </Menu.Trigger>
      <Menu.Portal container={container}>
        <Menu.Content
          align="end"
          sideOffset={2}
          collisionPadding={8}
          className="z-50 min-w-44 rounded border border-line bg-surface p-1 shadow-float"
          // React hands events of what floats to the row that it belongs to.
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          {isPaused ? (
            <Menu.Item className={ITEM} onSelect={() => void hosts.resumeHost(host.origin)}>
              Resume
            </Menu.Item>
          ) : (
            <Menu.Item className={ITEM} disabled={!canAct} onSelect={() => void hosts.pauseHost(host.origin)}>
              Pause
            </Menu.Item>
          )}
          {/* After the menu has given the focus back, or the dialog would lose it again. */}
          <Menu.Item className={ITEM} onSelect={() => setTimeout(() => hosts.openLimits(host.origin))}>
            Limits…
          </Menu.Item>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Item className={ITEM} onSelect={() => void hosts.forgetHost(host.origin)}>
            Forget what it bore
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
