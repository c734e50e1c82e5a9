/** A cable that is pulled, in a network that is made for it: Linux only, and as root. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { nodeBundle } from '../electron/vite.node.config.ts';

/** Two ends of a cable, and a default route along it. */
const MAKE_NETWORK = [
  'ip link add near type veth peer name far',
  'ip addr add 10.9.0.2/24 dev near',
  'ip link set near up',
  'ip link set far up',
  'ip route add default via 10.9.0.1',
].join(' && ');

/** Runs a shell script in a network of its own. */
function runApart(script: string) {
  return spawnSync('unshare', ['--net', 'sh', '-c', script], { encoding: 'utf8', timeout: 20_000 });
}

const attempt = runApart(MAKE_NETWORK);
const isPossible = attempt.status === 0;
const why = attempt.error?.message ?? attempt.stderr.trim();

it.skipIf(!isPossible)(
  isPossible
    ? 'a computer without a way out is offline, and is not any more when the way is back'
    : `cannot make a network of its own here (${why})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gleaner-offline-'));
    const bundle = nodeBundle({ 'offline-probe': 'e2e/offline-probe.ts' });
    await build({
      ...bundle,
      configFile: false,
      logLevel: 'warn',
      build: { ...bundle.build, outDir: folder, emptyOutDir: true },
    });

    const probe = join(folder, 'offline-probe.js');
    const { stdout, stderr } = runApart(`${MAKE_NETWORK} && exec '${process.execPath}' '${probe}'`);
    rmSync(folder, { recursive: true });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      plugged: 'connect.timeout',
      unplugged: 'local.offline',
      unpluggedName: 'local.offline',
      // An office without a way to the world is not offline.
      nextDoor: 'connect.timeout',
      isOverAtOnce: false,
      isOverAfterwards: true,
      pluggedAgain: 'connect.timeout',
    });
  },
  60_000,
);
