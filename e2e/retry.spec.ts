/** Every way to retry, in the real window, as the server sees it. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';

const EACH = 4;

/** Four pages that fail for the server's sake, four that do not exist, four that are fine. */
function lines({ origin }: PageServer): string {
  return Array.from({ length: EACH }, (_, at) => at)
    .flatMap((at) => [`${origin}/down/${at}`, `${origin}/gone/${at}`, `${origin}/fine/${at}`])
    .join('\n');
}

function startShop(): Promise<PageServer> {
  return startPageServer(({ path }) => {
    if (path.startsWith('/gone/')) return { status: 404 };
    return { status: path.startsWith('/down/') ? 500 : 200 };
  });
}

async function runOnce(gleaner: GleanerWindow, server: PageServer): Promise<void> {
  await gleaner.paste(lines(server));
  await gleaner.page.getByLabel('Further attempts after the first').fill('0');
  await gleaner.useFixedLimits();
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);
  expect(server.requests).toHaveLength(3 * EACH);
}

/** What `act` makes the window ask for; it is over when `count` requests came and the run has finished again. */
async function asked(gleaner: GleanerWindow, server: PageServer, count: number, act: () => Promise<void>) {
  const before = server.requests.length;
  server.hold();
  await act();
  // The round before has finished, too: only of one that is seen to be under way the end can be seen.
  await expect(gleaner.button('Pause')).toBeVisible();
  server.release();
  await expect.poll(() => server.requests.length - before).toBe(count);
  await gleaner.expectFinished(30_000);
  const requests = server.requests.slice(before);
  expect(requests).toHaveLength(count);
  return { paths: requests.map(({ path }) => path).toSorted(), requests };
}

function boxOf(page: Page, path: string) {
  return page.getByRole('row', { name: path }).locator('[data-select]');
}

test('failed rows are retried by cause, by selection and by filter, with settings for one round only', async ({
  app,
  window,
}) => {
  const server = await startShop();
  const gleaner = new GleanerWindow(app, window);
  const search = window.getByRole('searchbox', { name: 'Search results' });
  await runOnce(gleaner, server);

  await test.step('by cause, with a header and a timeout of its own', async () => {
    await gleaner.button('Retry with…').first().click();
    const dialog = window.getByRole('dialog', { name: 'Retry 8 failed' });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('radio', { name: 'By cause' }).check();
    // What would only fail again is not ticked.
    await expect(window.getByRole('checkbox', { name: /The page does not exist/ })).not.toBeChecked();
    const settings = window.getByRole('dialog');
    await settings.getByRole('textbox', { name: 'Headers' }).fill('X-Round one');
    await gleaner.button('Retry 4 failed').click();
    await expect(settings.getByRole('textbox', { name: 'Headers' })).toBeFocused();
    await expect(settings.getByText(/^Line 1:/)).toBeVisible();
    await expectAccessible(window, 'retry dialog with a problem');
    await settings.getByRole('textbox', { name: 'Headers' }).fill('X-Round: one');
    await settings.getByRole('textbox', { name: 'Timeout' }).fill('30');
    const { paths, requests } = await asked(gleaner, server, EACH, () =>
      gleaner.button('Retry 4 failed').click(),
    );
    expect(paths).toEqual(['/down/0', '/down/1', '/down/2', '/down/3']);
    expect(requests.map(({ headers }) => headers['x-round'])).toEqual(['one', 'one', 'one', 'one']);
    await expect(window.getByRole('dialog')).toBeHidden();
  });

  await test.step('by selection, without the header', async () => {
    await boxOf(window, '/gone/0').click();
    await boxOf(window, '/down/1').click();
    await boxOf(window, '/fine/1').click();
    await expect(window.getByText('3 selected', { exact: true })).toBeVisible();
    await expectAccessible(window, 'a selection');
    const { paths, requests } = await asked(gleaner, server, 2, () =>
      gleaner.button('Retry selected').click(),
    );
    expect(paths).toEqual(['/down/1', '/gone/0']);
    expect(requests.every(({ headers }) => headers['x-round'] === undefined)).toBe(true);
    await expect(window.getByText('2 of the 3 selected rows had failed')).toBeVisible();
  });

  await test.step('by keyboard', async () => {
    await gleaner.results.focus();
    await window.keyboard.press('Home');
    await window.keyboard.press('Space');
    await window.keyboard.press('Shift+ArrowDown');
    await window.keyboard.press('Shift+ArrowDown');
    await expect(window.getByText('3 selected', { exact: true })).toBeVisible();
    await window.keyboard.press('Shift+ArrowUp');
    await expect(window.getByText('2 selected', { exact: true })).toBeVisible();
    await window.keyboard.press('ControlOrMeta+A');
    await expect(window.getByText('12 selected, all that is shown')).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(gleaner.button('Retry selected')).toBeHidden();
  });

  await test.step('by filter', async () => {
    await window.getByRole('button', { name: 'Failed', exact: true }).click();
    await search.fill('gone');
    const { paths } = await asked(gleaner, server, EACH, () => gleaner.button('Retry the 4 shown').click());
    expect(paths).toEqual(['/gone/0', '/gone/1', '/gone/2', '/gone/3']);
    await search.fill('');
  });

  await test.step('every round is in the row’s timeline', async () => {
    await window.getByRole('button', { name: 'All', exact: true }).click();
    await gleaner.results.getByText('/down/1').click();
    const attempts = window.getByRole('region', { name: 'Attempts' });
    await expect(attempts.getByRole('heading')).toHaveText([
      '3 attempts',
      /^Retry 2/,
      /^Retry 1/,
      /^First run/,
    ]);
    await expect(attempts.getByText('With timeout 30 s, header X-Round')).toBeVisible();
    await expect(attempts.getByRole('img', { name: /^Time: .*first byte/ })).toHaveCount(3);
    await expectAccessible(window, 'a row with three rounds');
  });
  await gleaner.expectLedger({ ok: EACH, failed: 2 * EACH });
  await server.close();
});

test('an earlier export opens in a fresh window and its failed rows are retried', async ({
  launchApp,
  homeDir,
}) => {
  let isRepaired = false;
  const server = await startPageServer(({ path }) => ({
    status: path.startsWith('/fine/') || isRepaired ? 200 : 500,
  }));
  const path = join(homeDir, 'tonight.csv');
  const first = await launchApp();
  const before = new GleanerWindow(first, await first.firstWindow());
  await runOnce(before, server);
  await before.answerSaveDialog(path);
  await before.button('Export…').click();
  await before.button('Save as…').click();
  await expect(before.page.getByRole('dialog')).toContainText(path);
  await first.close();

  isRepaired = true;
  const second = await launchApp();
  const after = new GleanerWindow(second, await second.firstWindow());
  await after.drop([path]);
  await expect(
    after.page.getByText('Opened from an earlier export; 8 failed rows can be retried.'),
  ).toBeVisible();
  await after.expectLedger({ rows: 12, ok: 4, failed: 8, pending: 0 });
  await expect(after.results.getByText('/down/0')).toBeVisible();
  await expectAccessible(after.page, 'an earlier export');
  const { paths } = await asked(after, server, 2 * EACH, () => after.button(/^Retry failed/).click());

  expect(paths.some((one) => one.startsWith('/fine/'))).toBe(false);
  await after.expectLedger({ rows: 12, ok: 12, failed: 0 });
  await server.close();
});
