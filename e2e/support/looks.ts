/** The two windows in which every state is looked at: light and large, dark and small. */
import { join } from 'node:path';
import { expect, type ElectronApplication, type Page } from '@playwright/test';
import { SCREENSHOTS } from '../fixtures.ts';

export const LOOKS = [
  { name: 'light', scheme: 'light', width: 1280, height: 800 },
  { name: 'dark-small', scheme: 'dark', width: 1000, height: 700 },
] as const;
export type Look = (typeof LOOKS)[number];

/** @returns A function that takes a picture of the window as it is, under the name of its state. */
export async function lookAt(
  app: ElectronApplication,
  page: Page,
  look: Look,
): Promise<(state: string) => Promise<unknown>> {
  // Playwright decides what the page takes for the system's setting.
  await page.emulateMedia({ colorScheme: look.scheme });
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, look);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(look.width);
  return (state) => page.screenshot({ path: join(SCREENSHOTS, `${state}-${look.name}.png`) });
}
