/** The extraction worker as a file that Node can start: tests run from the sources, threads cannot. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const ENTRY = join(import.meta.dirname, '..', 'extract', 'pool', 'extract-worker.ts');

export interface BuiltWorker {
  readonly path: string;
  remove(): void;
}

export async function buildExtractWorker(): Promise<BuiltWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'gleaner-worker-'));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { input: { worker: ENTRY }, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
    ssr: { noExternal: true, target: 'node' },
  });
  return {
    path: join(folder, 'worker.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
