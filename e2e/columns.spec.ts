/** Columns out of pages, made in the real window: found, tried, changed, applied, saved, exported. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonl } from '../electron/engine/testing/exported-files.ts';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';
import { hasPrice, numberOf, priceOf, productPage } from './support/product-pages.ts';

const ROWS = 100;
const SAMPLE = 30;

let shop: PageServer;
test.beforeEach(async () => {
  shop = await startPageServer(productPage);
});
test.afterEach(() => shop.close());

const listOf = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `${shop.origin}/product/${row + 1}`).join('\n');

test('columns are tried first, then the run goes on and every row and the export have them', async ({
  app,
  window,
  homeDir,
}) => {
  const gleaner = new GleanerWindow(app, window);
  const tried = window.getByRole('grid', { name: 'Tried on the sample' });
  const list = window.getByRole('list', { name: 'Columns' });
  const banner = window.getByRole('region', { name: 'The sample is here' });

  await test.step('a sample is fetched, and the columns come to the front', async () => {
    await gleaner.paste(listOf(ROWS));
    await gleaner.useFixedLimits();
    await gleaner.button('Try columns first').click();
    await expect(banner).toContainText('choose your columns, then go on');
    await expect(window.getByRole('tab', { name: 'Columns' })).toHaveAttribute('aria-selected', 'true');
    expect(shop.requests).toHaveLength(SAMPLE);
    await expect(window.getByText('30 pages of this run are here')).toBeVisible();
    await expectAccessible(window, 'no columns yet');
  });

  await test.step('product data is found', async () => {
    await gleaner.button('Find product data').click();
    await expect(window.getByText('Found on a sample of 30 pages.')).toBeVisible();
    await expect(window.getByRole('row', { name: /^name/ })).toContainText('30 of 30');
    await expect(window.getByRole('row', { name: /^name/ })).toContainText('JSON-LD');
    await expect(window.getByRole('checkbox', { name: 'price', exact: true })).toBeChecked();
    await expectAccessible(window, 'proposals');
    for (const name of ['currency', 'description', 'image', 'availability', 'brand', 'gtin', 'rating']) {
      const box = window.getByRole('checkbox', { name, exact: true });
      if (await box.isVisible()) await box.uncheck();
    }
    await gleaner.button('Use these columns (3)').click();
    await expect(list.getByRole('listitem')).toHaveCount(3);
  });

  const withPrice = await test.step('what they find is shown, page by page', async () => {
    const found = shop.requests.filter(({ path }) => hasPrice(numberOf(path))).length;
    expect(found).toBeLessThan(SAMPLE);
    await expect(tried.getByRole('columnheader', { name: /^price/ })).toContainText(`${found} of 30`);
    await window.getByRole('checkbox', { name: 'Only pages with misses' }).check();
    await expect(tried.getByRole('row')).toHaveCount(1 + SAMPLE - found);
    await expect(tried.getByText('missing').first()).toBeVisible();
    await window.getByRole('checkbox', { name: 'Only pages with misses' }).uncheck();
    await tried.getByText('Lamp 1', { exact: true }).click();
    const strip = window.getByRole('region', { name: 'Where it stands' });
    await expect(strip.locator('mark')).toContainText('Lamp 1');
    await window.keyboard.press('ArrowRight');
    await expect(strip).toContainText('price on /product/1');
    await expectAccessible(window, 'a trial');
    await strip.getByRole('button', { name: 'Show the page' }).click();
    await window.getByRole('dialog').getByRole('button', { name: 'Show the page' }).click();
    await expect(window.getByLabel('Text of the page')).toContainText('About lamp 1, part 0.');
    await window.keyboard.press('Escape');
    return found;
  });

  await test.step('a column of one’s own: a wrong selector is said at its field, a right one is tried', async () => {
    await gleaner.button('Add a column').click();
    const form = window.getByRole('form', { name: /^Column/ });
    await form.getByRole('textbox', { name: 'Name' }).fill('amount');
    await form.getByRole('combobox', { name: 'Where it stands' }).selectOption('css');
    await form.getByRole('textbox', { name: 'Selector' }).fill('.amount[');
    await expect(form.getByRole('textbox', { name: 'Selector' })).toHaveAttribute('aria-invalid', 'true');
    await form.getByRole('textbox', { name: 'Selector' }).fill('.amount');
    await form.getByRole('combobox', { name: 'Type' }).selectOption('price');
    await expect(tried.getByRole('columnheader', { name: /^amount/ })).toContainText(`${withPrice} of 30`);
    await expect(tried.getByText('1.001,50 €')).toBeVisible();
    await expectAccessible(window, 'the editor');
  });

  await test.step('what the page offers, with one click; moved, duplicated, removed and back', async () => {
    await gleaner.button('Add a column').click();
    const offered = window.getByRole('list', { name: 'Offered' });
    await offered.getByRole('button', { name: /brand\.name/ }).click();
    await expect(list.getByRole('listitem')).toHaveCount(5);
    await expect(window.getByRole('form', { name: 'Column name 2' })).toBeVisible();
    await window.getByRole('textbox', { name: 'Name' }).fill('maker');
    await list.getByRole('button', { name: 'Move maker' }).press('ArrowUp');
    await expect(list.getByRole('listitem').nth(3)).toContainText('maker');
    await list.getByRole('button', { name: 'Edit sku' }).press('Delete');
    await expect(list.getByRole('listitem')).toHaveCount(4);
    await gleaner.button('Undo').click();
    await expect(list.getByRole('listitem').nth(2)).toContainText('sku');
    await list.getByRole('button', { name: 'More about sku' }).click();
    await window.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect(list.getByRole('button', { name: 'Edit sku 2' })).toBeVisible();
    await list.getByRole('button', { name: 'More about sku 2' }).click();
    await window.getByRole('menuitem', { name: 'Remove' }).click();
    await expect(list.getByRole('listitem')).toHaveCount(5);
  });

  await test.step('leaving the tab loses nothing, and the recipe is saved', async () => {
    await window.getByRole('tab', { name: 'Results' }).click();
    await window.getByRole('tab', { name: /Columns/ }).click();
    await expect(list.getByRole('listitem')).toHaveCount(5);
    await expect(window.getByText(/70 rows to come get the columns while they are fetched/)).toBeVisible();
    const path = join(homeDir, 'lamps.json');
    await gleaner.answerSaveDialog(path);
    await gleaner.button('Save recipe…').click();
    const dialog = window.getByRole('dialog', { name: 'Save the recipe' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Lamps');
    await expect(dialog.getByRole('textbox', { name: 'Hosts, one a line' })).toHaveValue(
      new URL(shop.origin).host,
    );
    await expectAccessible(window, 'saving a recipe');
    await dialog.getByRole('button', { name: 'Save as file…' }).click();
    await expect(dialog).toBeHidden();
    expect(existsSync(path)).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ kind: 'gleaner-recipe', name: 'Lamps' });
  });

  await test.step('the run goes on with the columns, although nobody has pressed Apply', async () => {
    await banner.getByRole('button', { name: 'Apply and go on with the run' }).click();
    await gleaner.expectFinished(60_000);
    await expect(window.getByText(/^Applied: 30 pages read again/)).toBeVisible();
    expect(shop.requests).toHaveLength(ROWS);
  });

  await test.step('rows without a price can be shown, and the export has every value', async () => {
    await gleaner.button('Show incomplete rows').click();
    await expect(window.getByRole('tab', { name: 'Results' })).toHaveAttribute('aria-selected', 'true');
    await expect(gleaner.button('Incomplete')).toHaveAttribute('aria-pressed', 'true');
    await expect(gleaner.results).toHaveAttribute('aria-rowcount', '15');
    const path = join(homeDir, 'lamps.jsonl');
    await gleaner.answerSaveDialog(path);
    await gleaner.button('Export…').click();
    const dialog = window.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: 'JSON Lines' }).check();
    await dialog.getByRole('radio', { name: /^All rows/ }).check();
    await gleaner.button('Save as…').click();
    await expect(dialog).toContainText('100 rows, ');
    const rows = await readJsonl(path);
    expect(rows).toHaveLength(ROWS);
    for (const [at, row] of rows.entries()) {
      const number = at + 1;
      expect(row).toMatchObject({ name: `Lamp ${number}`, sku: `L-${number}` });
      expect(Number(row['price'])).toBe(hasPrice(number) ? Number(priceOf(number)) : 0);
      expect(row['maker']).toBe(number % 2 === 0 ? 'Lumen & Co' : 'Brenner');
    }
  });
});

test('a recipe that was kept is offered for its hosts, and the run has its columns from the first row on', async ({
  app,
  window,
}) => {
  const gleaner = new GleanerWindow(app, window);
  await gleaner.paste(listOf(10));
  await gleaner.useFixedLimits();
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);
  await window.getByRole('tab', { name: 'Columns' }).click();
  await gleaner.button('Find product data').click();
  await gleaner.button(/^Use these columns/).click();
  await gleaner.button('Save recipe…').click();
  await window.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop products');
  await gleaner.button('Keep in Gleaner').click();
  await expect(window.getByRole('dialog')).toBeHidden();
  await gleaner.button('Apply').click();
  await expect(window.getByText(/^Applied: 10 pages read again/)).toBeVisible();
  await gleaner.button('New run').click();

  await gleaner.paste(listOf(5));
  await window.getByRole('checkbox', { name: 'Use recipe Shop products' }).check();
  await expectAccessible(window, 'a recipe on the start screen');
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);
  await window.getByRole('tab', { name: 'Columns' }).click();

  await expect(window.getByText('These are the columns of the run.')).toBeVisible();
  await expect(gleaner.button('Edit price')).toBeVisible();
});
