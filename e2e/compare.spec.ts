/** Two runs of one list beside each other, in the real window. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tamper } from '../electron/engine/testing/run-files.ts';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { createProductRun } from './support/product-run.ts';

const ROWS = 2000;

let before: string;
let after: string;
let folders: string[];
test.beforeAll(() => {
  folders = ['monday', 'tuesday'].map((day) => mkdtempSync(join(tmpdir(), `gleaner-${day}-`)));
  before = createProductRun(folders[0]!, ROWS);
  after = createProductRun(folders[1]!, ROWS);
  tamper(
    after,
    `UPDATE field SET cells = replace(cells, '"${5}.50","€ 5,50"', '"4.90","€ 4,90"') WHERE row_id = 5;
     UPDATE field SET cells = replace(cells, 'Acme', 'Emca') WHERE row_id IN (6, 7);
     UPDATE row SET url = 'https://shop.example/product/brand-new' WHERE id = 8;
     UPDATE settlement SET code = (SELECT code FROM settlement WHERE row_id = 0) WHERE row_id = 9;
     UPDATE meta SET value = 'tuesday.txt' WHERE key = 'name'`,
  );
});
test.afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('shows what is new, gone and changed since an earlier run, and saves it', async ({ app, window }) => {
  const gleaner = new GleanerWindow(app, window);
  await gleaner.answerOpenDialog(after);
  await gleaner.button('Open list…').click();
  await window.getByRole('tab', { name: 'Changes' }).click();
  await expect(window.getByText('What has changed since an earlier run?')).toBeVisible();
  await expectAccessible(window, 'the choice of a run');

  await gleaner.answerOpenDialog(before);
  await gleaner.button('Open a run file…').click();

  const table = window.getByRole('table', { name: 'Changes' });
  const row = (text: string) => table.getByRole('row').filter({ hasText: text });
  await expect(window.getByText('Since products.txt')).toContainText(
    'price changed in 1, brand changed in 2',
  );
  await expect(row('/product/5')).toContainText('price 5.50 → 4.90');
  await expect(row('/product/6')).toContainText('brand Acme → Emca');
  await expect(row('brand-new')).toContainText('Only in this list');
  await expect(row('/product/9')).toContainText('Not found any more');
  await expect(row('/product/8')).toContainText('Not in this list any more');
  await expectAccessible(window, 'the changes');

  await test.step('one kind, and a search', async () => {
    const kinds = window.getByRole('group', { name: 'Kind of change' });
    await kinds.getByRole('button', { name: 'Changed' }).click();
    await expect(table).toHaveAttribute('aria-rowcount', '4');
    await window.getByRole('searchbox', { name: 'Search changes' }).fill('4.90');
    await expect(table).toHaveAttribute('aria-rowcount', '2');
    await expect(row('/product/5')).toBeVisible();
  });

  await test.step('as a file', async () => {
    const path = join(folders[1]!, 'changes.jsonl');
    await gleaner.answerSaveDialog(path);
    await gleaner.button('Save changes…').click();
    await window.getByRole('menuitem', { name: 'JSON Lines' }).click();
    await expect(window.getByText('Saved 1 row to')).toBeVisible();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      url: 'https://shop.example/product/5',
      change: 'changed',
      price_before: '5.50',
      price_after: '4.90',
    });
  });

  await test.step('with the run that is open itself', async () => {
    await gleaner.button('Compare with another run').click();
    await gleaner.answerOpenDialog(after);
    await gleaner.button('Open a run file…').click();
    await expect(window.getByText('That is the run that is open.')).toBeVisible();
  });
});
