/** Every way a list comes in, and what happens with those that are no good. */
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DemoShopProcess } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { expect, test } from './support/shared-window.ts';

test('a dropped CSV is read from its URL column, run to its end, and its other columns are kept', async ({
  app,
  page,
  homeDir,
}) => {
  const shop = await DemoShopProcess.start(10);
  const gleaner = new GleanerWindow(app, page);
  const path = join(homeDir, 'products.csv');
  const records = shop
    .list()
    .split('\n')
    .map((url, index) => `SKU-${index},${url},"shelf ${index}, left"`);
  await writeFile(path, ['sku,link,place', ...records, 'SKU-x,not a url,nowhere'].join('\r\n'));

  await gleaner.drop([path]);
  await expect(page.getByText('11 lines: 10 rows, 0 merged, 1 rejected')).toBeVisible();
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);

  expect(await gleaner.expectEquation()).toMatchObject({
    lines: 11,
    rows: 10,
    rejected: 1,
    ok: 10,
    failed: 0,
  });
  await gleaner.results.getByText('/p/3-').click();
  await expect(page.getByText('shelf 2, left')).toBeVisible();
  await shop.stop();
  await gleaner.button('New run').click();
  await expect(gleaner.start).toBeVisible();
});

test('a list opened through the dialog is read, gzip or not', async ({ app, page, homeDir }) => {
  const gleaner = new GleanerWindow(app, page);
  const path = join(homeDir, 'list.txt.gz');
  await writeFile(
    path,
    gzipSync(
      '\uFEFFhttps://example.com/a\r\n\r\n# comment\r\n<https://example.com/b>\r\nexample.com/a#x\r\n',
    ),
  );
  await gleaner.answerOpenDialog(path);

  await gleaner.button('Open list…').click();

  await expect(page.getByText('3 lines: 2 rows, 1 merged, 0 rejected')).toBeVisible();
});

test('merged and rejected lines are listed with their number, text and reason', async ({ app, page }) => {
  const gleaner = new GleanerWindow(app, page);

  await gleaner.paste(
    'https://example.com/a\nmailto:me@example.com\n\nhttps://example.com/a#top\nhttp://\u0000/',
  );
  await page.getByText('4 lines: 1 row, 1 merged, 2 rejected').click();

  const dropped = page.getByRole('dialog');
  await expect(dropped).toContainText('mailto:me@example.com');
  await expect(dropped).toContainText('only http and https can be fetched');
  await expect(dropped).toContainText('https://example.com/a#top');
});

test('a list without a single address says so and keeps what was pasted', async ({ app, page }) => {
  const gleaner = new GleanerWindow(app, page);

  await gleaner.paste('hello world\nmailto:me@example.com');

  await expect(page.getByRole('alert')).toContainText(/no.*address|no valid/i);
  await expect(gleaner.urls).toHaveValue('hello world\nmailto:me@example.com');
  await expect(gleaner.start).toBeDisabled();
});

const BAD_FILES: readonly (readonly [what: string, name: string, content: string | Buffer, says: RegExp])[] =
  [
    ['an empty list', 'empty.txt', '', /empty|no line/i],
    ['a list of comments only', 'comments.txt', '# one\n\n# two\n', /empty|no line/i],
    [
      'a picture',
      'photo.txt',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]),
      /picture/i,
    ],
    [
      'a run file of another program',
      'other.gleaner',
      'SQLite format 3\0 but not really',
      /not a Gleaner run file|damaged/i,
    ],
  ];

for (const [what, name, content, says] of BAD_FILES) {
  test(`${what} gets a clear message and leaves no file behind`, async ({ app, page, homeDir }) => {
    const gleaner = new GleanerWindow(app, page);
    const path = join(homeDir, name);
    await writeFile(path, content);
    const runFiles = () => readdir(join(homeDir, 'Documents', 'Gleaner')).catch(() => []);
    const before = await runFiles();

    await gleaner.drop([path]);

    await expect(page.getByRole('alert')).toContainText(says);
    await expect(gleaner.button('Open list…')).toBeEnabled();
    expect(await runFiles()).toEqual(before);
  });
}

test('a file that cannot be read gets a clear message', async ({ app, page, homeDir }) => {
  const gleaner = new GleanerWindow(app, page);
  const path = join(homeDir, 'folder.txt');
  await mkdir(path);
  await chmod(path, 0o755);

  await gleaner.answerOpenDialog(path);
  await gleaner.button('Open list…').click();

  await expect(page.getByRole('alert')).toContainText('is a folder');
});
