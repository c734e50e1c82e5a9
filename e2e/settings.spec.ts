/** The settings in the real window: what they change about a run, and what they refuse. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer } from './support/page-server.ts';

const SERVER_ERROR = 'Retried: The server had an error';
const PAGES = 12;

async function openSettings(page: Page): Promise<Locator> {
  await page.keyboard.press('ControlOrMeta+Comma');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect(dialog.getByRole('table', { name: 'Retry policies' })).toBeVisible();
  return dialog;
}

test('a cause that is set to "not retried" is asked for once, in this window and in the next', async ({
  launchApp,
}) => {
  const server = await startPageServer(({ path }) => ({ status: path.startsWith('/down/') ? 503 : 200 }));
  const first = await launchApp();
  const window = await first.firstWindow();
  const gleaner = new GleanerWindow(first, window);
  await expect(gleaner.start).toBeVisible();

  const dialog = await openSettings(window);
  await dialog.getByRole('checkbox', { name: SERVER_ERROR }).uncheck();
  await expect(dialog.getByText('1 changed')).toBeVisible();
  await gleaner.button('Save').click();
  await expect(dialog).toBeHidden();
  const lines = Array.from({ length: PAGES }, (_, at) => `${server.origin}/${at % 2 ? 'down' : 'up'}/${at}`);
  await gleaner.paste(lines.join('\n'));
  await gleaner.useFixedLimits();
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);

  // With its default policy each of the failing ones would be asked for three times.
  expect(server.requests).toHaveLength(PAGES);
  expect(await gleaner.expectEquation()).toMatchObject({ ok: PAGES / 2, failed: PAGES / 2 });

  await first.close();
  const again = await (await launchApp()).firstWindow();
  await expect(again.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  const reopened = await openSettings(again);
  await expect(reopened.getByRole('checkbox', { name: SERVER_ERROR })).not.toBeChecked();
  await reopened.getByRole('button', { name: 'Back to default: The server had an error' }).click();
  await expect(reopened.getByRole('checkbox', { name: SERVER_ERROR })).toBeChecked();
  await server.close();
});

test('what is wrong is said beside its field, and nothing that was typed is lost', async ({
  app,
  window,
}) => {
  const gleaner = new GleanerWindow(app, window);
  await expect(gleaner.start).toBeVisible();
  await gleaner.button('Settings').focus();
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog', { name: 'Settings' });
  await expectAccessible(window, 'settings, retries');

  await test.step('a number out of range, of a whole class', async () => {
    await dialog.getByRole('textbox', { name: 'Further attempts: all of “Too slow”' }).fill('99');
    await window.keyboard.press('Enter');
    const wrong = dialog.getByRole('textbox', { name: 'Further attempts: No answer began in time' });
    await expect(wrong).toHaveAttribute('aria-invalid', 'true');
    await expect(dialog.getByText('Further attempts: Must be from 0 to 20')).toHaveCount(4);
    await expectAccessible(window, 'settings with a problem');
    await dialog.getByRole('textbox', { name: 'Further attempts: all of “Too slow”' }).fill('9');
  });

  await test.step('a proxy that only main can refuse', async () => {
    await dialog.getByRole('tab', { name: 'When to pause' }).click();
    await expectAccessible(window, 'settings, pauses');
    await dialog.getByRole('tab', { name: 'Pages and network' }).click();
    const proxy = dialog.getByRole('textbox', { name: 'Address' });
    await proxy.fill('http://proxy.example:3128/path');
    await gleaner.button('Save').click();
    await expect(proxy).toBeFocused();
    await expect(proxy).toHaveAccessibleDescription(/not the address of a proxy/);
    await expect(proxy).toHaveValue('http://proxy.example:3128/path');
    await expectAccessible(window, 'settings, network');
  });

  await test.step('Escape asks first', async () => {
    await window.keyboard.press('Escape');
    await expect(gleaner.button('Go on editing')).toBeFocused();
    await expectAccessible(window, 'settings, asking');
    await window.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue(/proxy\.example/);
    await window.keyboard.press('Escape');
    await gleaner.button('Drop the changes').click();
  });

  await expect(dialog).toBeHidden();
  await expect(gleaner.button('Settings')).toBeFocused();
  const reopened = await openSettings(window);
  await expect(
    reopened.getByRole('textbox', { name: 'Further attempts: No answer began in time' }),
  ).toHaveValue('');
});
