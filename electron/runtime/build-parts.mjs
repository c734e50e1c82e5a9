/** What is built: one part per Vite configuration, each with the sources that make it stale. */

/**
 * @typedef {'electron' | 'preload' | 'cli' | 'renderer'} PartName
 * @typedef {object} BuildPart
 * @property {string} configFile
 * @property {string} outDir
 * @property {readonly string[]} sources Files and folders whose change makes the part stale.
 * @property {readonly string[]} ignored Paths below `sources` that the part does not use.
 */

/** Every part depends on these. */
const COMMON_SOURCES = ['shared', 'package.json', 'package-lock.json'];

/** @type {Readonly<Record<PartName, BuildPart>>} */
export const BUILD_PARTS = {
  electron: {
    configFile: 'electron/vite.main.config.ts',
    outDir: 'out/electron',
    sources: ['electron', ...COMMON_SOURCES],
    ignored: ['electron/cli', 'electron/preload', 'electron/vite.cli.config.ts'],
  },
  preload: {
    configFile: 'electron/vite.preload.config.ts',
    outDir: 'out/preload',
    sources: ['electron/preload', 'electron/vite.preload.config.ts', ...COMMON_SOURCES],
    ignored: [],
  },
  cli: {
    configFile: 'electron/vite.cli.config.ts',
    outDir: 'out/cli',
    sources: ['electron', ...COMMON_SOURCES],
    ignored: ['electron/main', 'electron/preload', 'electron/vite.main.config.ts'],
  },
  renderer: {
    configFile: 'electron/vite.renderer.config.ts',
    outDir: 'out/renderer',
    sources: ['renderer', 'assets', 'electron/vite.renderer.config.ts', ...COMMON_SOURCES],
    ignored: [],
  },
};

/** @type {readonly PartName[]} */
export const ALL_PARTS = ['electron', 'preload', 'cli', 'renderer'];

/**
 * Tests and the scripts that run before anything is built are in no bundle.
 *
 * @param {BuildPart} part
 * @param {string} path
 */
export function isBuildSource(part, path) {
  if (part.ignored.includes(path)) return false;
  return !/\.test\.|\.mjs$|\/tsconfig\.json$|\.tsbuildinfo$/.test(path);
}
