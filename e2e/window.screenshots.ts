/** Walks through the states of the window and takes a picture of each, light and dark, large and small. */
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, SCREENSHOTS, test } from './fixtures.ts';
import { DemoShopProcess } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const LOOKS = [
  { name: 'light', scheme: 'light', width: 1280, height: 800 },
  { name: 'dark-small', scheme: 'dark', width: 1024, height: 700 },
] as const;

for (const look of LOOKS) {
  test(`states of the window, ${look.name}`, async ({ app, window }) => {
    const shop = await DemoShopProcess.start(20_000);
    const gleaner = new GleanerWindow(app, window);
    await resize(app, window, look);
    const shoot = (state: string) =>
      window.screenshot({ path: join(SCREENSHOTS, `${state}-${look.name}.png`) });

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

async function resize(app: ElectronApplication, page: Page, look: (typeof LOOKS)[number]): Promise<void> {
  // Playwright decides what the page takes for the system's setting.
  await page.emulateMedia({ colorScheme: look.scheme });
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, look);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(look.width);
}
