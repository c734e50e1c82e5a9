/** What a user sees and keeps when the engine, or all of the app, is killed in the middle of a run. */
import { expect, test } from './fixtures.ts';
import { enginePid, killApp, signalEngine } from './support/app-processes.ts';
import { DemoShopProcess } from './support/demo-shop.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const PAGES = 2500;
/** Instead of 20 s; long enough that an engine on a busy machine is not taken for one that hangs. */
const SILENCE_MAX_MS = 6000;
const RESTARTED = /The engine stopped unexpectedly at .* and was started again/;

/** Starts a run that takes long enough to be killed, and waits until it is well under way. */
async function startRun(gleaner: GleanerWindow, shop: DemoShopProcess, settled: number): Promise<void> {
  await gleaner.paste(shop.list());
  await gleaner.useFixedLimits();
  await gleaner.slider('Requests per second per host').fill('200');
  await gleaner.start.click();
  await expect
    .poll(async () => (await gleaner.expectEquation()).ok, { timeout: 60_000 })
    .toBeGreaterThan(settled);
}

/** Every page was asked, and stands in the ledger as the shop answered it last. */
async function expectServedTotals(gleaner: GleanerWindow, shop: DemoShopProcess): Promise<void> {
  const { unasked, ok, failed } = (await shop.stats()).outcomes;
  expect(unasked).toBe(0);
  await gleaner.expectLedger({ rows: PAGES, ok, failed, skipped: 0, pending: 0 });
}

test('an engine that is killed is started again, says so, and the run goes on to its end', async ({
  app,
  window,
}, testInfo) => {
  const shop = await DemoShopProcess.start(PAGES);
  const gleaner = new GleanerWindow(app, window);
  await startRun(gleaner, shop, 300);
  const shown = await gleaner.readLedger();

  const killed = await signalEngine(app, 'SIGKILL');

  await expect(window.getByText(RESTARTED)).toBeVisible();
  await expect.poll(() => enginePid(app)).not.toBe(killed);
  // Nobody presses Resume: it was going, so it goes on.
  await expect(gleaner.button('Pause')).toBeVisible();
  expect((await gleaner.expectEquation()).ok).toBeGreaterThanOrEqual(shown.ok);
  await expect
    .poll(async () => (await gleaner.expectEquation()).ok, { timeout: 30_000 })
    .toBeGreaterThan(shown.ok + 200);
  await testInfo.attach('after the crash', { body: await window.screenshot(), contentType: 'image/png' });

  await gleaner.slider('Requests per second per host').press('End');
  await gleaner.expectFinished(90_000);
  await expectServedTotals(gleaner, shop);
  await shop.stop();
});

test('a run that was paused stays paused when the engine is killed', async ({ app, window }) => {
  const shop = await DemoShopProcess.start(PAGES);
  const gleaner = new GleanerWindow(app, window);
  await startRun(gleaner, shop, 100);
  await gleaner.button('Pause').click();
  await expect(gleaner.button('Resume')).toBeVisible();
  const paused = await gleaner.readLedger();
  const asked = (await shop.stats()).requests;

  await signalEngine(app, 'SIGKILL');

  await expect(window.getByText(RESTARTED)).toBeVisible();
  await gleaner.expectLedger(paused);
  await expect(gleaner.button('Resume')).toBeVisible();
  expect((await shop.stats()).requests).toBe(asked);

  await gleaner.slider('Requests per second per host').press('End');
  await gleaner.button('Resume').click();
  // A run that is paused offers a new one, like one that has finished.
  await expect(gleaner.button('Pause')).toBeVisible();
  await gleaner.expectFinished(90_000);
  await expectServedTotals(gleaner, shop);
  await shop.stop();
});

test('an engine that keeps being killed is left off with advice, and Resume brings it back', async ({
  app,
  window,
}) => {
  const shop = await DemoShopProcess.start(PAGES);
  const gleaner = new GleanerWindow(app, window);
  await startRun(gleaner, shop, 100);

  for (let crash = 1; crash <= 3; crash += 1) {
    const killed = await signalEngine(app, 'SIGKILL');
    await expect.poll(() => enginePid(app)).not.toBe(killed);
    await expect.poll(() => enginePid(app)).not.toBeNull();
  }
  await signalEngine(app, 'SIGKILL');

  const alert = window.getByRole('alert').filter({ hasText: 'The engine keeps stopping' });
  await expect(alert).toContainText('Nothing that was settled is lost');
  expect(await enginePid(app)).toBeNull();
  await gleaner.expectEquation();

  await gleaner.button('Resume').click();
  await expect(gleaner.button('Pause')).toBeVisible();
  await expect(gleaner.results.getByText('/p/').first()).toBeVisible();
  await gleaner.slider('Requests per second per host').press('End');
  await gleaner.expectFinished(90_000);
  await expectServedTotals(gleaner, shop);
  await shop.stop();
});

test('an engine that does not answer any more is ended and started again', async ({ launchApp }) => {
  const shop = await DemoShopProcess.start(PAGES);
  const app = await launchApp({ args: [`--engine-silence-max-ms=${SILENCE_MAX_MS}`] });
  const window = await app.firstWindow();
  const gleaner = new GleanerWindow(app, window);
  await startRun(gleaner, shop, 100);

  const stopped = await signalEngine(app, 'SIGSTOP');

  await expect(window.getByText('The engine did not answer any more')).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => enginePid(app)).not.toBe(stopped);
  await gleaner.slider('Requests per second per host').press('End');
  await gleaner.expectFinished(90_000);
  await expectServedTotals(gleaner, shop);
  await shop.stop();
});

for (const what of ['main', 'group'] as const) {
  const title = what === 'main' ? 'when main is killed' : 'when every process of the app is killed at once';
  test(`nothing that was shown as settled is lost ${title}`, async ({ launchApp }) => {
    const shop = await DemoShopProcess.start(PAGES);
    const first = await launchApp();
    const before = new GleanerWindow(first, await first.firstWindow());
    await startRun(before, shop, 300);
    const shown = await before.readLedger();

    await killApp(first, what);

    const second = await launchApp();
    const after = new GleanerWindow(second, await second.firstWindow());
    await after.button('Resume').click();
    await expect(after.ledger).toBeVisible();
    expect((await after.expectEquation()).ok).toBeGreaterThanOrEqual(shown.ok);
    await after.slider('Requests per second per host').press('End');
    await after.expectFinished(90_000);
    await expectServedTotals(after, shop);
    await shop.stop();
  });
}
