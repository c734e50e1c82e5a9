/** What stops a run by itself, what the window says about it, and what becomes of the user's decision. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectPresentable } from './support/looks.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';

const REFUSED = { status: 403 } as const;
const FINE = { status: 200 } as const;

function lines({ origin }: PageServer, count: number): string {
  return Array.from({ length: count }, (_, at) => `${origin}/shelf/${at}`).join('\n');
}

function hostOf({ origin }: PageServer): string {
  return origin.replace('http://', '');
}

function pausedHosts(page: Page): Locator {
  return page.getByRole('region', { name: 'Paused hosts' }).getByRole('listitem');
}

/**
 * Waits until the window says that the run stands still with `rowsLeft()` rows. The number tells
 * one pause from the one before, and that nothing is under way to the server any more.
 */
async function expectPausedWith(page: Page, rowsLeft: () => number): Promise<void> {
  const isShown = () =>
    page
      .getByRole('heading', { name: `Paused: the ${rowsLeft()} rows left are of paused hosts` })
      .isVisible();
  await expect.poll(isShown).toBe(true);
}

test('a host that refuses everything is paused without harm to its neighbour, and goes on as told', async ({
  app,
  window,
}, testInfo) => {
  const sour = await startPageServer(() => REFUSED);
  const sweet = await startPageServer(() => FINE);
  const gleaner = new GleanerWindow(app, window);
  await expect(gleaner.start).toBeVisible();
  await gleaner.changeSettings('When to pause', { 'Answers of one host': '40' });
  await gleaner.paste(`${lines(sour, 160)}\n${lines(sweet, 30)}`);
  await gleaner.useFixedLimits();
  await gleaner.start.click();

  await test.step('it says why, and what is left', async () => {
    const paused = pausedHosts(window);
    await expect(paused).toContainText(
      `${hostOf(sour)} is paused: 40 of its last 40 answers failed, most with “The server refused (403)”`,
    );
    // What was under way when the alarm was raised may still end.
    await expectPausedWith(window, () => 160 - sour.requests.length);
    const { ok, failed, pending } = await gleaner.expectEquation();
    expect(ok).toBe(30);
    expect(failed).toBe(sour.requests.length);
    expect(failed).toBeLessThan(80);
    await expect(paused).toContainText(`${pending} rows wait`);
    await expectPresentable(window, 'a paused host', testInfo);
    expect(sour.requests).toHaveLength(failed);
  });

  await test.step('asked again, it is paused again by as many failures', async () => {
    const before = sour.requests.length;
    await gleaner.button(`Go on: ${hostOf(sour)}`).click();
    await expect.poll(() => sour.requests.length - before).toBeGreaterThanOrEqual(40);
    await expectPausedWith(window, () => 160 - sour.requests.length);
    await expect(pausedHosts(window)).toBeVisible();
    expect(sour.requests.length).toBeLessThan(160);
  });

  await test.step('told never to pause it, the run gets to its end', async () => {
    await gleaner.button(`Never pause this host: ${hostOf(sour)}`).click();
    await gleaner.expectFinished(30_000);
    await expect(pausedHosts(window)).toBeHidden();
    await gleaner.expectLedger({ ok: 30, failed: 160, pending: 0 });
    expect(sour.requests).toHaveLength(160);
  });

  await test.step('the table of hosts counts what each of them did', async () => {
    await window.getByRole('tab', { name: 'Hosts' }).click();
    const rows = window.getByRole('table', { name: 'Hosts' }).getByRole('row');
    // Those with most failures first.
    await expect(rows).toHaveText([/^host/, new RegExp(hostOf(sour)), new RegExp(hostOf(sweet))]);
    await expect(rows.nth(1).getByRole('cell')).toHaveText(['160', '0', '160', '0', /ms$/, /ms$/, '']);
    await expect(rows.nth(2).getByRole('cell')).toHaveText(['30', '30', '0', '0', /ms$/, /ms$/, '']);
    await window.getByRole('searchbox', { name: 'Search hosts' }).fill(hostOf(sweet));
    await expect(rows).toHaveCount(2);
    await rows.getByRole('button').first().click();
    const times = window.getByRole('table', { name: `Phase times of ${hostOf(sweet)}` });
    await expect(times.getByRole('row', { name: /^Whole attempt/ })).toContainText(/ms.*ms.*ms/);
    await expectPresentable(window, 'hosts with one open', testInfo, 'dark');
    await gleaner.button('Show its 30 rows').click();
    await expect(gleaner.results).toBeVisible();
    await expect(window.getByText('30 rows', { exact: true }).first()).toBeVisible();
  });

  await test.step('the table of times has every phase that happened', async () => {
    await window.getByRole('tab', { name: 'Timing' }).click();
    const times = window.getByRole('table', { name: 'Phase times' });
    await expect(times.getByRole('rowheader')).toHaveText([
      'Waiting for its turn',
      'Name lookup',
      'Connecting',
      'TLS',
      'First byte',
      'Body',
      'Whole attempt',
    ]);
    await expect(times.getByRole('row', { name: /^TLS/ })).toContainText('No https connection was made');
    const whole = times.getByRole('row', { name: /^Whole attempt/ }).getByRole('cell');
    await expect(whole.last()).toHaveText('190');
    await expectPresentable(window, 'phase times', testInfo);
  });
  await Promise.all([sour.close(), sweet.close()]);
});

