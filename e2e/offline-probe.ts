/**
 * Asks for a page elsewhere with a way out, without one, and with it again; tells how each ended.
 * Started by offline.test.ts in a network of its own, which it may take apart.
 */
import { execFileSync } from 'node:child_process';
import { systemClock } from '../electron/engine/clock.ts';
import { DnsCache } from '../electron/engine/fetch/dns-cache.ts';
import { HttpNetwork } from '../electron/engine/fetch/network.ts';
import { DEFAULT_OPTIONS } from '../shared/options.ts';

/** Of documentation (RFC 5737): nobody answers there. */
const ORIGIN = 'http://198.51.100.7';
/** An answer about the network is good for a second. */
const KEPT_MS = 1000;

const network = new HttpNetwork(systemClock, new DnsCache(systemClock));
network.setOptions({ ...DEFAULT_OPTIONS, timeoutConnectMs: 200 });

function ip(...args: string[]): void {
  execFileSync('ip', args);
}

function codeFor(origin: string): Promise<string> {
  return new Promise((resolve) => {
    network.send(
      {
        url: `${origin}/`,
        knownOrigin: origin,
        mayCarrySecrets: true,
        needsFreshConnection: false,
        needsDigest: false,
        totalDeadlineMs: performance.now() + 10_000,
      },
      ({ failure, status }) => resolve(failure?.code ?? `status ${status}`),
    );
  });
}

/** Until an answer that may still be kept is forgotten. */
function forget(): Promise<void> {
  return new Promise((resolve) => systemClock.after(KEPT_MS, resolve));
}

const plugged = await codeFor(ORIGIN);
await forget();
ip('route', 'del', 'default');
const unplugged = await codeFor(ORIGIN);
const unpluggedName = await codeFor('http://site.test');
const nextDoor = await codeFor('http://10.9.0.1');
const isOverAtOnce = await network.isTroubleOver('local.offline');
ip('route', 'add', 'default', 'via', '10.9.0.1');
await forget();
const isOverAfterwards = await network.isTroubleOver('local.offline');
const pluggedAgain = await codeFor(ORIGIN);
process.stdout.write(
  JSON.stringify({
    plugged,
    unplugged,
    unpluggedName,
    nextDoor,
    isOverAtOnce,
    isOverAfterwards,
    pluggedAgain,
  }),
);
process.exit(0);
