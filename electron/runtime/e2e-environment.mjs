/** Everything that the end-to-end tests need around them: build, runtime, libraries, display. */
import { ensureBuilt } from './build.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findRuntime } from './find-runtime.mjs';
import { runNode } from './run-child.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const CONFIG = 'e2e/playwright.config.ts';

/**
 * Runs Playwright, on a display of its own where there is none.
 *
 * @param {readonly string[]} args For `playwright test`; a `--config` among them replaces ours.
 * @returns {Promise<number>} Playwright's exit status.
 */
export async function runPlaywright(args) {
  await ensureBuilt();
  const { executable } = await findRuntime();
  const needsDisplayServer = !hasDisplay();
  ensureSystemLibraries({ executable, needsDisplayServer });
  const display = needsDisplayServer ? await startVirtualDisplay() : null;
  try {
    const isConfigGiven = args.some((argument) => /^(-c|--config)(=|$)/.test(argument));
    return await runNode(
      'node_modules/@playwright/test/cli.js',
      ['test', ...(isConfigGiven ? [] : ['--config', CONFIG]), ...args],
      { GLEANER_ELECTRON: executable, ...(display === null ? {} : { DISPLAY: display.name }) },
    );
  } finally {
    await display?.dispose();
  }
}
