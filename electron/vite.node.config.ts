/**
 * What the bundles that run in Node have in common. Everything is bundled, so that a packaged app
 * needs no node_modules; what is left outside is what cannot be bundled.
 */
import { join } from 'node:path';
import type { UserConfig } from 'vite';

/** The older of the two runtimes: Electron 33 has Node 20.18. */
const NODE_TARGET = 'node20.18';

/** `@photostructure/sqlite` finds its native library next to its own files. */
const NOT_BUNDLED = ['electron', '@photostructure/sqlite'];

/**
 * Fixed entry names, all in one folder and all chunks beside them: from any of the files
 * `new URL('./row-query-worker.js', import.meta.url)` names the worker.
 */
export function nodeBundle(entries: Readonly<Record<string, string>>): UserConfig {
  return {
    root: join(import.meta.dirname, '..'),
    publicDir: false,
    build: {
      ssr: true,
      target: NODE_TARGET,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: entries,
        external: NOT_BUNDLED,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, target: 'node' },
  };
}
