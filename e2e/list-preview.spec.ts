/** Tables on the start screen: what was found, and having it otherwise. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCREENSHOTS } from './fixtures.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { expect, test } from './support/shared-window.ts';
import { textRows, xlsx } from '../electron/engine/import/testing/xlsx.ts';

const PRODUCTS = [
  ['sku', 'product page', 'picture', 'price'],
  ['1001', 'https://shop.example/p/1', 'https://img.example/1.png', '12.50'],
  ['1002', 'https://shop.example/p/2/', 'https://img.example/2.png', '8.00'],
  ['1003', 'https://shop.example/p/2', 'https://img.example/2.png', '8.00'],
];

test('a spreadsheet shows its columns, and the one with the URLs can be changed', async ({
  app,
  page,
  homeDir,
}) => {
  const gleaner = new GleanerWindow(app, page);
  const path = join(homeDir, 'products.xlsx');
  await writeFile(
    path,
    xlsx({ sheets: { Products: textRows(PRODUCTS), Old: textRows([['url'], ['https://old.example/']]) } }),
  );

  await gleaner.drop([path]);
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(page.getByText('3 lines: 3 rows, 0 merged, 0 rejected')).toBeVisible();
  await expect(preview.getByRole('radio', { name: 'URLs are in product page' })).toBeChecked();
  await expect(preview.getByRole('cell', { name: '12.50' })).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'list-preview-xlsx.png') });

  await preview.getByRole('radio', { name: 'URLs are in picture' }).check();
  await expect(page.getByText('3 lines: 2 rows, 1 merged, 0 rejected')).toBeVisible();
  await preview.getByRole('combobox', { name: 'Sheet' }).selectOption('Old');
  await expect(page.getByText('1 line: 1 row, 0 merged, 0 rejected')).toBeVisible();
  await expect(gleaner.start).toBeEnabled();
});

test('cells copied from a spreadsheet are a table, and rules for merging act on it', async ({
  app,
  page,
}) => {
  const gleaner = new GleanerWindow(app, page);

  await gleaner.paste(PRODUCTS.map((cells) => cells.join('\t')).join('\n'));
  await expect(page.getByRole('radio', { name: 'URLs are in product page' })).toBeChecked();
  await gleaner.button('Merging…').click();
  await page.getByRole('checkbox', { name: 'Ignore a slash at the end' }).check();
  await expect(page.getByText('1 line merged')).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'list-merging.png') });
  await gleaner.button('Done').click();

  await expect(page.getByText('3 lines: 2 rows, 1 merged, 0 rejected')).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'list-preview-pasted.png') });
});

test('ranges become addresses, or stay as they stand', async ({ app, page }) => {
  const gleaner = new GleanerWindow(app, page);

  await gleaner.paste('https://shop.example/p/{001..500}');
  await expect(page.getByText('500 lines: 500 rows, 0 merged, 0 rejected')).toBeVisible();
  await gleaner.button('Take them as they stand').click();
  await expect(page.getByText('1 line: 1 row, 0 merged, 0 rejected')).toBeVisible();
  await gleaner.button('Expand them').click();
  await expect(page.getByText('500 lines: 500 rows')).toBeVisible();
});

test('several files are one list, and the report says which file a line is of', async ({
  app,
  page,
  homeDir,
}) => {
  const gleaner = new GleanerWindow(app, page);
  const paths = ['a.txt', 'b.txt'].map((name) => join(homeDir, name));
  await writeFile(paths[0]!, 'https://shop.example/1\nnonsense\n');
  await writeFile(paths[1]!, 'https://shop.example/2\nhttps://shop.example/1\n');
  const report = join(homeDir, 'report.csv');
  await gleaner.answerSaveDialog(report);

  await gleaner.drop(paths);
  await page.getByText('4 lines: 2 rows, 1 merged, 1 rejected').click();
  await expect(page.getByRole('dialog')).toContainText('Merged into line 1 of a.txt');
  await page.screenshot({ path: join(SCREENSHOTS, 'list-dropped-lines.png') });
  await gleaner.button('Save report…').click();

  await expect(page.getByText('Saved, 2 lines')).toBeVisible();
  expect(await readFile(report, 'utf8')).toContain('b.txt,2,merged,Same address,same_address,a.txt,1');
});

test('the report of a list can be saved from its run, too', async ({ app, page, homeDir }) => {
  const gleaner = new GleanerWindow(app, page);
  const report = join(homeDir, 'report.csv');
  await gleaner.answerSaveDialog(report);
  // Nothing listens there.
  await gleaner.paste('http://127.0.0.1:9/1\nhttp://127.0.0.1:9/1#top\nnonsense');

  await gleaner.start.click();
  await gleaner.button('Save report…').click();

  await expect(page.getByText('The report was saved, 2 lines.')).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'run-report.png') });
  const text = await readFile(report, 'utf8');
  expect(text).toContain('merged');
  expect(text).toContain('nonsense');
  await gleaner.expectFinished(30_000);
  await gleaner.button('New run').click();
  await expect(gleaner.start).toBeVisible();
});

test('an encoding that was guessed can be changed', async ({ app, page, homeDir }) => {
  const gleaner = new GleanerWindow(app, page);
  const path = join(homeDir, 'koi.csv');
  await writeFile(path, Buffer.from('url,name\nhttps://shop.example/1,\xf4\xcf\xd7\xc1\xd2\n', 'latin1'));

  await gleaner.drop([path]);
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByRole('combobox', { name: 'Encoding' }).selectOption('koi8-r');

  await expect(preview.getByRole('cell', { name: 'Товар' })).toBeVisible();
});
