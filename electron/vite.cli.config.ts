/** The command line, with copies of its own of the files that it starts as processes and threads. */
import { defineConfig } from 'vite';
import { nodeBundle } from './vite.node.config.ts';

export default defineConfig(
  nodeBundle({
    gleaner: 'electron/cli/gleaner.ts',
    'row-query-worker': 'electron/engine/query/row-query-worker.ts',
    'demo-shop': 'electron/runtime/demo-shop/demo-shop-process.ts',
  }),
);
