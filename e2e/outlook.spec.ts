/** The line that says what holds a run up, and the deadline: against a slow server, in the real window. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { expectAccessible } from './support/accessibility.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer } from './support/page-server.ts';

const ROWS = 30_000;
const SLOW_MS = 150;

/** `HH:MM` so many minutes from now. */
function clockIn(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toTimeString().slice(0, 5);
}

test('a run says what holds it up and whether it ends in time, and a button does what would help', async ({
  app,
  window,
  homeDir,
}, testInfo) => {
  const shop = await startPageServer(() => ({ status: 200, delayMs: SLOW_MS }));
  const gleaner = new GleanerWindow(app, window);
  const listPath = `${homeDir}/shelf.txt`;
  await writeFile(listPath, Array.from({ length: ROWS }, (_, at) => `${shop.origin}/shelf/${at}`).join('\n'));
  await gleaner.drop([listPath]);
  await gleaner.start.click();
  const outlook = window.getByRole('region', { name: 'Outlook' });
  const deadline = outlook.getByRole('textbox', { name: 'Finish by' });
  const verdict = outlook.getByRole('status', { name: 'Deadline' });
  const picture = async (name: string) =>
    testInfo.attach(name, { body: await window.screenshot(), contentType: 'image/png' });

  await test.step('it names the limit that holds it back', async () => {
    await expect(outlook).toContainText('Your limit of 8 at once per host', { timeout: 20_000 });
    await expect(window.getByText(/^done (in )?about/)).toBeVisible();
    await expectAccessible(window, 'outlook without a deadline');
    await picture('outlook');
  });

  await test.step('the button beside it raises that limit', async () => {
    await outlook.getByRole('button', { name: /^Raise Per host to 16/ }).click();
    await expect(gleaner.slider('Per host')).toHaveAttribute('aria-valuetext', '16 at once');
  });

  await test.step('with hours left it fits', async () => {
    await deadline.fill(clockIn(180));
    await expect(verdict).toContainText(/At this speed done at \d\d:\d\d.*: (2 h \d+ min|3 h) early/);
    await picture('fits');
  });

  await test.step('with a minute left it does not, and it says what would help', async () => {
    await deadline.fill(clockIn(1.5));
    await expect(verdict).toContainText(/min late/);
    await expect(outlook).toContainText(/Needs \d+(\.\d+)?\/s, now \d+(\.\d+)?\/s/);
    await expectAccessible(window, 'a deadline that does not hold');
    await picture('late');
    await window.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(window, 'a deadline that does not hold, dark');
    await picture('late-dark');
    await window.getByRole('button', { name: 'Forecast' }).click();
    await expect(window.getByRole('img', { name: /^Expected end at/ })).toBeVisible();
    await expectAccessible(window, 'the forecast drawn, dark');
    await picture('forecast-dark');
    await window.emulateMedia({ colorScheme: 'light' });
  });

  await test.step('a later deadline is one click away, and none at all another', async () => {
    await deadline.fill(clockIn(1.5));
    await outlook.getByRole('button', { name: /^Finish by .* instead$/ }).click();
    await expect(verdict).toContainText(/early|just in time/);
    await picture('later');
    await expectAccessible(window, 'the forecast drawn');
    await gleaner.button('Throughput').click();
    await outlook.getByRole('button', { name: 'Clear the deadline' }).click();
    await expect(verdict).toBeHidden();
  });
  await gleaner.button('Stop').click();
  await shop.close();
});
