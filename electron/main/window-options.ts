/**
 * How the window is made, as data. The secure settings are spelled out though they are
 * Electron's defaults, so that a change to one of them shows in review and in a test.
 */
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { WindowBounds } from './settings-schema.ts';

export const MIN_WIDTH = 900;
export const MIN_HEIGHT = 600;
const DEFAULT_WIDTH = 1280;
const DEFAULT_HEIGHT = 800;
/** Shown until the page has drawn: the page's own ground in both themes (renderer/styles.css). */
const BACKGROUND = { light: '#f5f4f1', dark: '#151617' } as const;

export interface WindowOptionsInput {
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly isDark: boolean;
  readonly hasDevTools: boolean;
  readonly bounds: WindowBounds | null;
  /** Where a window may be: the displays without their panels. */
  readonly workAreas: readonly Rectangle[];
}

export function windowOptions(input: WindowOptionsInput): BrowserWindowConstructorOptions {
  return {
    title: 'Gleaner',
    width: DEFAULT_WIDTH,
    height: DEFAULT_HEIGHT,
    ...visibleBounds(input.bounds, input.workAreas),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    backgroundColor: input.isDark ? BACKGROUND.dark : BACKGROUND.light,
    icon: input.iconPath,
    webPreferences: {
      preload: input.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: input.hasDevTools,
    },
  };
}

/** @returns Where the window was, unless no display shows its title bar any more. */
function visibleBounds(bounds: WindowBounds | null, workAreas: readonly Rectangle[]): Partial<Rectangle> {
  if (bounds === null) return {};
  const width = Math.max(MIN_WIDTH, bounds.width);
  const height = Math.max(MIN_HEIGHT, bounds.height);
  const isReachable = workAreas.some((area) => {
    const shownWidth = Math.min(bounds.x + width, area.x + area.width) - Math.max(bounds.x, area.x);
    const isTopShown = bounds.y >= area.y && bounds.y < area.y + area.height - 40;
    return shownWidth >= 200 && isTopShown;
  });
  return isReachable ? { x: bounds.x, y: bounds.y, width, height } : { width, height };
}
