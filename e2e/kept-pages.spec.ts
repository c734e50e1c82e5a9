/** Pages that are kept: looked at as text, and asked for again only if they changed. */
import { expect, test } from './fixtures.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer, type PageAnswer, type PageRequest } from './support/page-server.ts';

const ROWS = 12;

test('kept pages are shown as text, and fetched again only where they changed', async ({ app, window }) => {
  let day = 1;
  /** Page 3 is another one every day; the others have an ETag that stays. */
  const answer = ({ path, headers }: PageRequest): PageAnswer => {
    const etag = path === '/page/3' ? `"3-${day}"` : `"${path}"`;
    if (headers['if-none-match'] === etag) return { status: 304, body: '', headers: { etag } };
    const body = `<!doctype html><title>${path} on day ${path === '/page/3' ? day : 1}</title><script>alert(1)</script>`;
    return { status: 200, body, headers: { etag } };
  };
  const server = await startPageServer(answer);
  const gleaner = new GleanerWindow(app, window);

  await test.step('keep them', async () => {
    await gleaner.paste(
      Array.from({ length: ROWS }, (_, at) => `${server.origin}/page/${at + 1}`).join('\n'),
    );
    await window.getByRole('combobox', { name: 'Keep pages' }).selectOption('warc');
    await gleaner.button('Start').click();
    await gleaner.expectFinished(30_000);
  });

  await test.step('look at one', async () => {
    await gleaner.results.getByText('/page/3', { exact: false }).first().click();
    await gleaner.button('Show the page').click();
    await expect(window.getByLabel('Text of the page')).toHaveText(
      '<!doctype html><title>/page/3 on day 1</title><script>alert(1)</script>',
    );
  });

  await test.step('fetch again: only what changed comes whole', async () => {
    day = 2;
    await gleaner.button('Fetch again').click();
    // The run before is finished as well, until the new one is there.
    await expect.poll(() => server.requests.length).toBe(2 * ROWS);
    await gleaner.expectFinished(30_000);
    expect(server.requests.slice(ROWS).map(({ headers }) => headers['if-none-match'])).not.toContain(
      undefined,
    );
    await gleaner.expectLedger({ ok: ROWS, failed: 0 });
  });

  await test.step('see what changed', async () => {
    await window.getByRole('tab', { name: 'Changes' }).click();
    await gleaner.button('Compare with the run before').click();
    const table = window.getByRole('table', { name: 'Changes' });
    await expect(table.getByRole('row').filter({ hasText: '/page/3' })).toBeVisible();
    await expect(table).toHaveAttribute('aria-rowcount', '2');
  });
  await server.close();
});
