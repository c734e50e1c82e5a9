/**
 * `npm start`: builds what has changed, finds the runtime, opens the window. On a machine without a
 * display it does the same job in the terminal, which needs neither the runtime nor its libraries.
 */
import { ensureBuilt } from './build.mjs';
import { hasDisplay } from './display.mjs';
import { findRuntime } from './find-runtime.mjs';
import { ROOT } from './paths.mjs';
import { runChild, runNode } from './run-child.mjs';
import { sandboxArguments } from './sandbox.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const DEMO_PAGES = 2000;
/** The run is finished and some rows failed, as some of the demo shop's pages are meant to. */
const FINISHED_WITH_FAILED_ROWS = 3;

try {
  process.exitCode = hasDisplay() ? await openWindow() : await runInTerminal();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function openWindow() {
  await ensureBuilt(['electron', 'preload', 'renderer']);
  const { executable } = await findRuntime();
  ensureSystemLibraries({ executable, needsDisplayServer: false });
  return await runChild(executable, [ROOT, ...sandboxArguments(), ...process.argv.slice(2)]);
}

async function runInTerminal() {
  process.stderr.write(
    'There is no display for a window here, so this is the same job in the terminal: ' +
      `${DEMO_PAGES.toLocaleString('en')} pages of a demo shop on this computer, fetched and exported as CSV.\n`,
  );
  const status = await runNode(
    'electron/cli/launch.cjs',
    ['demo', '--pages', String(DEMO_PAGES)],
    // The command line then names the commands that it advises as they work in a checkout.
    { npm_lifecycle_event: 'gleaner', INIT_CWD: ROOT },
  );
  return status === FINISHED_WITH_FAILED_ROWS ? 0 : status;
}
