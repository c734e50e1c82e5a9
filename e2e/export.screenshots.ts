/** Pictures of the export dialog, light and dark, large and small and narrow. */
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';
import { createProductRun } from './support/product-run.ts';

for (const look of [...LOOKS, { name: 'narrow', scheme: 'light', width: 640, height: 700 } as const]) {
  test(`the export dialog, ${look.name}`, async ({ app, window, homeDir }) => {
    const gleaner = new GleanerWindow(app, window);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setMinimumSize(400, 300));
    const shoot = await lookAt(app, window, look);
    await gleaner.drop([createProductRun(homeDir, 600)]);
    await expect(gleaner.results).toBeVisible();
    await gleaner.results
      .getByText('/product/3')
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    const dialog = window.getByRole('dialog', { name: 'Export' });
    await gleaner.button('Export…').click();
    await expect(dialog.getByRole('listitem').first()).toBeVisible();
    await shoot('export-choose');
    await dialog.getByRole('radio', { name: 'Excel workbook' }).check();
    await dialog.getByRole('list', { name: 'Columns' }).evaluate((list) => list.scrollTo(0, 9999));
    await dialog.getByRole('checkbox', { name: 'title', exact: true }).uncheck();
    await shoot('export-columns');
    await dialog.getByRole('radio', { name: 'Parquet' }).check();
    await gleaner.answerSaveDialog(join(homeDir, 'a folder that is not there', 'x.parquet'));
    await gleaner.button('Save as…').click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await shoot('export-problem');
    await gleaner.answerSaveDialog(join(homeDir, 'products.parquet'));
    await gleaner.button('Save as…').click();
    await expect(dialog).toContainText('written');
    await expect(gleaner.button('Show in folder')).toBeVisible();
    await shoot('export-done');
  });
}
