/** Pictures of the columns tab in every state, light and dark, large and small. */
import { expect, test } from './fixtures.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';
import { startPageServer } from './support/page-server.ts';
import { productPage } from './support/product-pages.ts';

for (const look of LOOKS) {
  test(`columns, ${look.name}`, async ({ app, window }) => {
    const shop = await startPageServer(productPage);
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);
    await gleaner.paste(
      Array.from({ length: 100 }, (_, at) => `${shop.origin}/product/${at + 1}`).join('\n'),
    );
    await gleaner.useFixedLimits();
    await expect(window.getByText('100 lines:')).toBeVisible();
    await shoot('columns-start');
    await gleaner.button('Try columns first').click();
    await expect(gleaner.button('Find product data')).toBeVisible();
    await expect(window.getByText('30 pages of this run are here')).toBeVisible();
    await shoot('columns-empty');
    await gleaner.button('Find product data').click();
    await expect(window.getByText(/^Found on a sample/)).toBeVisible();
    await shoot('columns-proposals');
    await gleaner.button(/^Use these columns/).click();
    await expect(window.getByText(/^Tried on 30 pages/)).toBeVisible();
    await shoot('columns-tried');
    await window
      .getByRole('grid', { name: 'Tried on the sample' })
      .getByText('Lamp 1', { exact: true })
      .first()
      .click();
    await gleaner.button('Edit price').click();
    await shoot('columns-hit');
    await gleaner.button('Add a column').click();
    await expect(
      window.getByRole('list', { name: 'Offered' }).getByText('offers.price', { exact: true }),
    ).toBeVisible();
    await shoot('columns-offers');
    const form = window.getByRole('form', { name: /^Column/ });
    await form.getByRole('combobox', { name: 'Where it stands' }).selectOption('regex');
    await form.getByRole('textbox', { name: 'Pattern' }).fill('In stock: (\\d+');
    await expect(form.getByRole('textbox', { name: 'Pattern' })).toHaveAttribute('aria-invalid', 'true');
    await shoot('columns-problem');
    await form.getByRole('textbox', { name: 'Pattern' }).fill('In stock: (\\d+)');
    await gleaner.button('Save recipe…').click();
    await window.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Lamps');
    await shoot('columns-save');
    await gleaner.button('Keep in Gleaner').click();
    await expect(window.getByRole('dialog')).toBeHidden();
    await gleaner.button('Apply').click();
    await expect(window.getByText(/^Applied: 30 pages/)).toBeVisible();
    await shoot('columns-applied');
    await gleaner.button('Go on with the run').click();
    await gleaner.expectFinished(60_000);
    await window.getByRole('tab', { name: 'Results' }).click();
    await gleaner.button('Incomplete').click();
    await shoot('columns-incomplete');
    await shop.close();
  });
}
