/** The pictures of the README: a real run against servers that each bear something else. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures.ts';
import { startBanningServer } from './governor/banning-server.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer } from './support/page-server.ts';

const SCREENS = fileURLToPath(new URL('../assets/screens/', import.meta.url));
/** So long until every host has shown what it bears. */
const SETTLED_AFTER_ROWS = 3500;

test('hosts, planner and advisor', async ({ app, window, homeDir }) => {
  const limit = { burst: 20, retryAfterSec: 1, offences: Infinity, answerMs: 60 };
  const shops = [
    await startBanningServer({ ...limit, perSec: 40 }),
    await startBanningServer({ ...limit, perSec: 12 }),
  ];
  const slow = await startPageServer(() => ({ status: 200, delayMs: 400 }));
  const quick = await startPageServer(() => ({ status: 200, delayMs: 30 }));
  const flaky = await startPageServer((_, number) =>
    number > 60 && number % 4 === 0 ? { status: 500 } : { status: 200, delayMs: 120 },
  );
  const rows: readonly (readonly [string, number])[] = [
    [shops[0]!.origin, 9000],
    [shops[1]!.origin, 2000],
    [slow.origin, 6000],
    [quick.origin, 12_000],
    [flaky.origin, 5000],
  ];
  const listPath = join(homeDir, 'products.txt');
  const lines = rows.flatMap(([origin, count]) =>
    Array.from({ length: count }, (_, at) => `${origin}/p/${at}`),
  );
  await writeFile(listPath, lines.join('\n'));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(1280);

  const gleaner = new GleanerWindow(app, window);
  await gleaner.drop([listPath]);
  await gleaner.start.click();
  await expect
    .poll(async () => (await gleaner.readLedger()).ok, { timeout: 150_000 })
    .toBeGreaterThan(SETTLED_AFTER_ROWS);
  await window.getByRole('textbox', { name: 'Finish by' }).fill(clockIn(45));
  await gleaner.button('Forecast').click();
  await expect(window.getByRole('status', { name: 'Deadline' })).toContainText(/early|late|time/);
  await window.screenshot({ path: join(SCREENS, 'planner.png') });
  await window.getByRole('tab', { name: 'Hosts' }).click();
  await expect(
    window.getByRole('table', { name: 'Hosts' }).or(window.getByRole('grid', { name: 'Hosts' })),
  ).toBeVisible();
  await expect(window.getByText('Steady').first()).toBeVisible();
  await window.screenshot({ path: join(SCREENS, 'hosts.png') });
  await gleaner.button('Stop').click();
  for (const server of [...shops, slow, quick, flaky]) await server.close();
});

/** `HH:MM` so many minutes from now. */
function clockIn(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toTimeString().slice(0, 5);
}
