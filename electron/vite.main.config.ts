/** The main process and the processes and threads that it starts. */
import { defineConfig } from 'vite';
import { ENGINE_THREADS, nodeBundle } from './vite.node.config.ts';

export default defineConfig(
  nodeBundle({
    main: 'electron/main/main.ts',
    engine: 'electron/engine/engine-process.ts',
    ...ENGINE_THREADS,
    'demo-shop': 'electron/runtime/demo-shop/demo-shop-process.ts',
  }),
);
