/** The two windows in which every state is looked at: light and large, dark and small. */
import { join } from 'node:path';
import { expect, type ElectronApplication, type Page, type TestInfo } from '@playwright/test';
import { SCREENSHOTS } from '../fixtures.ts';
import { expectAccessible } from './accessibility.ts';

export const LOOKS = [
  { name: 'light', scheme: 'light', width: 1280, height: 800 },
  { name: 'dark-small', scheme: 'dark', width: 1000, height: 700 },
] as const satisfies readonly Look[];
export interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

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

/** Accessible in `colorScheme`; a picture of it goes with the results of the test. */
export async function expectPresentable(
  page: Page,
  state: string,
  testInfo: TestInfo,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expectAccessible(page, `${state}, ${colorScheme}`);
  const path = testInfo.outputPath(`${state.replaceAll(' ', '-')}.png`);
  await page.screenshot({ path });
  await testInfo.attach(state, { path, contentType: 'image/png' });
}
