/** What can be done with a host: the menu at the end of its row. */
import { Ellipsis } from 'lucide-react';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostRow } from '../../../shared/rows.ts';
import type { HostsModel } from '../../state/hosts-store.ts';
import { hostOf } from '../../state/run-markers.ts';
import { MENU_ICON, MenuItem, MenuPanel, MenuRoot, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';

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
  const name = {
    'aria-label': `What to do with ${hostOf(host.origin)}`,
    title: 'Pause, limits, forget',
    tabIndex: isTabStop ? 0 : -1,
    className: `${MENU_ICON} size-6`,
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
    <MenuRoot defaultOpen={isMenu} onOpenChange={(isOpen) => onMenu(isOpen ? host.hostId : null)}>
      <MenuTrigger
        {...name}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          // Opens the menu here; in the table it would go to the next host as well.
          if (event.key === 'ArrowDown') event.stopPropagation();
        }}
      >
        <Ellipsis aria-hidden className="size-4" />
      </MenuTrigger>
      <MenuPanel>
        {isPaused ? (
          <MenuItem onSelect={() => void hosts.resumeHost(host.origin)}>Resume</MenuItem>
        ) : (
          <MenuItem isDisabled={!canAct} onSelect={() => void hosts.pauseHost(host.origin)}>
            Pause
          </MenuItem>
        )}
        <MenuItem opensDialog onSelect={() => hosts.openLimits(host.origin)}>
          Limits…
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => void hosts.forgetHost(host.origin)}>Forget what it bore</MenuItem>
      </MenuPanel>
    </MenuRoot>
  );
}
