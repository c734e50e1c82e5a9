/**
 * What the bundles that run in Node have in common. Everything is bundled, so that a packaged app
 * needs no node_modules; what is left outside is what cannot be bundled.
 */
import { join } from 'node:path';
import type { UserConfig } from 'vite';

/** The older of the two runtimes: Electron 33 has Node 20.18. */
const NODE_TARGET = 'node20.18';

/**
 * `@photostructure/sqlite` finds its native library next to its own files. `@napi-rs/nice` is a native
 * module that piscina asks for only when threads are to have another priority, which ours have not.
 */
const NOT_BUNDLED = ['electron', '@photostructure/sqlite', '@napi-rs/nice'];

/**
 * The threads that the engine starts. `worker` is piscina's own: it starts the file of that name
 * beside itself, which imports the one that it is told.
 */
export const ENGINE_THREADS = {
  'row-query-worker': 'electron/engine/query/row-query-worker.ts',
  'page-writer-worker': 'electron/engine/pages/page-writer-worker.ts',
  'kept-pages-worker': 'electron/engine/extract/run/kept-pages-worker.ts',
  'compare-worker': 'electron/engine/compare/compare-worker.ts',
  'extract-worker': 'electron/engine/extract/pool/extract-worker.ts',
  worker: 'node_modules/piscina/dist/worker.js',
} as const;

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
        // piscina looks for its worker beside itself, as a CommonJS module does.
        transform: { define: { __dirname: 'import.meta.dirname' } },
        input: entries,
        external: NOT_BUNDLED,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, target: 'node' },
  };
}
