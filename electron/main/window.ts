/** Opens the one window and brings its page back when it crashes. */
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { CrashBudget } from './crash-budget.ts';
import { APP_URL } from './navigation-policy.ts';
import type { WindowBounds } from './settings-schema.ts';
import { windowOptions } from './window-options.ts';

export interface MainWindowOptions {
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly hasDevTools: boolean;
  readonly bounds: WindowBounds | null;
  /** The page crashed or is loaded anew; what it asked for before is of no use to it. */
  readonly onPageGone: () => void;
  readonly onBounds: (bounds: WindowBounds) => void;
  readonly report: (error: unknown) => void;
}

const MAX_PAGE_CRASHES = 3;
const PAGE_CRASH_WINDOW_MS = 60_000;

export function createMainWindow(options: MainWindowOptions): BrowserWindow {
  const { preloadPath, iconPath, hasDevTools, bounds, report } = options;
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const isDark = nativeTheme.shouldUseDarkColors;
  const window = new BrowserWindow(
    windowOptions({ preloadPath, iconPath, isDark, hasDevTools, bounds, workAreas }),
  );
  if (bounds?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    options.onBounds({ ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  });

  const crashes = new CrashBudget(MAX_PAGE_CRASHES, PAGE_CRASH_WINDOW_MS);
  const page = window.webContents;
  page.on('did-start-loading', options.onPageGone);
  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    options.onPageGone();
    report(new Error(`The window's page ended (${reason}, exit code ${exitCode}).`));
    if (reason === 'clean-exit') return;
    if (crashes.admit(performance.now())) page.reload();
    else void tellPageKeepsCrashing(window);
  });
  page.on('preload-error', (_event, _path, error) => report(error));
  return window;
}

/** Resolves also when the page cannot be loaded: the window is there, and the log says why it is empty. */
export async function loadPage(window: BrowserWindow, report: (error: unknown) => void): Promise<void> {
  try {
    await window.loadURL(APP_URL);
  } catch (error) {
    report(error);
    // It may never become ready to show, and an app that nobody sees cannot be closed.
    window.show();
  }
}

async function tellPageKeepsCrashing(window: BrowserWindow): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window keeps crashing.',
    detail:
      'Nothing that was settled is lost, and a run that is going goes on. ' +
      'Close and open Gleaner; the log file has the details.',
  });
}
