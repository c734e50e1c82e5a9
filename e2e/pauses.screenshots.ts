/** Pictures of what stands in the way of a run, and of its hosts and times, light and dark, large and small. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { enginePid, signalEngine } from './support/app-processes.ts';
import { GleanerWindow } from './support/gleaner-window.ts';
import { LOOKS, lookAt } from './support/looks.ts';
import { startPageServer, type PageAnswer } from './support/page-server.ts';

const PAGE_BYTES = 4096;

function linesOf(origin: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${origin}/shelf/${at}`);
}

for (const look of LOOKS) {
  test(`what stands in the way of a run, ${look.name}`, async ({ launchApp, documentsDir }) => {
    const app = await launchApp();
    const window = await app.firstWindow();
    const gleaner = new GleanerWindow(app, window);
    const shoot = await lookAt(app, window, look);
    const shops = await Promise.all(
      [20, 90, 240].map((meanMs) => startPageServer(({ path }) => answerOf(path, meanMs))),
    );
    const refusing = await startPageServer(() => ({ status: 403 }));
    const broken = await startPageServer(() => ({ status: 500 }));
    const blocking = await startPageServer((_request, number) =>
      number > 20 ? { status: 200, body: BLOCK_PAGE } : { status: 200 },
    );
    await expect(gleaner.start).toBeVisible();

    await test.step('a run with paused hosts', async () => {
      await gleaner.changeSettings('When to pause', { 'Answers of one host': '40' });
      const lists = [...shops, refusing, broken].map(({ origin }) => linesOf(origin, 1200));
      await gleaner.paste([...lists.flat(), ...linesOf(blocking.origin, 400)].join('\n'));
      await gleaner.slider('Requests per second per host').fill('25');
      await window.getByLabel('Further attempts after the first').fill('0');
      await gleaner.start.click();
      await expect(window.getByRole('listitem', { name: /^Soft-block alarm/ })).toBeVisible();
      await expect(window.getByText('3 hosts are paused')).toBeVisible();
      await shoot('hosts-paused');
      await gleaner.button(/^See the page/).click();
      await shoot('soft-block');
      await window.keyboard.press('Escape');
      await window
        .getByRole('region', { name: 'Paused hosts' })
        .getByRole('button', { name: 'Show all' })
        .click();
      await shoot('hosts-paused-all');
      for (const { origin } of [refusing, blocking])
        await gleaner.button(`Never pause this host: ${origin.replace('http://', '')}`).click();
      await expect(window.getByText('hosts are paused')).toBeHidden();
      await shoot('host-paused');
    });

    await test.step('hosts and times', async () => {
      await window.getByRole('tab', { name: 'Hosts' }).click();
      await expect(window.getByRole('table', { name: 'Hosts' }).getByRole('row').nth(1)).toBeVisible();
      await shoot('hosts');
      await window
        .getByRole('button', { name: /^What to do with / })
        .first()
        .click();
      await window.getByRole('menuitem', { name: 'Limits…' }).click();
      await shoot('host-limits');
      await window.keyboard.press('Escape');
      await window.getByRole('table', { name: 'Hosts' }).getByRole('button').first().click();
      await expect(window.getByRole('table', { name: /^Phase times of/ })).toBeVisible();
      await shoot('host-detail');
      await window.getByRole('tab', { name: 'Timing' }).click();
      await shoot('timing');
      await window.getByRole('tab', { name: 'Results' }).click();
    });

    await test.step('an engine that dies, and one that is given up', async () => {
      await killEngine(app);
      await expect(window.getByRole('region', { name: 'The engine was started again' })).toBeVisible();
      const { ok } = await gleaner.readLedger();
      await expect.poll(async () => (await gleaner.readLedger()).ok).toBeGreaterThan(ok + 200);
      await shoot('engine-restarted');
      for (let crash = 2; crash <= 3; crash += 1) await killEngine(app);
      await signalEngine(app, 'SIGKILL');
      await expect(window.getByRole('alert').filter({ hasText: 'keeps stopping' })).toBeVisible();
      await shoot('engine-given-up');
    });

    await app.close();
    await damage(join(documentsDir, 'Gleaner', 'Pasted list.gleaner'));
    const again = await launchApp();
    const second = await again.firstWindow();
    const after = new GleanerWindow(again, second);
    const shootAgain = await lookAt(again, second, look);

    await test.step('a run file that was damaged', async () => {
      await after.drop([join(documentsDir, 'Gleaner', 'Pasted list.gleaner')]);
      await expect(second.getByRole('region', { name: 'Damaged run file' })).toBeVisible();
      await expect(after.results.getByText('/shelf/1', { exact: false }).first()).toBeVisible();
      await shootAgain('salvage');
      await after.button('New run').click();
    });

    await test.step('a run that is paused', async () => {
      await after.changeSettings('When to pause', {
        'Answers over all hosts': '200',
        'Answers of one host': '400',
      });
      await after.paste([...linesOf(refusing.origin, 600), ...linesOf(shops[0]!.origin, 20)].join('\n'));
      await after.start.click();
      await expect(second.getByRole('region', { name: 'Why the run is paused' })).toBeVisible();
      await expect(after.results.getByText('/shelf/1', { exact: false }).first()).toBeVisible();
      await shootAgain('run-paused');
      await after.button('Stop').click();
      await after.button('New run').click();
    });

    await test.step('a run on hold', async () => {
      await broken.close();
      await after.changeSettings('Pages and network', { Address: broken.origin });
      await after.paste(linesOf(shops[0]!.origin, 600).join('\n'));
      await after.start.click();
      await expect(second.getByRole('region', { name: 'The run waits' })).toBeVisible();
      await expect(after.results.getByText('/shelf/1', { exact: false }).first()).toBeVisible();
      await shootAgain('hold');
    });
    await Promise.all([...shops, refusing, blocking].map((server) => server.close()));
  });
}

const BLOCK_PAGE = `<!doctype html><title>Pardon our interruption</title>
<h1>Pardon our interruption</h1><p>As you were browsing, something about your browser made us think you
might be a bot. There are a few reasons this might happen: you’re moving through this website with superhuman
speed, or a plugin is preventing JavaScript from running.</p>
<p>After completing the check below, you will immediately regain access. Reference #18.2d351ab8.1732441121</p>`;

/** Some pages are missing, some fail for their time, some take long. */
function answerOf(path: string, meanMs: number): PageAnswer {
  const number = Number(path.split('/').at(-1));
  const status = number % 41 === 3 ? 404 : number % 97 === 5 ? 503 : 200;
  return { status, delayMs: meanMs / 2 + (number % 7) * (meanMs / 6) + (number % 29 === 0 ? 4 * meanMs : 0) };
}

async function killEngine(app: ElectronApplication): Promise<void> {
  const killed = await signalEngine(app, 'SIGKILL');
  await expect.poll(() => enginePid(app)).not.toBe(killed);
  await expect.poll(() => enginePid(app)).not.toBeNull();
}

/** Overwrites some pages in the middle of the file. */
async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const pages = Math.floor((await file.stat()).size / PAGE_BYTES);
  for (const part of [0.3, 0.5, 0.8]) {
    const at = Math.floor(pages * part) * PAGE_BYTES;
    await file.write(Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, at);
  }
  await file.close();
}
