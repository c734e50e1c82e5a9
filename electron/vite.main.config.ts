/** The main process and the processes and threads that it starts. */
import { defineConfig } from 'vite';
import { nodeBundle } from './vite.node.config.ts';

export default defineConfig(
  nodeBundle({
    main: 'electron/main/main.ts',
    engine: 'electron/engine/engine-process.ts',
    'row-query-worker': 'electron/engine/query/row-query-worker.ts',
    'demo-shop': 'electron/runtime/demo-shop/demo-shop-process.ts',
  }),
);
