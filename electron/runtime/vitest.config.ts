/** Unit tests lie beside what they test; the end-to-end tests are Playwright's and end in `.spec.ts`. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['{shared,electron,renderer,e2e}/**/*.test.{ts,tsx,mjs}'],
    // Tests use real servers and processes; on a busy machine the default of 5 s ends some early.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
