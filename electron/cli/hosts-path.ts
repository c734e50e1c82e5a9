/** Where what hosts bore is kept: beside the window's settings, so that both learn from each other. */
import { homedir } from 'node:os';
import path from 'node:path';

/** @returns `null` when it is kept nowhere: `GLEANER_HOSTS_FILE` is set to nothing, or there is no home folder. */
export function hostsPathOf(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string | null {
  const named = env['GLEANER_HOSTS_FILE'];
  if (named !== undefined) return named === '' ? null : named;
  const folder = settingsFolder(env, platform, home);
  return folder === null ? null : path.join(folder, 'gleaner', 'hosts.json');
}

/** As Electron finds it. */
function settingsFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: () => string,
): string | null {
  try {
    if (platform === 'win32') return env['APPDATA'] || path.join(home(), 'AppData', 'Roaming');
    if (platform === 'darwin') return path.join(home(), 'Library', 'Application Support');
    return env['XDG_CONFIG_HOME'] || path.join(home(), '.config');
  } catch {
    return null; // an account without a home folder
  }
}
