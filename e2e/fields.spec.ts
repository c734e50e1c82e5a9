/** What a recipe found, in the table and in the detail of a row. */
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { createProductRun } from './support/product-run.ts';

test('columns of the recipe stand in the table, sort as what they hold, and tell where a value came from', async ({
  app,
  window,
  homeDir,
}, testInfo) => {
  const gleaner = new GleanerWindow(app, window);
  await gleaner.drop([createProductRun(homeDir, 120)]);
  const heads = gleaner.results.getByRole('columnheader');
  const firstRow = gleaner.results.getByRole('row').nth(1);
  await expect(heads.filter({ hasText: 'price' })).toBeAttached();

  await gleaner.results.getByRole('button', { name: 'price' }).click();
  await expect(firstRow).toContainText('2.50');
  await gleaner.results.getByRole('button', { name: 'price' }).click();
  // As text, 99.50 would stand before it.
  await expect(firstRow).toContainText('119.50');
  const scroll = await gleaner.results.evaluate((grid) => {
    grid.scrollLeft = grid.scrollWidth;
    return { left: grid.scrollLeft, width: grid.scrollWidth, shown: grid.clientWidth };
  });
  expect(scroll.width).toBeGreaterThan(scroll.shown);
  await expect(gleaner.results.getByText('Acme').first()).toBeInViewport();
  await expect(heads.filter({ hasText: 'brand' })).toBeInViewport();
  await expectAccessible(window, 'a table with columns of a recipe');
  await window.screenshot({ path: testInfo.outputPath('fields.png') });

  await firstRow.click();
  const about = window.getByRole('region', { name: 'About the row' });
  await expect(about).toContainText('From the page');
  await expect(about).toContainText('119.50 (€ 119,50)');
  await window.screenshot({ path: testInfo.outputPath('row.png') });
});
