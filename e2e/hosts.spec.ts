/** A run over more hosts than are read at once: its table by keyboard and by search, and retries by cause. */
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer } from './support/page-server.ts';

const HOSTS = 600;

test('hundreds of hosts are walked through by keyboard, searched, and their failures retried by cause', async ({
  app,
  window,
}) => {
  let isRepaired = false;
  // A proxy answers for all of them, so that none needs a name that exists.
  const proxy = await startPageServer(({ path }) => ({
    status: /7\.test/.test(path) && !isRepaired ? 404 : 200,
  }));
  const gleaner = new GleanerWindow(app, window);
  await expect(gleaner.start).toBeVisible();
  await gleaner.changeSettings('Pages and network', { Address: proxy.origin });
  await gleaner.paste(Array.from({ length: HOSTS }, (_, at) => `http://shop-${at}.test/p`).join('\n'));
  await gleaner.start.click();
  await gleaner.expectFinished(60_000);

  const table = window.getByRole('table', { name: 'Hosts' });
  const detail = window.getByRole('complementary', { name: 'Host' });
  await test.step('by keyboard, also to hosts that are still to be read', async () => {
    await window.getByRole('tab', { name: 'Hosts' }).click();
    await expect(window.getByText(`${HOSTS} hosts`)).toBeVisible();
    await table.getByRole('button', { name: 'http://shop-7.test', exact: true }).focus();
    await window.keyboard.press('Enter');
    await expect(detail.getByRole('heading')).toHaveText('shop-7.test');
    await window.keyboard.press('ArrowDown');
    await expect(detail.getByRole('heading')).toHaveText('shop-17.test');
    await window.keyboard.press('End');
    await expect(table.getByRole('button', { name: 'http://shop-599.test' })).toBeFocused();
    await expect(detail.getByRole('heading')).toHaveText('shop-599.test');
    await window.keyboard.press('Escape');
    await expect(detail).toBeHidden();
  });

  await test.step('by search, also in vain', async () => {
    const search = window.getByRole('searchbox', { name: 'Search hosts' });
    await search.fill('nobody');
    await expect(window.getByText('No host has “nobody” in its name.')).toBeVisible();
    await expectAccessible(window, 'a search for hosts that finds none');
    await gleaner.button('Show all hosts').click();
    await expect(table.getByRole('button', { name: 'http://shop-7.test', exact: true })).toBeVisible();
  });

  await test.step('what failed for one cause is retried from its menu', async () => {
    await gleaner.button('Retry these: The page does not exist').click();
    const menu = window.getByRole('menu');
    await expect(menu.getByRole('menuitem')).toHaveText(['Retry these 60', 'Retry these with…']);
    await expectAccessible(window, 'the menu of a cause');
    isRepaired = true;
    const before = proxy.requests.length;
    await menu.getByRole('menuitem', { name: 'Retry these 60' }).click();
    await expect.poll(() => proxy.requests.length - before).toBe(60);
    await gleaner.expectFinished(30_000);
    expect(await gleaner.expectEquation()).toMatchObject({ ok: HOSTS, failed: 0 });
  });
  await proxy.close();
});
