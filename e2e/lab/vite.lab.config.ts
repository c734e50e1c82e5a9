import { defineConfig } from 'vite';
import { nodeBundle } from '../../electron/vite.node.config.ts';

export default defineConfig(nodeBundle({ lab: 'e2e/lab/lab.ts' }));
