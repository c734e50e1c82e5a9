#!/usr/bin/env node
/**
 * Starts the command line: makes sure its bundle is there and fresh, then runs it.
 *
 * CommonJS on purpose. Node loads an ES module entry through libuv's thread pool, and
 * the pool takes its size at first use: an `.mjs` launcher would set the size too late.
 * Name lookups may use only half of the pool, so the default of four threads means two
 * lookups at a time, and a list with thousands of hosts would wait for its names.
 */
'use strict';

process.env.UV_THREADPOOL_SIZE ??= '16';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.resolve(__dirname, '../..');
const bundle = path.join(root, 'out/cli/gleaner.js');
const build = path.join(root, 'electron/runtime/build.mjs');
const source = path.join(__dirname, 'gleaner.ts');

async function launch() {
  // An installed or packaged copy has no sources, so there is nothing to build from.
  if (existsSync(source) && existsSync(build)) {
    const { ensureBuilt } = await import(pathToFileURL(build).href);
    await ensureBuilt(['cli']);
  }
  const { main } = await import(pathToFileURL(bundle).href);
  await main(process.argv.slice(2));
}

launch().catch((error) => {
  process.stderr.write(`gleaner: cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
