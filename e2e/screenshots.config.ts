/** `npm run screenshots`: pictures of every state of the window, from a real run, for looking at and for the README. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.screenshots.ts',
  outputDir: '../test-results/screenshots-run',
  reporter: [['list']],
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
});
