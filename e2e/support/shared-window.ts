/**
 * One window for all tests of a file that leave it at the start screen: they ask the same page for
 * different things, and a start takes seconds. The page is loaded anew for each test. What it
 * complains of on its console fails the test, unless the test says that it provokes complaints.
 */
import { join } from 'node:path';
import { expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import type { GleanerBridge } from '../../shared/ipc/contract.ts';
import { createHomeDir, launch, removeHomeDir } from '../fixtures.ts';

declare global {
  interface Window {
    readonly gleaner: GleanerBridge<File>;
  }
}

interface Shared {
  readonly homeDir: string;
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly problems: string[];
  isProvoked: boolean;
}

/** What the page complained of since the test began. */
interface Complaints {
  readonly seen: readonly string[];
  /** Complaints are what the test is about. The last of them may come after its end. */
  areProvoked(): void;
}

interface Fixtures {
  /** The home folder of the app's user, with what the tests before have left in it. */
  readonly homeDir: string;
  readonly app: ElectronApplication;
  /** A page that was just loaded and shows the start screen. */
  readonly page: Page;
  readonly complaints: Complaints;
}

export const APP_URL = 'app://bundle/index.html';

export const test = base.extend<Fixtures, { readonly shared: Shared }>({
  shared: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const homeDir = await createHomeDir();
      const app = await launch(homeDir, ['.', `--user-data-dir=${join(homeDir, 'user-data')}`], {});
      const page = await app.firstWindow();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      // A reload of a page that is still loading for the first time is answered by that first load.
      await expectStartScreen(page);
      await use({ homeDir, app, page, problems, isProvoked: false });
      await app.close();
      await removeHomeDir(homeDir);
    },
    { scope: 'worker' },
  ],
  homeDir: async ({ shared }, use) => use(shared.homeDir),
  app: async ({ shared }, use) => use(shared.app),
  page: async ({ shared }, use) => {
    await shared.page.reload();
    await expectStartScreen(shared.page);
    shared.problems.length = 0;
    shared.isProvoked = false;
    await use(shared.page);
    if (!shared.isProvoked) expect(shared.problems, 'what the page complained of').toEqual([]);
  },
  complaints: async ({ shared }, use) =>
    use({ seen: shared.problems, areProvoked: () => void (shared.isProvoked = true) }),
});

async function expectStartScreen(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
}

export { expect } from '@playwright/test';