test('a run in which failures take over everywhere is paused until it is told to go on', async ({
  app,
  window,
}, testInfo) => {
  const servers = await Promise.all(Array.from({ length: 6 }, () => startPageServer(() => REFUSED)));
  const asked = () => servers.reduce((sum, { requests }) => sum + requests.length, 0);
  const gleaner = new GleanerWindow(app, window);
  const banner = window.getByRole('region', { name: 'Why the run is paused' });
  await expect(gleaner.start).toBeVisible();
  await gleaner.changeSettings('When to pause', { 'Answers over all hosts': '60' });
  await gleaner.paste(servers.map((server) => lines(server, 60)).join('\n'));
  await gleaner.useFixedLimits();
  await gleaner.start.click();

  await expect(banner).toContainText('60 of the last 60 answers failed');
  await expect(banner).toContainText('http.forbidden');
  await expect(
    window.getByRole('heading', { name: 'Paused: 60 of the last 60 answers failed' }),
  ).toBeVisible();
  // Once more than before, and nothing is under way: as many have failed as were asked for.
  const isPaused = async () =>
    (await gleaner.button('Resume').isVisible()) && (await gleaner.readLedger()).failed === asked();
  await expect.poll(isPaused).toBe(true);
  const first = asked();
  expect(first).toBeLessThan(180);
  await expectPresentable(window, 'a paused run', testInfo, 'dark');
  expect(asked()).toBe(first);

  await gleaner.button('Resume').click();
  await expect.poll(asked).toBeGreaterThanOrEqual(first + 60);
  await expect.poll(isPaused).toBe(true);
  await expect(banner).toBeVisible();
  expect(asked()).toBeLessThan(360);

  await gleaner.button('Resume and never pause this run').click();
  await gleaner.expectFinished(30_000);
  await gleaner.expectLedger({ ok: 0, failed: 360, pending: 0 });
  expect(asked()).toBe(360);
  await Promise.all(servers.map((server) => server.close()));
});

/** Markup in every place that is shown, which must stay text. */
const BLOCK_PAGE = `<!doctype html><title>&lt;img src=x&gt; Prove that you are a person</title>
<script>document.body.innerHTML = 'gone';</script>
<h1>We noticed something &lt;b id=bold&gt;unusual&lt;/b&gt;</h1><p>${'Tick the box to go on. '.repeat(40)}</p>`;

