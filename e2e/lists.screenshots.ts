/** Pictures of lists on the start screen, light and dark, large and small. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';

const CSV = [
  'sku;Produktseite;Bild;Preis',
  '1001;https://shop.example/p/1;https://img.example/1.png;12,50 €',
  '1002;https://shop.example/p/2/;https://img.example/2.png;8,00 €',
  '1003;https://shop.example/p/2;https://img.example/2.png;8,00 €',
  '1004;bald;https://img.example/4.png;Größe fehlt',
].join('\n');

for (const look of LOOKS) {
  test(`lists, ${look.name}`, async ({ app, window, homeDir }) => {
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);
    const path = join(homeDir, 'Produkte.csv');
    await writeFile(path, Buffer.from(CSV.replaceAll('€', '\x80'), 'latin1'));
    await gleaner.drop([path]);
    await expect(window.getByText(/^4 lines: 3 rows/)).toBeVisible();
    await shoot('list-preview');
    await gleaner.button('Merging…').click();
    await window.getByRole('checkbox', { name: 'Ignore a slash at the end' }).check();
    await expect(window.getByText('1 line merged')).toBeVisible();
    await shoot('list-merging');
    await gleaner.button('Done').click();
    await window.getByText('4 lines: 2 rows, 1 merged, 1 rejected').click();
    await expect(window.getByRole('dialog')).toBeVisible();
    await shoot('list-dropped');
  });
}
