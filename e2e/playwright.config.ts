/** The end-to-end tests. `npm run e2e` provides build, runtime and display before it starts them. */
import { defineConfig } from '@playwright/test';
import { virtualDisplays } from './support/displays.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // Below test-results, which also holds reports and screenshots: Playwright empties its own folder.
  outputDir: '../test-results/e2e',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  // The user's own display has room for one: its clipboard belongs to all windows.
  workers: Math.max(1, virtualDisplays().length),
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
