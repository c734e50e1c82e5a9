/**
 * How the app is packaged. `npm run package` adds which Electron goes in; everything else is here.
 *
 * The bundles hold all code, so of node_modules only the SQLite module and its loader go in, with
 * the library of the platform that is packaged. Libraries cannot be loaded out of the archive.
 */
import type { Configuration } from 'electron-builder';

/** `${platform}` and `${arch}` are electron-builder's own placeholders. */
const SQLITE = 'node_modules/@photostructure/sqlite';

const configuration: Configuration = {
  appId: 'org.gleaner.app',
  productName: 'Gleaner',
  // Lower case, as Linux expects of a command.
  executableName: 'gleaner',
  asar: true,
  asarUnpack: [`${SQLITE}/prebuilds/**`],
  npmRebuild: false,
  directories: { output: 'dist', buildResources: 'assets' },
  files: [
    'package.json',
    'assets/icon.png',
    'out/{electron,preload,renderer}/**',
    '!out/**/{*.map,build-stamp}',
    '!node_modules/**',
    'node_modules/node-gyp-build/**',
    `${SQLITE}/{package.json,LICENSE}`,
    `${SQLITE}/dist/*.{mjs,cjs}`,
    `${SQLITE}/prebuilds/\${platform}-\${arch}/**`,
  ],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { icon: 'assets/icon.png', category: 'Network', target: ['AppImage', 'deb', 'tar.gz'] },
  mac: { icon: 'assets/icon.png', category: 'public.app-category.utilities', target: ['dmg', 'zip'] },
  win: { icon: 'assets/icon.png', target: ['nsis'] },
};

export default configuration;
