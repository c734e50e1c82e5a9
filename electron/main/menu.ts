/** The menu, as data. What concerns the page is told to it as a command. */
import type { MenuItemConstructorOptions } from 'electron';
import type { WindowEvents } from '../../shared/ipc/contract.ts';

type CommandName = WindowEvents['command']['name'];

export interface MenuOptions {
  readonly isMac: boolean;
  readonly hasDevTools: boolean;
  readonly onCommand: (name: CommandName) => void;
}

export function menuTemplate({ isMac, hasDevTools, onCommand }: MenuOptions): MenuItemConstructorOptions[] {
  const command = (label: string, accelerator: string, name: CommandName): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => onCommand(name),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const developer: MenuItemConstructorOptions[] = [separator, { role: 'reload' }, { role: 'toggleDevTools' }];

  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('New run', 'CmdOrCtrl+N', 'newRun'),
        command('Open…', 'CmdOrCtrl+O', 'open'),
        separator,
        command('Export…', 'CmdOrCtrl+E', 'export'),
        separator,
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        command('Find', 'CmdOrCtrl+F', 'find'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(hasDevTools ? developer : []),
      ],
    },
  ];
}
