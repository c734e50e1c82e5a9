/**
 * `npm run package [-- TARGET...]`: the packaged app under dist/, by default as a folder. Other
 * targets (tar.gz, AppImage, deb, dmg, nsis) are electron-builder's and may need its downloads.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, Platform } from 'electron-builder';
import { loadConfigFromFile } from 'vite';
import { ensureBuilt } from './build.mjs';
import { findRuntime } from './find-runtime.mjs';
import { ROOT } from './paths.mjs';

/** Where Debian's p7zip-full has the archiver that electron-builder would download. */
const DEBIAN_7ZIP = '/usr/bin/7za';

const targets = process.argv.slice(2);
await ensureBuilt(['electron', 'preload', 'renderer']);
const runtime = await findRuntime();
if (runtime.kind === 'fallback') {
  process.stderr.write(
    'What is packaged with this runtime is for tests on this machine; do not give it away.\n',
  );
}
if (existsSync(DEBIAN_7ZIP)) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= DEBIAN_7ZIP;

await build({
  projectDir: ROOT,
  targets: Platform.current().createTarget(targets.length > 0 ? targets : ['dir']),
  publish: 'never',
  config: {
    ...(await readConfiguration()),
    electronDist: runtime.dist,
    electronVersion: (await readFile(join(runtime.dist, 'version'), 'utf8')).trim().replace(/^v/, ''),
    // The fallback runtime carries a stand-in app there, which a package must not.
    afterExtract: ({ appOutDir }) =>
      rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true }),
  },
});

/** @returns {Promise<import('electron-builder').Configuration>} */
async function readConfiguration() {
  // Vite reads TypeScript; electron-builder would need a package of its own for it.
  const environment = { command: /** @type {const} */ ('build'), mode: 'production' };
  const loaded = await loadConfigFromFile(environment, join(ROOT, 'electron', 'builder.config.ts'));
  if (loaded === null) throw new Error('electron/builder.config.ts could not be read.');
  return /** @type {import('electron-builder').Configuration} */ (loaded.config);
}
