/** Rows do not pay for a network that is missing: over real sockets, with routes that a test takes away. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { respond } from '../testing/raw-server.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { RouteTable } from './connectivity.ts';
import { DnsCache } from './dns-cache.ts';
import { unsent, type ExchangeResult } from './exchange.ts';
import { OfflineJudge } from './offline-judge.ts';

let h: NetworkHarness;
let isPluggedIn: boolean;
let probes: number;
/** What names lead to; any other is not found. */
let addresses: Map<string, string>;
let lookUps: string[];
/** Held back until a test lets it go. */
let probing: Promise<void>;
let isProbing: Promise<void>;
let probed: () => void;

const routes: RouteTable = {
  hasAddress: () => true,
  nameServers: () => [],
  hasRoute: async () => {
    probes++;
    probed();
    await probing;
    return isPluggedIn;
  },
};

beforeEach(async () => {
  isPluggedIn = false;
  probes = 0;
  probing = Promise.resolve();
  isProbing = new Promise((resolve) => (probed = resolve));
  lookUps = [];
  addresses = new Map([['site.test', '127.0.0.1']]);
  const dns = new DnsCache(systemClock, (name, callback) => {
    lookUps.push(name);
    const address = addresses.get(name);
    if (address === undefined) callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
    else callback(null, [{ address, family: 4 }]);
  });
  h = await createNetworkHarness({ dns, network: { routes } });
});
afterEach(() => h.close());

function site(): string {
  return `http://site.test:${h.server.port}/`;
}

describe('without a network', () => {
  it.each<[string, () => string]>([
    ['a name that is not found', () => 'http://other.test/'],
    ['a connection that is cut before an answer', site],
  ])('%s is no failure of the host', async (_what, address) => {
    h.answer = ({ socket }) => void socket.destroy();

    expect(await h.fetch(address())).toMatchObject({
      failure: { code: 'local.offline' },
      isStaleConnection: false,
    });
  });

  it('what is on this computer is judged as ever, and so are names that never exist', async () => {
    h.answer = ({ socket }) => void socket.destroy();

    expect(await h.codeFor('/')).toBe('connect.reset');
    expect(await h.codeFor(`http://localhost:${h.server.port}/`)).not.toBe('local.offline');
    expect(await h.codeFor('http://nobody.invalid/')).toBe('dns.not_found');
    expect(probes).toBe(0);
  });

  it('an answer is an answer, and a refusal is one too', async () => {
    h.answer = ({ socket }) => respond(socket, 503);
    expect(await h.codeFor(site())).toBe('status 503');
    await h.server.close();
    expect(await h.codeFor(site(), { needsFreshConnection: true })).toBe('connect.refused');
    expect(probes).toBe(0);
  });

  it('a crowd that fails together asks once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => h.codeFor(`http://other${index}.test/`)),
    );

    expect(new Set(codes)).toEqual(new Set(['local.offline']));
    // One for each family.
    expect(probes).toBe(2);
  });
});

it('with a network, failures stay what they were', async () => {
  isPluggedIn = true;
  h.answer = ({ socket }) => void socket.destroy();

  expect(await h.codeFor(site())).toBe('connect.reset');
  expect(await h.codeFor('http://other.test/')).toBe('dns.not_found');
});

it('tells whether the network is back, and then looks up again what was not found', async () => {
  const clock = new VirtualClock();
  const dns = new DnsCache(clock, (name, callback) => {
    lookUps.push(name);
    callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
  });
  const own = await createNetworkHarness({ clock, dns, network: { routes } });
  expect(await own.codeFor('http://other.test/')).toBe('local.offline');
  clock.advance(1000);
  expect(await own.network.isTroubleOver('local.offline')).toBe(false);

  isPluggedIn = true;
  clock.advance(1000);
  expect(await own.network.isTroubleOver('local.offline')).toBe(true);
  // The name servers may not be there yet: a moment later it is believed.
  expect(await own.codeFor('http://other.test/')).toBe('local.offline');
  clock.advance(10_000);
  expect(await own.codeFor('http://other.test/')).toBe('dns.not_found');
  expect(lookUps).toHaveLength(3);
  await own.close();
});

it('asks about no other trouble: whether a proxy works is seen by trying', async () => {
  expect(await h.network.isTroubleOver('local.proxy')).toBe(true);
  expect(await h.network.isTroubleOver('local.too_many_files')).toBe(true);
  expect(probes).toBe(0);
});

it('a request that is given up while the network is looked for has no result', async () => {
  let look!: () => void;
  probing = new Promise((resolve) => (look = resolve));
  let results = 0;
  const { request, result } = h.send('http://other.test/');
  void result.then(() => results++);
  const other = h.codeFor('http://another.test/');
  await isProbing;

  request.abandon();
  look();

  expect(await other).toBe('local.offline');
  expect(results).toBe(0);
});

describe('OfflineJudge', () => {
  const offline = { isOffline: () => Promise.resolve(true), isSettling: false };

  function judge(result: ExchangeResult): Promise<ExchangeResult> | null {
    // Only what the judge asks of a connectivity.
    return new OfflineJudge(offline as never).judge(result, () => 'site.test', []);
  }

  it.each([
    'ok',
    'connect.refused',
    'protocol.invalid',
    'tls.certificate',
    'body.too_large',
    'local.too_many_files',
  ] as const)('does not question %s, which nobody says without a network', (code) => {
    expect(judge(unsent(code, ''))).toBeNull();
  });

  it.each(['connect.timeout', 'timeout.headers', 'timeout.idle', 'body.truncated', 'local.proxy'] as const)(
    'takes %s for a missing network, and keeps the words',
    async (code) => {
      expect(await judge(unsent(code, 'what was seen'))).toMatchObject({
        failure: { code: 'local.offline', message: 'what was seen' },
      });
    },
  );
});
