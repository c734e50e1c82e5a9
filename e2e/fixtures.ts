/**
 * Starts the built app for a test, in a home folder of its own. What the window's page complains
 * about (errors on its console, uncaught exceptions, violations of the content policy) fails the
 * test at its end; a test that means to provoke such a thing takes it out of `pageProblems`.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  _electron,
  expect,
  test as base,
  type ConsoleMessage,
  type ElectronApplication,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { displayOfWorker } from './support/displays.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** For screenshots that a person looks at; survives the next run, unlike Playwright's own folder. */
export const SCREENSHOTS = join(ROOT, 'test-results', 'screenshots');

/** Records what Playwright's trace viewer shows of tests that fail; makes each of them half as long again. */
const IS_TRACED = process.env['GLEANER_TRACE'] === '1';
const LAUNCH_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 15_000;

export interface LaunchOptions {
  /** Added after the app's folder, for example a run file to open. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Fixtures {
  /** The home folder of the app's user, removed after the test. */
  readonly homeDir: string;
  /** Where the app keeps settings and state. */
  readonly userDataDir: string;
  /** Where the app keeps run files unless told otherwise: the user's documents. */
  readonly documentsDir: string;
  /** Starts the app; again after `app.close()`, it finds what the one before has left. */
  readonly launchApp: (options?: LaunchOptions) => Promise<ElectronApplication>;
  readonly app: ElectronApplication;
  readonly window: Page;
  readonly pageProblems: string[];
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  homeDir: async ({}, use) => {
    const dir = await createHomeDir();
    await use(dir);
    await removeHomeDir(dir);
  },
  userDataDir: async ({ homeDir }, use) => use(join(homeDir, 'user-data')),
  documentsDir: async ({ homeDir }, use) => use(join(homeDir, 'Documents')),
  // oxlint-disable-next-line no-empty-pattern -- As above.
  pageProblems: async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    expect(problems, 'what the page complained about').toEqual([]);
  },
  launchApp: async ({ homeDir, userDataDir, pageProblems }, use, testInfo) => {
    const launched: Launched[] = [];
    const output: string[] = [];
    await use(async ({ args = [], env = {} } = {}) => {
      const app = await launch(homeDir, ['.', `--user-data-dir=${userDataDir}`, ...args], env);
      const process = app.process();
      launched.push({ app, process });
      process.stdout?.on('data', (chunk) => output.push(String(chunk)));
      process.stderr?.on('data', (chunk) => output.push(String(chunk)));
      app.on('window', (page) => watchPage(page, pageProblems));
      for (const page of app.windows()) {
        watchPage(page, pageProblems);
        // A window that was there before us may have complained already.
        pageProblems.push(...(await page.consoleMessages()).filter(isProblem).map(describeProblem));
      }
      if (IS_TRACED) await app.context().tracing.start({ screenshots: true, snapshots: true });
      return app;
    });
    const isFailed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, one] of launched.entries()) {
      if (hasEnded(one.process)) continue;
      if (isFailed) await keepPictures(one.app, testInfo);
      if (isFailed && IS_TRACED) await saveTrace(one.app, testInfo.outputPath(`trace-${index + 1}.zip`));
      await close(one);
    }
    if (isFailed) await testInfo.attach('output of the main process', { body: output.join('') });
  },
  app: async ({ launchApp }, use) => use(await launchApp()),
  window: async ({ app }, use) => use(await app.firstWindow()),
});

export { expect } from '@playwright/test';

export async function createHomeDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'gleaner-e2e-'));
  await mkdir(join(dir, 'Documents'));
  // Without this file Linux takes the home folder itself for the documents.
  await mkdir(join(dir, '.config'));
  await writeFile(join(dir, '.config', 'user-dirs.dirs'), 'XDG_DOCUMENTS_DIR="$HOME/Documents"\n');
  return dir;
}

export async function removeHomeDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}

interface Launched {
  readonly app: ElectronApplication;
  /** Kept because an application that was closed no longer gives it. */
  readonly process: ChildProcess;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ends the app; one that hangs, or asks whether it may, is killed. */
async function close({ app, process }: Launched): Promise<void> {
  const timer = setTimeout(() => process.kill('SIGKILL'), CLOSE_LIMIT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

export async function launch(
  homeDir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ElectronApplication> {
  const executablePath = process.env['GLEANER_ELECTRON'];
  if (executablePath === undefined)
    throw new Error('No runtime is given; start the tests with "npm run e2e".');
  const isRoot = process.getuid?.() === 0;
  return await _electron.launch({
    executablePath,
    args: [...args],
    cwd: ROOT,
    env: {
      ...inheritedEnv(),
      ...displayOfWorker(),
      HOME: homeDir,
      XDG_CONFIG_HOME: join(homeDir, '.config'),
      ...env,
    },
    // Removed with the home folder; Playwright itself leaves traces that were never saved.
    tracesDir: join(homeDir, 'traces'),
    // Playwright turns the sandbox off unless told otherwise; a page without it is another program.
    chromiumSandbox: !isRoot,
    timeout: LAUNCH_LIMIT_MS,
  });
}

/** The environment without holes, as Playwright wants it. */
function inheritedEnv(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function watchPage(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (isProblem(message)) problems.push(describeProblem(message));
  });
}

/** Chromium reports violations of the content policy as errors on the console. */
function isProblem(message: ConsoleMessage): boolean {
  return message.type() === 'error';
}

function describeProblem(message: ConsoleMessage): string {
  return `console: ${message.text()}`;
}

async function keepPictures(app: ElectronApplication, testInfo: TestInfo): Promise<void> {
  for (const page of app.windows()) {
    try {
      await testInfo.attach('window at the end', {
        body: await page.screenshot({ timeout: 5000 }),
        contentType: 'image/png',
      });
    } catch {
      // A window that has crashed, or hangs, cannot be drawn.
    }
  }
}

async function saveTrace(app: ElectronApplication, path: string): Promise<void> {
  try {
    await app.context().tracing.stop({ path });
  } catch {
    // An app that has just crashed has no trace left to save.
  }
}
