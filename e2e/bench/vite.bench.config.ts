/** Programs that the benchmarks start and that have the engine inside. */
import { defineConfig } from 'vite';
import { nodeBundle } from '../../electron/vite.node.config.ts';

export default defineConfig(
  nodeBundle({
    'leak-probe': 'e2e/bench/leak-probe.ts',
    'timeouts-probe': 'e2e/bench/timeouts-probe.ts',
    'export-run': 'e2e/bench/export-run.ts',
    'import-run': 'e2e/bench/import-run.ts',
    'governor-probe': 'e2e/bench/governor-probe.ts',
  }),
);
