/**
 * The window's page. It is served at `app://bundle/` under a policy that allows no inline script,
 * so nothing is inlined; paths are relative because the page does not know where it is served.
 */
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: join(import.meta.dirname, '..', 'renderer'),
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    // The older of the two runtimes: Electron 33 has Chrome 130.
    target: 'chrome130',
    assetsInlineLimit: 0,
    // Vite's own snippet for browsers that cannot preload modules; ours can.
    modulePreload: { polyfill: false },
    // The files come from the disk next to the program: the size on the wire means nothing.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
