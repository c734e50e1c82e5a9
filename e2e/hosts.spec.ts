/**
 * The table of hosts: live, with what can be done with a host; and over more hosts than are
 * read at once, by keyboard and by search, with retries by cause.
 */
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { expectPresentable } from './support/looks.ts';
import { startPageServer } from './support/page-server.ts';

const HOSTS = 600;
const answerSlowly = () => ({ status: 200, delayMs: 120 });

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
  await gleaner.useFixedLimits();
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
    await gleaner.expectLedger({ ok: HOSTS, failed: 0 });
    expect(proxy.requests.length - before).toBe(60);
  });
  await proxy.close();
});

test('a host is watched, paused, limited and forgotten while the run goes on', async ({
  app,
  window,
}, testInfo) => {
  const [shop, other] = await Promise.all([startPageServer(answerSlowly), startPageServer(answerSlowly)]);
  const nameOf = (server: typeof shop) => server.origin.slice('http://'.length);
  const gleaner = new GleanerWindow(app, window);
  await expect(gleaner.start).toBeVisible();
  await gleaner.paste(
    Array.from({ length: 6000 }, (_, at) => `${shop.origin}/${at}\n${other.origin}/${at}`).join('\n'),
  );
  await gleaner.start.click();
  await window.getByRole('tab', { name: 'Hosts' }).click();

  const table = window.getByRole('table', { name: 'Hosts' });
  const row = table.getByRole('row', { name: nameOf(shop) });
  const menuOf = (server: typeof shop) => gleaner.button(`What to do with ${nameOf(server)}`);
  const choose = async (item: string) => {
    await menuOf(shop).click();
    await window.getByRole('menuitem', { name: item }).click();
  };

  await test.step('it says how it is asked', async () => {
    await expect(row).toContainText(/Speeding up: answers are healthy|Steady: your limit/);
    await expect(row).toContainText(/\d+ *of *[1-8]/);
    await expect(row).toContainText(/[\d.]+\/s *of *[\d.]+\/s/);
    await expectPresentable(window, 'hosts while the run goes on', testInfo);
  });

  await test.step('paused by keyboard, it is sent nothing more', async () => {
    await table.getByRole('button', { name: shop.origin, exact: true }).focus();
    await window.keyboard.press('Tab');
    await expect(menuOf(shop)).toBeFocused();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('menuitem')).toHaveText(['Pause', 'Limits…', 'Forget what it bore']);
    await expectPresentable(window, 'the menu of a host', testInfo);
    await window.keyboard.press('Enter');
    await expect(row).toContainText('Paused: by you');
    // What was under way had arrived, or it would have no answer.
    await expect(row.getByRole('cell').nth(1)).toHaveText(/^0 *of/);
    const { length } = shop.requests;
    const before = other.requests.length;
    await expect.poll(() => other.requests.length).toBeGreaterThan(before + 10);
    expect(shop.requests).toHaveLength(length);
    await choose('Resume');
    await expect.poll(() => shop.requests.length).toBeGreaterThan(length);
  });

  const dialog = window.getByRole('dialog', { name: `Limits of ${nameOf(shop)}` });
  await test.step('limits hold at once, for what the pattern names', async () => {
    await choose('Limits…');
    await expect(dialog.getByRole('textbox', { name: 'For' })).toHaveValue(shop.origin);
    await dialog.getByRole('textbox', { name: 'At once' }).fill('0');
    await gleaner.button('Set limits').click();
    await expect(dialog).toContainText('Must be from 1 to 256');
    await dialog.getByRole('textbox', { name: 'At once' }).fill('2');
    await dialog.getByRole('textbox', { name: 'Requests per second' }).fill('3');
    await dialog.getByRole('combobox', { name: 'Adapt to the host' }).selectOption('off');
    await gleaner.button('Set limits').click();
    await expect(dialog).toBeHidden();
    await expect(row).toContainText('Fixed: your limits');
    await expect(row).toContainText(/of *3\.0\/s/);
    await expect(table.getByRole('row', { name: nameOf(other) })).not.toContainText('Fixed');
  });

  await test.step('limits that are removed can be had back', async () => {
    await choose('Limits…');
    const list = dialog.getByRole('region', { name: 'Limits of this run' });
    await expect(list.getByRole('listitem')).toHaveText([/2 at once, 3\/s, fixed/]);
    await list.getByRole('button', { name: /^Remove the limits/ }).click();
    await expect(list.getByRole('listitem')).toHaveCount(0);
    await expectPresentable(window, 'limits that were removed', testInfo);
    await list.getByRole('button', { name: 'Undo' }).click();
    await expectPresentable(window, 'limits of a host', testInfo, 'dark');
    await list.getByRole('button', { name: /^Remove the limits/ }).click();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(row).not.toContainText('Fixed');
  });

  await test.step('forgotten, it begins anew', async () => {
    await choose('Forget what it bore');
    await expect(window.getByText(`${nameOf(shop)} begins anew.`)).toBeVisible();
  });

  await test.step('when only a paused host is left, the run says so', async () => {
    await choose('Pause');
    await expect(row).toContainText('Paused: by you');
    await menuOf(other).click();
    await window.getByRole('menuitem', { name: 'Pause' }).click();
    const banner = window.getByRole('region', { name: 'Hosts that you paused' });
    await expect(banner).toContainText(/rows wait for 2 hosts that you paused/);
    await expectPresentable(window, 'nothing but paused hosts', testInfo);
    await gleaner.button('Resume all paused hosts').click();
    await expect(banner).toBeHidden();
    await expect(row).not.toContainText('Paused');
  });
  await gleaner.button('Stop').click();
  await Promise.all([shop.close(), other.close()]);
});
