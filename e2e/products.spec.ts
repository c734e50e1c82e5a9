/**
 * From a workbook of product links to a table of products, in the real window: every value that
 * comes out, in every format, is the one that the shop served.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { xlsx } from '../electron/engine/import/testing/xlsx.ts';
import { readCsv, readJsonl, readParquet, readXlsx } from '../electron/engine/testing/exported-files.ts';
import { expectedTotals } from '../electron/runtime/demo-shop/behaviour.ts';
import { demoPageUrl, parsePagePath } from '../electron/runtime/demo-shop/pages.ts';
import { productOf } from '../electron/runtime/demo-shop/product.ts';
import { expect, test } from './fixtures.ts';
import { DemoShopProcess, SHOP_SEED } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const PAGES = 10_000;
const FORMATS = [
  ['Excel workbook', 'products.xlsx'],
  ['CSV', 'products.csv'],
  ['JSON Lines', 'products.jsonl'],
  ['Parquet', 'products.parquet'],
] as const;

function cell(reference: string, text: string): string {
  return `<c r="${reference}" t="inlineStr"><is><t>${text.replaceAll('&', '&amp;')}</t></is></c>`;
}

/** As whoever has the list keeps it: the link is not the first column. */
function workbook(origin: string): Uint8Array {
  const rows = Array.from({ length: PAGES }, (_, at) => {
    const page = at + 1;
    const row = at + 2;
    const url = demoPageUrl(origin, page);
    return `<row r="${row}">${cell(`A${row}`, article(page))}${cell(`B${row}`, url)}${cell(`C${row}`, supplier(page))}</row>`;
  });
  const head = `<row r="1">${cell('A1', 'Article')}${cell('B1', 'Link')}${cell('C1', 'Supplier')}</row>`;
  return xlsx({ sheets: { Products: head + rows.join('') } });
}

const article = (page: number) => `A-${String(page).padStart(6, '0')}`;
const supplier = (page: number) => `Müller & Söhne ${page % 7}`;

/** What has to stand in each of these columns for a page that is ok. */
function served(page: number): Readonly<Record<string, string>> {
  const product = productOf(SHOP_SEED, page);
  return {
    Article: article(page),
    Supplier: supplier(page),
    name: product.name,
    price: product.price,
    currency: product.language.currency,
    availability: product.isInStock ? 'InStock' : 'OutOfStock',
    sku: product.sku,
    gtin: product.gtin13,
    brand: product.brand,
  };
}

type Row = Readonly<Record<string, unknown>>;

function asObjects([head, ...rows]: readonly (readonly unknown[])[]): Row[] {
  return rows.map((cells) => Object.fromEntries(head!.map((name, at) => [String(name), cells[at]])));
}

async function read(path: string): Promise<Row[]> {
  if (path.endsWith('.csv')) return asObjects(await readCsv(path));
  if (path.endsWith('.jsonl')) return readJsonl(path);
  if (path.endsWith('.parquet')) return readParquet(path);
  const [sheet] = await readXlsx(path);
  return asObjects(sheet!.rows);
}

/** Numbers and texts alike: a workbook has 12.5 where a text file has 12.50. */
function plain(value: unknown, like: string): string {
  const text = String(value ?? '');
  return /^\d+\.\d+$/.test(like) && text !== '' ? Number(text).toFixed(2) : text;
}

/** @returns How many rows are ok; fails for the first that has anything else than was served. */
function expectServed(rows: readonly Row[], path: string): number {
  expect(rows, path).toHaveLength(PAGES);
  let ok = 0;
  for (const [at, row] of rows.entries()) {
    const { page } = parsePagePath(new URL(String(row['url'])).pathname)!;
    const isOk = row['outcome'] === 'ok';
    const wanted = isOk ? served(page) : {};
    const found = Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [name, plain(row[name], value)]),
    );
    if (isOk) ok += 1;
    // Asserted only where it fails: each assertion is a step of its own in the report, and takes its time.
    if (page !== at + 1 || !isDeepStrictEqual(found, wanted))
      expect({ page, ...found }, `${path}, row ${at + 1}`).toEqual({ page: at + 1, ...wanted });
  }
  return ok;
}

test('a workbook of 10,000 product links becomes a table of products in every format', async ({
  app,
  window,
  homeDir,
}) => {
  test.setTimeout(900_000);
  const shop = await DemoShopProcess.start(PAGES);
  const gleaner = new GleanerWindow(app, window);
  const list = join(homeDir, 'products to get.xlsx');
  writeFileSync(list, workbook(shop.origin));

  await test.step('drop the workbook: the column of links is found by itself', async () => {
    await gleaner.drop([list]);
    await expect(window.getByText('10,000 lines: 10,000 rows, 0 merged, 0 rejected')).toBeVisible({
      timeout: 60_000,
    });
    await expect(window.getByRole('radio', { name: 'URLs are in Link' })).toBeChecked();
  });

  await test.step('find product data on a sample, and try it', async () => {
    await gleaner.useFixedLimits();
    await gleaner.button('Try columns first').click();
    await expect(window.getByText('The sample is here: choose your columns, then go on.')).toBeVisible({
      timeout: 60_000,
    });
    await gleaner.button('Find product data').first().click();
    await expect(window.getByRole('region', { name: 'Proposals' })).toContainText('JSON-LD');
    await gleaner.button(/^Use these columns/).click();
    const trial = window.getByRole('grid', { name: 'Tried on the sample' });
    await expect(trial).toContainText('price');
    await gleaner.button('Apply and go on with the run').click();
  });

  await test.step('run', async () => {
    await window.getByRole('tab', { name: 'Results' }).click();
    await gleaner.slider('Per host').fill('100');
    await gleaner.expectFinished(700_000);
    await gleaner.expectEquation();
  });

  const { ok } = await gleaner.readLedger();
  await shop.stop();

  for (const [format, name] of FORMATS) {
    await test.step(`export as ${format}, and read it with another reader`, async () => {
      const path = join(homeDir, name);
      await gleaner.answerSaveDialog(path);
      await gleaner.button('Export…').click();
      const dialog = window.getByRole('dialog', { name: 'Export' });
      await dialog.getByRole('radio', { name: format, exact: true }).check();
      await gleaner.button('Save as…').click();
      await expect(gleaner.button('Show in folder')).toBeVisible({ timeout: 60_000 });
      await gleaner.button('Done').click();
      expect(expectServed(await read(path), path)).toBe(ok);
    });
  }
  expect(ok).toBe(expectedTotals(SHOP_SEED, PAGES).ok);
});
