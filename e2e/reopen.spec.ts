/** What becomes of a run when its window goes away. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expectedTotals } from '../electron/runtime/demo-shop/behaviour.ts';
import { expect, test } from './fixtures.ts';
import { DemoShopProcess, SHOP_SEED } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const PAGES = 4000;

test('a run whose window is closed goes on where it was when the app is opened again', async ({
  launchApp,
  documentsDir,
}) => {
  const shop = await DemoShopProcess.start(PAGES);
  const first = await launchApp();
  const before = new GleanerWindow(first, await first.firstWindow());
  await before.paste(shop.list());
  await before.useFixedLimits();
  await before.slider('Requests per second per host').fill('200');
  await before.start.click();
  await expect.poll(async () => (await before.expectEquation()).ok, { timeout: 30_000 }).toBeGreaterThan(300);
  const shown = await before.readLedger();

  const closed = first.waitForEvent('close');
  await before.page.close({ runBeforeUnload: true });
  await closed;
  // Only the run file is left: no draft, no lock, no write-ahead log.
  expect(await readdir(join(documentsDir, 'Gleaner'))).toEqual(['Pasted list.gleaner']);
  const askedBefore = (await shop.stats()).requests;

  const second = await launchApp();
  const after = new GleanerWindow(second, await second.firstWindow());
  await after.button('Resume').click();
  await expect(after.ledger).toBeVisible();
  // Nothing that was shown as settled may be lost.
  expect((await after.expectEquation()).ok).toBeGreaterThanOrEqual(shown.ok);
  await after.slider('Requests per second per host').press('End');
  await after.expectFinished(90_000);

  const expected = expectedTotals(SHOP_SEED, PAGES);
  expect(await after.expectEquation()).toMatchObject({
    rows: PAGES,
    ok: expected.ok,
    failed: expected.failed,
  });
  // The second session asks for what was left, not for everything again.
  expect((await shop.stats()).requests - askedBefore).toBeLessThan(PAGES - shown.ok + 500);
  await shop.stop();
});

test('a run file that another window has open is refused with a reason', async ({
  launchApp,
  homeDir,
  documentsDir,
}) => {
  const shop = await DemoShopProcess.start(2000);
  const first = await launchApp();
  const one = new GleanerWindow(first, await first.firstWindow());
  await one.paste(shop.list());
  await one.useFixedLimits();
  await one.slider('Requests per second per host').fill('50');
  await one.start.click();
  await expect(one.button('Pause')).toBeVisible();

  // Another user-data folder, or the second start would only bring the first window to the front.
  const second = await launchApp({ args: [`--user-data-dir=${join(homeDir, 'other-user-data')}`] });
  const two = new GleanerWindow(second, await second.firstWindow());
  await two.answerOpenDialog(join(documentsDir, 'Gleaner', 'Pasted list.gleaner'));
  await two.button('Open list…').click();

  await expect(two.page.getByRole('alert')).toContainText('open in another window');
  await one.button('Stop').click();
  await shop.stop();
});
