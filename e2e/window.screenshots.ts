/** Walks through the states of the window and takes a picture of each, light and dark, large and small. */
import { expect, test } from './fixtures.ts';
import { DemoShopProcess } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';

for (const look of LOOKS) {
  test(`states of the window, ${look.name}`, async ({ app, window }) => {
    const shop = await DemoShopProcess.start(20_000);
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);

    await expect(gleaner.start).toBeVisible();
    await shoot('start-empty');
    await gleaner.paste('hello world');
    await expect(window.getByRole('alert')).toBeVisible();
    await shoot('start-error');
    await window.keyboard.press('ControlOrMeta+A');
    await gleaner.paste(`${shop.list()}\nmailto:me@example.com\n${shop.origin}/p/1-linen-shelf`);
    await expect(window.getByText(/20,002 lines/)).toBeVisible();
    await shoot('start-summary');

    await gleaner.slider('Per host').fill('24');
    await gleaner.start.click();
    await expect.poll(async () => (await gleaner.readLedger()).ok, { timeout: 60_000 }).toBeGreaterThan(9000);
    await shoot('run');
    await gleaner.button('Pause').click();
    await expect(gleaner.button('Resume')).toBeVisible();
    await shoot('paused');
    await gleaner.button('Resume').click();
    await gleaner.expectFinished(90_000);
    await shoot('finished');
    await gleaner.failures.getByRole('button').first().click();
    await gleaner.results.getByText('/p/').first().click();
    await shoot('detail');
    await window.keyboard.press('Escape');
    await window.getByRole('searchbox', { name: 'Search results' }).fill('nothing has this');
    await expect(gleaner.results).toBeVisible();
    await shoot('search-empty');
    await gleaner.button('Export…').click();
    await shoot('export');
    await shop.stop();
  });
}
