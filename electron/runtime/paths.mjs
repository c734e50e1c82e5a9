/** Where things lie in a checkout. Nothing here touches the disk. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project root: the folder of package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const OUT = join(ROOT, 'out');
/** What may be thrown away and is found again or fetched again. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'gleaner-runtime');
/** Machine-readable test reports, and what Playwright keeps of failed tests. */
export const TEST_RESULTS = join(ROOT, 'test-results');
