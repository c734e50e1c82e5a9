/** The command line, with copies of its own of the files that it starts as processes and threads. */
import { defineConfig } from 'vite';
import { ENGINE_THREADS, nodeBundle } from './vite.node.config.ts';

export default defineConfig(
  nodeBundle({
    gleaner: 'electron/cli/gleaner.ts',
    ...ENGINE_THREADS,
    'demo-shop': 'electron/runtime/demo-shop/demo-shop-process.ts',
  }),
);
