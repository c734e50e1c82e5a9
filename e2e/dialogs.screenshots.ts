/** Pictures of settings, retries, the selection and the timeline of a row, light and dark, large and small. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, SCREENSHOTS, test } from './fixtures.ts';
import { enginePid, signalEngine } from './support/app-processes.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';
import { startPageServer } from './support/page-server.ts';

const PAGES = 600;

for (const look of LOOKS) {
  test(`dialogs of the window, ${look.name}`, async ({ app, window }) => {
    let isHealed = false;
    const server = await startPageServer(({ path }) => ({
      status: isHealed && !path.endsWith('3') ? 200 : statusOf(path),
    }));
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);
    await expect(gleaner.start).toBeVisible();

    await test.step('settings', async () => {
      await gleaner.button('Settings').click();
      const dialog = window.getByRole('dialog', { name: 'Settings' });
      await expect(dialog.getByRole('table', { name: 'Retry policies' })).toBeVisible();
      await shoot('settings-retries');
      const policies = dialog.getByRole('region', { name: 'Policies' });
      await policies.evaluate((region) => region.scrollTo(0, region.scrollHeight / 2));
      await shoot('settings-retries-middle');
      await policies.evaluate((region) => region.scrollTo(0, region.scrollHeight));
      await shoot('settings-retries-bottom');
      await dialog.getByRole('checkbox', { name: 'Retried: The server had an error' }).uncheck();
      await dialog.getByRole('textbox', { name: 'First wait in seconds: all of “Connecting”' }).fill('90');
      await dialog.getByRole('textbox', { name: 'Further attempts: No answer began in time' }).fill('99');
      await gleaner.button('Save').click();
      await shoot('settings-problem');
      await dialog.getByRole('tab', { name: 'When to pause' }).click();
      await shoot('settings-pauses');
      await dialog.getByRole('tab', { name: 'Pages and network' }).click();
      await dialog.getByRole('textbox', { name: 'Address' }).fill('proxy');
      await gleaner.button('Save').click();
      await dialog.getByRole('tab', { name: 'Pages and network' }).click();
      await shoot('settings-network');
      await window.keyboard.press('Escape');
      await expect(gleaner.button('Drop the changes')).toBeVisible();
      await shoot('settings-discard');
      await gleaner.button('Drop the changes').click();
      await expect(dialog).toBeHidden();
    });

    await test.step('a run with failures', async () => {
      await gleaner.paste(
        Array.from({ length: PAGES }, (_, at) => `${server.origin}/shelf/${at}`).join('\n'),
      );
      await window.getByLabel('Further attempts after the first').fill('1');
      await gleaner.start.click();
      await gleaner.expectFinished(60_000);
      await shoot('run-finished');
    });

    await test.step('selection', async () => {
      const boxes = gleaner.results.locator('[data-select]');
      await boxes.nth(1).click();
      await boxes.nth(4).click({ modifiers: ['Shift'] });
      await shoot('selection');
      await window
        .getByRole('region', { name: 'Selection' })
        .getByRole('button', { name: 'Retry with…' })
        .click();
      await shoot('retry-selection');
      await window.getByRole('button', { name: 'Cancel' }).click();
      await window.keyboard.press('Escape');
      await window.getByRole('searchbox', { name: 'Search results' }).fill('shelf/1');
      await window.getByRole('button', { name: /^Failed/ }).click();
      await expect(window.getByRole('button', { name: /^Retry the .* shown/ })).toBeVisible();
      await shoot('filter-strip');
    });

    await test.step('retry dialog', async () => {
      await window
        .getByRole('region', { name: 'Shown rows' })
        .getByRole('button', { name: 'Retry with…' })
        .click();
      const dialog = window.getByRole('dialog');
      await shoot('retry-filter');
      await dialog.getByRole('radio', { name: 'By cause' }).check();
      await dialog.getByRole('textbox', { name: 'Timeout' }).fill('30');
      await dialog.getByRole('textbox', { name: 'Concurrency' }).fill('5000');
      await dialog.getByRole('textbox', { name: 'Headers' }).fill('Accept-Language de');
      await dialog.getByRole('button', { name: /^Retry \d/ }).click();
      await shoot('retry-problem');
      await dialog.getByRole('textbox', { name: 'Concurrency' }).fill('20');
      await dialog.getByRole('textbox', { name: 'Headers' }).fill('Accept-Language: de');
      await shoot('retry-causes');
      isHealed = true;
      await dialog.getByRole('button', { name: /^Retry \d/ }).click();
      await expect(dialog).toBeHidden();
      await gleaner.expectFinished(60_000);
    });

    await test.step('timeline', async () => {
      // It failed in both rounds.
      await window.getByRole('searchbox', { name: 'Search results' }).fill('/shelf/143');
      await gleaner.results.getByText('/shelf/143').click();
      await expect(window.getByText('First run')).toBeVisible();
      await shoot('timeline');
    });

    await test.step('timeline of three rounds', async () => {
      // The row lies over the button.
      await window.getByRole('complementary', { name: 'Row' }).getByRole('button', { name: 'Close' }).click();
      await gleaner.button('Retry the 1 shown').click();
      await gleaner.expectFinished(60_000);
      await gleaner.results.getByText('/shelf/143').click();
      await expect(window.getByRole('heading', { name: /^Retry 2/ })).toBeVisible();
      await shoot('timeline-three-rounds');
    });
    await server.close();
  });

  test(`a list whose engine was started again, ${look.name}`, async ({ app, window }) => {
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);
    await gleaner.paste('http://127.0.0.1:9/one\nhttp://127.0.0.1:9/two');
    await expect(window.getByText('2 lines:')).toBeVisible();
    const killed = await signalEngine(app, 'SIGKILL');
    await expect.poll(() => enginePid(app)).not.toBe(killed);
    await expect(window.getByText('The engine stopped unexpectedly')).toBeVisible();
    // It was read again by itself.
    await expect(window.getByText('2 lines:')).toBeVisible();
    await shoot('start-engine-restarted');
  });
}

test('an earlier export, opened', async ({ app, window, launchApp }) => {
  const server = await startPageServer(({ path }) => ({ status: statusOf(path) }));
  const folder = await mkdtemp(join(tmpdir(), 'gleaner-shots-'));
  const path = join(folder, 'products.csv');
  const gleaner = new GleanerWindow(app, window);
  await gleaner.paste(Array.from({ length: 60 }, (_, at) => `${server.origin}/shelf/${at}`).join('\n'));
  await window.getByLabel('Further attempts after the first').fill('0');
  await gleaner.start.click();
  await gleaner.expectFinished(60_000);
  await gleaner.answerSaveDialog(path);
  await gleaner.button('Export…').click();
  await gleaner.button('Save as…').click();
  await expect(window.getByRole('dialog')).toContainText(path);
  await app.close();

  const again = await launchApp();
  const page = await again.firstWindow();
  const second = new GleanerWindow(again, page);
  await second.drop([path]);
  await expect(page.getByText(/Opened from an earlier export/)).toBeVisible();
  await expect(second.results.getByText('/shelf/1').first()).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'export-opened.png') });
  await rm(folder, { recursive: true });
  await server.close();
});

/** One in seven fails for its time, one in thirteen is missing, one in seventeen is refused. */
function statusOf(path: string): number {
  const number = Number(path.split('/').at(-1));
  if (number % 7 === 3) return 500;
  if (number % 13 === 5) return 404;
  return number % 17 === 4 ? 403 : 200;
}
