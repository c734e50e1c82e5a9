/** What goes into a packaged app, as data: fuses (19), developer tools, dependencies (16). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import configuration from '../../electron/builder.config.ts';
import { menuTemplate } from '../../electron/main/menu.ts';
import { windowOptions } from '../../electron/main/window-options.ts';

interface LockedPackage {
  readonly integrity?: string;
  readonly optional?: boolean;
}

const ROOT = join(import.meta.dirname, '..', '..');

describe('a packaged app', () => {
  it('is no Node that others can start, loads nothing but its archive, and checks it (19)', () => {
    expect(configuration.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(configuration.asar).toBe(true);
  });

  it('has no developer tools', () => {
    const place = { preloadPath: '/p', iconPath: '/i', isDark: false, bounds: null, workAreas: [] };
    const menu = menuTemplate({ isMac: false, hasDevTools: false, onCommand: () => undefined });

    expect(windowOptions({ ...place, hasDevTools: false }).webPreferences?.devTools).toBe(false);
    expect(JSON.stringify(menu)).not.toMatch(/toggleDevTools|"reload"|forceReload/);
  });

  it('contains no module but the one that cannot be bundled', () => {
    const files = configuration.files as readonly string[]; // as it is written
    const modules = files.filter((pattern) => pattern.startsWith('node_modules/'));

    expect(files).toContain('!node_modules/**');
    for (const pattern of modules)
      expect(pattern).toMatch(/^node_modules\/(@photostructure\/sqlite|node-gyp-build)\//);
  });
});

describe('the dependencies', () => {
  it('are locked with a checksum each (16)', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const packages = Object.entries<LockedPackage>(lock.packages).filter(
      // Binaries of other platforms are in the lock by their version alone; npm gives them no checksum
      // on a machine that does not install them.
      ([path, { optional }]) => path !== '' && optional !== true,
    );

    expect(packages.length).toBeGreaterThan(100);
    const unlocked = packages.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
    expect(unlocked.map(([path]) => path)).toEqual([]);
  });
});
