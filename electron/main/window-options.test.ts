import { describe, expect, it } from 'vitest';
import { windowOptions } from './window-options.ts';

const input = {
  preloadPath: '/app/preload.cjs',
  iconPath: '/app/icon.png',
  isDark: false,
  hasDevTools: false,
  bounds: null,
  workAreas: [{ x: 0, y: 0, width: 1920, height: 1040 }],
};

describe('windowOptions', () => {
  it('keeps the page in the sandbox, apart from Node and from the preload', () => {
    expect(windowOptions(input).webPreferences).toEqual({
      preload: '/app/preload.cjs',
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
      devTools: false,
    });
  });

  it('does not show before the page has drawn, on a background of its theme', () => {
    const light = windowOptions(input);
    const dark = windowOptions({ ...input, isDark: true });

    expect(light.show).toBe(false);
    expect(light.backgroundColor).not.toBe(dark.backgroundColor);
  });

  it('comes back where it was', () => {
    const bounds = { x: 100, y: 50, width: 1000, height: 700, isMaximized: false };

    expect(windowOptions({ ...input, bounds })).toMatchObject({ x: 100, y: 50, width: 1000, height: 700 });
  });

  it.each([
    ['on a display that is gone', { x: 5000, y: 0 }],
    ['almost past the edge', { x: 1800, y: 0 }],
    ['with its title bar above the display', { x: 0, y: -300 }],
  ])('keeps its size but not its place %s', (_what, place) => {
    const bounds = { ...place, width: 1000, height: 700, isMaximized: false };

    const options = windowOptions({ ...input, bounds });

    expect(options).toMatchObject({ width: 1000, height: 700 });
    expect(options.x).toBeUndefined();
  });

  it('is never smaller than what the page is drawn for', () => {
    const bounds = { x: 0, y: 0, width: 10, height: 10, isMaximized: false };

    expect(windowOptions({ ...input, bounds })).toMatchObject({ width: 900, height: 600 });
  });
});
