/** Builds the lab and runs it; see lab.ts. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'out/lab');

await build({
  configFile: join(ROOT, 'e2e/lab/vite.lab.config.ts'),
  logLevel: 'warn',
  build: { outDir: OUT, emptyOutDir: true },
});
await import(join(OUT, 'lab.js'));
