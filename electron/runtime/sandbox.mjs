/** When Chromium's sandbox is given up: nowhere but as root on Linux, where Chromium cannot have it. */

/** @returns {readonly string[]} What to add to Electron's command line. */
export function sandboxArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
