import type { MenuItemConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import { menuTemplate } from './menu.ts';

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
}

function roles(hasDevTools: boolean) {
  const template = menuTemplate({ isMac: false, hasDevTools, onCommand: vi.fn() });
  return items(template).map((item) => item.role);
}

it.each([
  ['CmdOrCtrl+O', 'open'],
  ['CmdOrCtrl+E', 'export'],
  ['CmdOrCtrl+N', 'newRun'],
  ['CmdOrCtrl+F', 'find'],
])('tells the page what %s asks for', (accelerator, name) => {
  const onCommand = vi.fn();
  const template = menuTemplate({ isMac: false, hasDevTools: false, onCommand });

  // Electron passes the item, the window and the event, none of which is used.
  const item = items(template).find((one) => one.accelerator === accelerator);
  (item?.click as (() => void) | undefined)?.();

  expect(onCommand).toHaveBeenCalledExactlyOnceWith(name);
});

it('offers the developer tools only where they are allowed', () => {
  expect(roles(false)).not.toContain('toggleDevTools');
  expect(roles(false)).not.toContain('reload');
  expect(roles(true)).toContain('toggleDevTools');
});
