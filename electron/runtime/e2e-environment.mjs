/** Everything that the end-to-end tests need around them: build, runtime, libraries, displays. */
import { availableParallelism } from 'node:os';
import { ensureBuilt } from './build.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findRuntime } from './find-runtime.mjs';
import { runNode } from './run-child.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const CONFIG = 'e2e/playwright.config.ts';
/** The app is several processes by itself; more windows than that at a time gain nothing. */
const WINDOWS_AT_ONCE_MAX = 2;

/**
 * Runs Playwright, on displays of its own where there is none. Each of its workers has one, because
 * windows on the same display share a clipboard.
 *
 * @param {readonly string[]} args For `playwright test`; a `--config` among them replaces ours.
 * @returns {Promise<number>} Playwright's exit status.
 */
export async function runPlaywright(args) {
  await ensureBuilt();
  const { executable } = await findRuntime();
  const needsDisplayServer = !hasDisplay();
  ensureSystemLibraries({ executable, needsDisplayServer });
  const displays = needsDisplayServer ? await startVirtualDisplays() : [];
  try {
    const isConfigGiven = args.some((argument) => /^(-c|--config)(=|$)/.test(argument));
    return await runNode(
      'node_modules/@playwright/test/cli.js',
      ['test', ...(isConfigGiven ? [] : ['--config', CONFIG]), ...args],
      { GLEANER_ELECTRON: executable, GLEANER_DISPLAYS: displays.map(({ name }) => name).join(' ') },
    );
  } finally {
    await Promise.all(displays.map((display) => display.dispose()));
  }
}

function startVirtualDisplays() {
  const count = Math.min(availableParallelism(), WINDOWS_AT_ONCE_MAX);
  return Promise.all(Array.from({ length: count }, startVirtualDisplay));
}
