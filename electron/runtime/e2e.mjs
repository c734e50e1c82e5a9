/** `npm run e2e [-- ARGS]`: the end-to-end tests alone; ARGS go to `playwright test`. */
import { runPlaywright } from './e2e-environment.mjs';

try {
  process.exitCode = await runPlaywright(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
