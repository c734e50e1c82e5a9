/** The export dialog in the real window: formats, rows, columns and their order, and what is remembered. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv, readJsonl, readXlsx } from '../electron/engine/testing/exported-files.ts';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { runningEngine } from './support/app-processes.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { createProductRun } from './support/product-run.ts';

const ROWS = 40;

test('columns of the page are exported in the order that was chosen, and the choice is kept', async ({
  launchApp,
  homeDir,
}) => {
  const run = createProductRun(homeDir, ROWS);
  const app = await launchApp();
  const page = await app.firstWindow();
  const gleaner = new GleanerWindow(app, page);
  await gleaner.drop([run]);
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const columns = dialog.getByRole('list', { name: 'Columns' });
  const names = () => columns.getByRole('listitem').allInnerTexts();

  await test.step('a workbook with some columns, one of them moved by keyboard', async () => {
    const path = join(homeDir, 'products.xlsx');
    await gleaner.answerSaveDialog(path);
    await gleaner.button('Export…').click();
    await dialog.getByRole('radio', { name: 'Excel workbook' }).check();
    await dialog.getByRole('radio', { name: /^Only ok/ }).check();
    await dialog.getByRole('button', { name: 'None' }).click();
    await expect(gleaner.button('Save as…')).toHaveAttribute('aria-disabled', 'true');
    for (const name of ['url', 'name_2', 'price']) await columns.getByLabel(name, { exact: true }).check();
    const handle = columns.getByRole('button', { name: 'Move price', exact: true });
    const before = (await names()).findIndex((text) => text.startsWith('price'));
    await handle.press('ArrowUp');
    await handle.press('ArrowUp');
    await expect
      .poll(async () => (await names()).findIndex((text) => text.startsWith('price')))
      .toBe(before - 2);
    await expect(handle).toBeFocused();
    await dialog.getByRole('checkbox', { name: /Also as it stood on the page/ }).check();
    await expectAccessible(page, 'the export dialog');
    await gleaner.button('Save as…').click();
    await expect(dialog).toContainText(path);
    await expect(dialog).toContainText('36 rows, ');

    const [sheet] = await readXlsx(path);
    expect(sheet!.rows).toHaveLength(37);
    expect(sheet!.rows.slice(0, 3)).toEqual([
      ['url', 'price', 'price_original', 'name_2', 'name_2_original'],
      ['https://shop.example/product/1', null, null, 'Product 1', 'Product 1'],
      ['https://shop.example/product/2', 2.5, '€ 2,50', 'Product 2', 'Product 2'],
    ]);
    await gleaner.button('Done').click();
  });

  await test.step('what the table shows, with the same columns', async () => {
    const path = join(homeDir, 'products.jsonl');
    await gleaner.answerSaveDialog(path);
    await page.getByRole('searchbox', { name: 'Search results' }).fill('product/3');
    await expect(gleaner.results.getByText('/product/31')).toBeVisible();
    await gleaner.button('Export…').click();
    await expect(dialog.getByRole('radio', { name: 'Excel workbook' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'JSON Lines' }).check();
    await dialog.getByRole('radio', { name: /In the table now: rows with “product\/3”/ }).check();
    await gleaner.button('Save as…').click();
    await expect(dialog).toContainText('11 rows, ');

    const objects = await readJsonl(path);
    expect(Object.keys(objects[0]!)).toEqual(['url', 'price', 'price_original', 'name_2', 'name_2_original']);
    expect(objects.map(({ url }) => String(url).split('/').at(-1))).toEqual([
      '3',
      ...Array.from({ length: 10 }, (_, at) => `3${at}`),
    ]);
    await gleaner.button('Done').click();
    await page.getByRole('searchbox', { name: 'Search results' }).fill('');
  });

  await test.step('what is selected, of which the addresses only', async () => {
    const path = join(homeDir, 'some.txt');
    await gleaner.answerSaveDialog(path);
    await expect(gleaner.results.getByText('/product/0')).toBeVisible();
    // Once one is selected, what can be done with it takes the place of the last rows.
    for (const row of [2, 4]) {
      const cell = gleaner.results.getByText(`/product/${row}`, { exact: false }).first();
      await cell.click({ modifiers: ['ControlOrMeta'] });
    }
    await gleaner.button('Export…').click();
    await expect(dialog.getByRole('radio', { name: /Selected in the table/ })).toBeChecked();
    await dialog.getByRole('radio', { name: 'List of URLs' }).check();
    await expect(columns).toBeHidden();
    await gleaner.button('Save as…').click();
    await expect(dialog).toContainText('2 rows, ');

    expect(await readCsv(path)).toEqual([
      ['https://shop.example/product/2'],
      ['https://shop.example/product/4'],
    ]);
    await gleaner.button('Done').click();
  });

  await test.step('a window that is opened again remembers, and a column can be dragged', async () => {
    await app.close();
    const again = await launchApp();
    const second = new GleanerWindow(again, await again.firstWindow());
    await second.drop([run]);
    const path = join(homeDir, 'again.csv');
    await second.answerSaveDialog(path);
    await second.button('Export…').click();
    const opened = second.page.getByRole('dialog', { name: 'Export' });
    await expect(opened.getByRole('radio', { name: 'List of URLs' })).toBeChecked();
    await opened.getByRole('radio', { name: 'CSV', exact: true }).check();
    await opened.getByRole('radio', { name: /^All rows/ }).check();
    const list = opened.getByRole('list', { name: 'Columns' });
    await list.evaluate((element) => element.scrollTo(0, 0));
    const handle = list.getByRole('button', { name: 'Move url', exact: true });
    const from = (await handle.boundingBox())!;
    await second.page.mouse.move(from.x + 8, from.y + 14);
    await second.page.mouse.down();
    await second.page.mouse.move(from.x + 8, from.y + 14 + 28, { steps: 3 });
    await second.page.mouse.move(from.x + 8, from.y + 14 + 3 * 28, { steps: 6 });
    await second.page.mouse.up();
    await expect(list.getByRole('listitem').nth(4)).toHaveText(/^url/);
    await second.button('Save as…').click();
    await expect(opened).toContainText(`${ROWS} rows, `);
    expect((await readCsv(path))[0]).toEqual(['url', 'price', 'price_original', 'name_2', 'name_2_original']);
  });
});

test('an export is cancelled and leaves nothing behind', async ({ launchApp, homeDir }) => {
  const run = createProductRun(homeDir, 30_000);
  const app = await launchApp();
  const gleaner = new GleanerWindow(app, await app.firstWindow());
  await gleaner.drop([run]);
  const path = join(homeDir, 'products.parquet');
  await gleaner.answerSaveDialog(path);
  await gleaner.button('Export…').click();
  const dialog = gleaner.page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: 'Parquet' }).check();
  const engine = await runningEngine(app);
  await gleaner.button('Save as…').click();
  await dialog.getByText(/ written$/).waitFor();
  // So that it is not done before a hand is at the button.
  process.kill(engine, 'SIGSTOP');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  process.kill(engine, 'SIGCONT');

  await expect(dialog.getByRole('radio', { name: 'Parquet' })).toBeVisible();
  await expect(dialog.getByRole('alert')).toBeHidden();
  expect((await readdir(homeDir)).filter((name) => name.includes('parquet'))).toEqual([]);
});
