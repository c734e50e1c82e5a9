/**
 * Stands in for Electron's own default app in a runtime that comes without it: `electron FOLDER`
 * loads the app in FOLDER. It runs inside Electron, copied into the runtime's `resources/app`.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  console.error('Usage: electron FOLDER');
  process.exit(2);
}
const folder = resolve(given);
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

// The default app sets the same, and apps tell by it that they are not packaged.
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
// The default app calls these two as well; the public typings leave them out.
/** @typedef {{ setVersion(version: string): void, setAppPath(path: string): void }} Untyped */
const untyped = /** @type {Untyped} */ (/** @type {unknown} */ (app));
untyped.setVersion(manifest.version);
untyped.setAppPath(folder);
// The name decides where user data lies, so it is set before the app can ask.
app.setName(manifest.productName ?? manifest.name);

// Awaited: Electron holds "ready" back until this module is evaluated, which gives the app its
// chance to register schemes and switches.
await import(pathToFileURL(join(folder, manifest.main)).href);
