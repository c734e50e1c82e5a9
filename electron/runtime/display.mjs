/** The display that a window opens on: the user's own, or a virtual one for the time of a test run. */
import { spawn } from 'node:child_process';

/** Only Linux can be without: elsewhere a desktop is always there. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * @typedef {object} VirtualDisplay
 * @property {string} name For the environment variable `DISPLAY`.
 * @property {() => Promise<void>} dispose Ends the server.
 */

/**
 * Starts an Xvfb on a number that it chooses itself, so that several can run on one machine.
 *
 * @returns {Promise<VirtualDisplay>}
 */
export async function startVirtualDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  server.stderr?.on('data', (chunk) => (errors += chunk));
  const ended = new Promise((resolve) => server.once('close', resolve));
  // Also when this process ends in a way that skips `dispose`.
  const kill = () => server.kill();
  process.once('exit', kill);

  const number = await new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3]?.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Xvfb could not start: ${errors.trim().slice(-500)}`)));
  });
  return {
    name: `:${number}`,
    dispose: async () => {
      process.off('exit', kill);
      server.kill();
      await ended;
    },
  };
}
