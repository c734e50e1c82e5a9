/** The Debian and Ubuntu packages that a window needs, and their names on this machine. Pure. */

/** What Electron links against or loads, a display server for machines without one, and fonts. */
export const APT_PACKAGES = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libgbm1',
  'libasound2',
  'libatk-bridge2.0-0',
  'libatk1.0-0',
  'libxss1',
  'libdrm2',
  'libxshmfence1',
  'libxcomposite1',
  'libxdamage1',
  'libxrandr2',
  'libxkbcommon0',
  'libcups2',
  'libpango-1.0-0',
  'libcairo2',
  'libatspi2.0-0',
  'fonts-dejavu-core',
  'fonts-noto-cjk',
  'dbus',
];

/**
 * Debian 13 and Ubuntu 24.04 renamed libraries when time grew to 64 bits: `libasound2` became
 * `libasound2t64`, and the old name can no longer be installed.
 *
 * @param {ReadonlySet<string>} known Every package name that apt knows.
 * @returns {readonly string[]}
 */
export function packagesFor(known) {
  return APT_PACKAGES.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name));
}

/**
 * @param {string} lddOutput
 * @returns {readonly string[]} The libraries that the loader did not find.
 */
export function missingLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}
