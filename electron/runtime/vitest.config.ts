/** Unit tests lie beside what they test; the end-to-end tests are Playwright's and end in `.spec.ts`. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const TESTS = '{shared,electron,renderer,e2e}/**/*.test.{ts,tsx,mjs}';
/** Each keeps every processor busy, with processes and servers of its own, or looks at times. */
const HEAVY_TESTS = [
  'e2e/kill/**/*.test.ts',
  'e2e/property/real-sockets.test.ts',
  'e2e/isolation.test.ts',
  'e2e/governor/**/*.test.ts',
];

export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    // Tests use real servers and processes, which on a busy machine take many times as long as else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one processor is left free, which of two is half.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: { name: 'beside', include: [TESTS], exclude: HEAVY_TESTS, sequence: { groupOrder: 0 } },
      },
      {
        // After all others and one at a time: beside them, tests that look at times would starve.
        extends: true,
        test: {
          name: 'heavy',
          include: HEAVY_TESTS,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
