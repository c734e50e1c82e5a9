/** The end-to-end tests. `npm run e2e` provides build, runtime and display before it starts them. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // Below test-results, which also holds reports and screenshots: Playwright empties its own folder.
  outputDir: '../test-results/e2e',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  // Each window measures itself: two at a time would take the processor from each other.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