test('one page in place of many raises an alarm that shows it, and its rows are asked again or accepted', async ({
  app,
  window,
}, testInfo) => {
  const shop = await startPageServer((_request, number) =>
    number > 20 ? { status: 200, body: BLOCK_PAGE } : FINE,
  );
  const gleaner = new GleanerWindow(app, window);
  const alarm = pausedHosts(window);
  const search = window.getByRole('searchbox', { name: 'Search results' });
  await gleaner.paste(lines(shop, 300));
  await gleaner.useFixedLimits();
  // Slow enough that somebody is typing when the alarm is raised.
  await gleaner.slider('Requests per second per host').fill('100');
  await gleaner.start.click();
  await search.fill('shelf');

  await test.step('it cannot be missed, and takes nothing away from who is typing', async () => {
    await expect(alarm).toHaveAccessibleName(`Soft-block alarm: ${hostOf(shop)}`);
    await expect(alarm).toContainText('were a block page or the same page');
    await expect(search).toBeFocused();
    await expect(gleaner.failures).toContainText('blocked.soft');
    // The pages that came before are good, and every one of the others is known for what it is.
    await expectPausedWith(window, () => 300 - shop.requests.length);
    await expect.poll(async () => (await gleaner.readLedger()).failed - (shop.requests.length - 20)).toBe(0);
    expect((await gleaner.expectEquation()).ok).toBe(20);
    await expectPresentable(window, 'a soft-block alarm', testInfo);
  });

  const dialog = window.getByRole('dialog', { name: `What ${hostOf(shop)} sends` });
  await test.step('its sample is text', async () => {
    await gleaner.button(`See the page of ${hostOf(shop)}`).click();
    await expect(dialog).toContainText('<img src=x> Prove that you are a person');
    await expect(dialog.getByRole('region', { name: 'Text of the page' })).toContainText(
      'We noticed something <b id=bold>unusual</b> Tick the box to go on.',
    );
    await expect(dialog.locator('img, script, #bold')).toHaveCount(0);
    await expectPresentable(window, 'the sample of an alarm', testInfo, 'dark');
  });

  const blocked = (await gleaner.readLedger()).failed;
  await test.step('told to go on, it raises the alarm again for as many of the same page', async () => {
    const before = shop.requests.length;
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => shop.requests.length - before).toBeGreaterThanOrEqual(50);
    await expectPausedWith(window, () => 280 - (shop.requests.length - before));
    await expect(alarm).toBeVisible();
  });

  await test.step('accepted, its pages are ok without being asked for again', async () => {
    const { pending, failed } = await gleaner.expectEquation();
    expect(failed).toBeGreaterThan(0);
    const before = shop.requests.length;
    await gleaner.button(`See the page of ${hostOf(shop)}`).click();
    await dialog.getByRole('button', { name: 'Pages are fine' }).click();
    await gleaner.expectFinished(30_000);
    await gleaner.expectLedger({ ok: 300, failed: 0 });
    await expect(alarm).toBeHidden();
    expect(shop.requests.length - before).toBe(pending);
  });
  // Going on asked once more for what the first alarm had called blocked, and for nothing else.
  expect(shop.requests.length - new Set(shop.requests.map(({ path }) => path)).size).toBe(blocked);
  await shop.close();
});

/** Reads like a block page by itself, one of them is enough for its row. */
const ROBOT_CHECK = `<!doctype html><title>Robot check</title><p>${'Are you a person? '.repeat(20)}</p>`;

test('block pages are told also when the run has ended with them', async ({ app, window }) => {
  const shop = await startPageServer(() => ({ status: 200, body: ROBOT_CHECK }));
  const gleaner = new GleanerWindow(app, window);
  // As many as raise the alarm: with the last of them nothing is left to fetch.
  await gleaner.paste(lines(shop, 10));
  await gleaner.useFixedLimits();
  await gleaner.start.click();
  await gleaner.expectFinished(30_000);
  await gleaner.expectLedger({ ok: 0, failed: 10 });
  await expect(pausedHosts(window)).toContainText('All its rows were asked.');

  await gleaner.button(`Pages are fine: ${hostOf(shop)}`).click();

  await gleaner.expectLedger({ ok: 10, failed: 0 });
  await expect(pausedHosts(window)).toBeHidden();
  await expect(window.getByRole('heading', { name: '10 ok, nothing failed' })).toBeVisible();
  expect(shop.requests).toHaveLength(10);
  await shop.close();
});

test('a proxy that is down holds the run, which goes on by itself when the proxy is there', async ({
  app,
  window,
}, testInfo) => {
  const site = await startPageServer(() => FINE);
  // Its port is known and nobody listens there until it is started again.
  const port = await freePort();
  const gleaner = new GleanerWindow(app, window);
  const banner = window.getByRole('region', { name: 'The run waits' });
  await expect(gleaner.start).toBeVisible();
  await gleaner.changeSettings('Pages and network', { Address: `http://127.0.0.1:${port}` });
  await gleaner.paste(lines(site, 40));
  await gleaner.useFixedLimits();
  await gleaner.start.click();

  await expect(banner).toContainText('The run waits: the proxy does not work');
  await expect(banner).toContainText('The run goes on by itself.');
  await expect(window.getByText('waiting for this computer')).toBeVisible();
  // No row pays for it.
  expect(await gleaner.expectEquation()).toMatchObject({ ok: 0, failed: 0, pending: 40 });
  await expectPresentable(window, 'a run on hold', testInfo);

  const proxy = await startPageServer(() => FINE, port);
  await gleaner.expectFinished(30_000);
  await expect(banner).toBeHidden();
  await gleaner.expectLedger({ ok: 40, failed: 0 });
  expect(proxy.requests.every(({ path }) => path.startsWith(`${site.origin}/shelf/`))).toBe(true);
  expect(site.requests).toHaveLength(0);
  await Promise.all([proxy.close(), site.close()]);
});

/** @returns A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = await startPageServer(() => FINE);
  await server.close();
  return Number(new URL(server.origin).port);
}
