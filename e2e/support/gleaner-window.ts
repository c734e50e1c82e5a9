/** What a user does in the window and reads from it, by the names that a screen reader says. */
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import type { LedgerTotals } from '../../shared/progress.ts';

export class GleanerWindow {
  readonly page: Page;
  readonly urls: Locator;
  readonly start: Locator;
  readonly ledger: Locator;
  readonly results: Locator;
  readonly failures: Locator;
  readonly #app: ElectronApplication;

  constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
    this.urls = page.getByRole('textbox', { name: 'URLs', exact: true });
    this.start = page.getByRole('button', { name: 'Start', exact: true });
    this.ledger = page.getByRole('status', { name: 'Ledger' });
    this.results = page
      .getByRole('grid', { name: 'Results' })
      .or(page.getByRole('table', { name: 'Results' }));
    this.failures = page.getByRole('list', { name: 'Failures by cause' });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  slider(name: string): Locator {
    return this.page.getByRole('slider', { name, exact: true });
  }

  /** Through the system's clipboard and the keyboard, as a person does. */
  async paste(text: string): Promise<void> {
    await this.#app.evaluate(({ clipboard }, pasted) => clipboard.writeText(pasted), text);
    await this.urls.focus();
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  /** On the start screen: the same limits for every host, from the first request on. */
  async useFixedLimits(): Promise<void> {
    await this.page.getByRole('radio', { name: 'Fixed', exact: true }).check();
  }

  /** Drops files from the disk onto the window, as the system does. */
  async drop(paths: readonly string[]): Promise<void> {
    // A drop before the page has drawn itself would fall into the void.
    await expect(this.start).toBeVisible();
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
    await session.detach();
  }

  /** Answers the next dialog for a place to save with `path`. */
  async answerSaveDialog(path: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
  }

  async answerOpenDialog(path: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    }, path);
  }

  /** On the start screen: changes fields on one tab of the settings, for the runs to come. */
  async changeSettings(tab: string, values: Readonly<Record<string, string>>): Promise<void> {
    await this.button('Settings').click();
    const dialog = this.page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('tab', { name: tab }).click();
    for (const [name, value] of Object.entries(values))
      await dialog.getByRole('textbox', { name }).fill(value);
    await this.button('Save').click();
    await expect(dialog).toBeHidden();
  }

  /** The figures of the equation as they stand on screen. */
  async readLedger(): Promise<LedgerTotals> {
    const text = (await this.ledger.innerText()).replaceAll(/\s+/g, ' ');
    const number = (pattern: RegExp): number => {
      const match = pattern.exec(text);
      if (match === null) throw new Error(`${pattern} is not in the ledger: ${text}`);
      return Number(match[1]!.replaceAll(',', ''));
    };
    return {
      rows: number(/([\d,]+) rows =/),
      ok: number(/([\d,]+) ok/),
      failed: number(/([\d,]+) failed/),
      skipped: number(/([\d,]+) skipped/),
      pending: number(/([\d,]+) pending/),
      lines: number(/([\d,]+) lines =/),
      merged: number(/([\d,]+) merged/),
      rejected: number(/([\d,]+) rejected/),
    };
  }

  /** Fails unless both halves of the ledger equation add up on screen. */
  async expectEquation(): Promise<LedgerTotals> {
    const numbers = await this.readLedger();
    expect(numbers.rows + numbers.merged + numbers.rejected, 'lines').toBe(numbers.lines);
    expect(numbers.ok + numbers.failed + numbers.skipped + numbers.pending, 'rows').toBe(numbers.rows);
    return numbers;
  }

  /** Waits until the ledger shows `expected`. Whenever it is looked at, the equation adds up. */
  async expectLedger(expected: Partial<LedgerTotals>): Promise<void> {
    await expect.poll(() => this.expectEquation()).toMatchObject(expected);
  }

  /**
   * After a retry the run before it may still be on screen, which was finished as well: what is
   * told of the ledger afterwards is told by {@link expectLedger}.
   */
  async expectFinished(timeoutMs: number): Promise<void> {
    // The ledger first: a run that is just being opened offers a new one, too.
    await expect(this.ledger).toContainText(/\b0 pending/, { timeout: timeoutMs });
    await expect(this.button('New run')).toBeVisible({ timeout: timeoutMs });
  }
}
