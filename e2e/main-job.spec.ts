/** The main job from end to end in the real window, at the size that people have. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { expectedTotals } from '../electron/runtime/demo-shop/behaviour.ts';
import { demoPageUrl } from '../electron/runtime/demo-shop/pages.ts';
import { expect, test } from './fixtures.ts';
import { DemoShopProcess, SHOP_SEED } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const PAGES = 100_000;

test('a pasted list of 100,000 is fetched, retried and exported, and every number agrees with the shop', async ({
  app,
  window,
  homeDir,
}) => {
  test.setTimeout(900_000);
  const shop = await DemoShopProcess.start(PAGES);
  const gleaner = new GleanerWindow(app, window);

  await test.step('paste', async () => {
    await gleaner.paste(shop.list());
    await expect(window.getByText('100,000 lines: 100,000 rows, 0 merged, 0 rejected')).toBeVisible({
      timeout: 60_000,
    });
  });

  await test.step('start, and move a slider while it runs', async () => {
    await gleaner.useFixedLimits();
    await gleaner.start.click();
    await expect
      .poll(async () => (await gleaner.expectEquation()).ok, { timeout: 60_000 })
      .toBeGreaterThan(1000);
    const before = await gleaner.slider('Concurrency').inputValue();
    await gleaner.slider('Concurrency').press('ArrowRight');
    expect(Number(await gleaner.slider('Concurrency').inputValue())).toBeGreaterThan(Number(before));
    // Eight at once need eight connections; more come only when the slider acts.
    expect((await shop.stats()).connections).toBeLessThan(50);
    await gleaner.slider('Per host').fill('100');
    await expect.poll(async () => (await shop.stats()).connections, { timeout: 30_000 }).toBeGreaterThan(80);
    await expect
      .poll(async () => (await gleaner.expectEquation()).ok, { timeout: 60_000 })
      .toBeGreaterThan(5000);
  });

  const firstRound = expectedTotals(SHOP_SEED, PAGES);
  await test.step('finish', async () => {
    await gleaner.expectFinished(700_000);
    const numbers = await gleaner.expectEquation();
    const served = (await shop.stats()).outcomes;
    expect(numbers).toEqual({
      lines: PAGES,
      rows: PAGES,
      merged: 0,
      rejected: 0,
      ok: served.ok,
      failed: served.failed,
      skipped: 0,
      pending: 0,
    });
    expect({ ok: numbers.ok, failed: numbers.failed }).toEqual({
      ok: firstRound.ok,
      failed: firstRound.failed,
    });
    for (const [code, count] of Object.entries(served.failures))
      await expect(gleaner.failures.getByRole('button', { name: code })).toContainText(
        count.toLocaleString('en'),
      );
  });

  const secondRound = expectedTotals(SHOP_SEED, PAGES, { rounds: 2 });
  await test.step('retry what failed', async () => {
    await gleaner.button(/^Retry failed/).click();
    await expect(gleaner.ledger).toContainText(`${secondRound.ok.toLocaleString('en')} ok`, {
      timeout: 60_000,
    });
    await gleaner.expectFinished(60_000);
    await gleaner.expectLedger({ ok: secondRound.ok, failed: secondRound.failed, pending: 0 });
    expect(secondRound.ok).toBeGreaterThan(firstRound.ok);
  });

  await test.step('export, and read it back', async () => {
    const path = join(homeDir, 'export.csv');
    await gleaner.answerSaveDialog(path);
    await gleaner.button('Export…').click();
    await gleaner.button('Save as…').click();
    await expect(window.getByRole('dialog')).toContainText(path, { timeout: 60_000 });
    const counts = { ok: 0, records: 0 };
    const records = createReadStream(path).pipe(parse({ columns: true, relax_column_count: false }));
    for await (const record of records) {
      counts.records++;
      // One record of the export; the columns are those of its header.
      const { line, url, outcome } = record as Record<string, string>;
      if (Number(line) !== counts.records || url !== demoPageUrl(shop.origin, counts.records))
        throw new Error(`Record ${counts.records} is out of order: line ${line}, ${url}`);
      if (outcome === 'ok') counts.ok++;
    }
    expect(counts).toEqual({ records: PAGES, ok: secondRound.ok });
  });

  await shop.stop();
});
