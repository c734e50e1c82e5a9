/** Through real proxies: who gets to see what, and whose fault it is when there is no way through. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import { createCertificate, createIssuer } from '../testing/certificates.ts';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { startTinyProxy, type TinyProxy } from '../testing/tiny-proxy.ts';
import { DnsCache } from './dns-cache.ts';
import { parseProxy } from './proxy.ts';

const ISSUER = createIssuer('Tests');
const CERTIFICATE = createCertificate({ hosts: ['site.test', '127.0.0.1'], issuer: ISSUER });
const PROXY_AUTHORIZATION = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;

let h: NetworkHarness;
let names: string[];
let toClose: { close(): Promise<void> }[];

/** @param isSecure Whether the server behind the proxy speaks TLS. */
async function setUp(
  isSecure: boolean,
  { ca = ISSUER.cert, clock = systemClock }: { ca?: string; clock?: Clock } = {},
): Promise<void> {
  names = [];
  const dns = new DnsCache(clock, (name, callback) => {
    names.push(name);
    callback(Object.assign(new Error('not here'), { code: 'ENOTFOUND' }), []);
  });
  h = await createNetworkHarness({ dns, clock, network: { ca }, ...(isSecure ? { tls: CERTIFICATE } : {}) });
  h.answer = ({ socket }) => respond(socket, 200, {}, 'hello');
  toClose.push(h);
}

async function startProxy(...args: Parameters<typeof startTinyProxy>): Promise<TinyProxy> {
  const proxy = await startTinyProxy(...args);
  toClose.push(proxy);
  return proxy;
}

/** A proxy that does as it is told. */
async function startFakeProxy(answer: (request: RawRequest) => void): Promise<RawServer> {
  const proxy = await startRawServer(answer);
  toClose.push(proxy);
  return proxy;
}

/** The server by a name that only the proxy can look up. */
function site(path: string): string {
  return `${h.server.origin.replace('127.0.0.1', 'site.test')}${path}`;
}

beforeEach(() => {
  toClose = [];
});
afterEach(async () => {
  for (const one of toClose) await one.close();
});

describe('parseProxy', () => {
  it.each([
    [
      'http://proxy.example:3128',
      { protocol: 'http:', hostname: 'proxy.example', port: 3128, authorization: null },
    ],
    [
      ' http://proxy.example ',
      { protocol: 'http:', hostname: 'proxy.example', port: 80, authorization: null },
    ],
    [
      'https://proxy.example',
      { protocol: 'https:', hostname: 'proxy.example', port: 443, authorization: null },
    ],
    ['http://[::1]:8080', { protocol: 'http:', hostname: '::1', port: 8080, authorization: null }],
  ] as const)('takes %s apart', (text, expected) => {
    expect(parseProxy(text)).toEqual(expected);
  });

  it.each([
    ['http://me:s3cret@a', 'me:s3cret'],
    ['http://me@a', 'me:'],
    ['http://m%40e:p%3Aw@a', 'm@e:p:w'],
    ['http://me:100%25%zz@a', 'me:100%25%zz'],
  ])('reads the user of %s', (text, expected) => {
    expect(Buffer.from(parseProxy(text)!.authorization!.slice(6), 'base64').toString()).toBe(expected);
  });

  it.each([
    '',
    'proxy.example:3128',
    'socks5://a',
    'http://',
    'http://a/path',
    'http://a?b',
    'http://a#b',
    'http://a:0',
    'http://a:99999',
  ])('refuses %j', (text) => {
    expect(parseProxy(text)).toBeNull();
  });
});

describe('plain http', () => {
  it('is asked of the proxy with the whole address, which names no user', async () => {
    await setUp(false);
    const proxy = await startProxy();
    h.set({ proxy: proxy.address });

    const address = site('/page?q=1').replace('//', '//you:pw@');
    expect(await h.fetch(address)).toMatchObject({ failure: null, status: 200, bytes: 5 });
    expect(proxy.requests).toMatchObject([
      {
        line: `GET ${site('/page?q=1')}`,
        headers: {
          host: `site.test:${h.server.port}`,
          'proxy-authorization': PROXY_AUTHORIZATION,
          authorization: `Basic ${Buffer.from('you:pw').toString('base64')}`,
        },
      },
    ]);
    expect(names).toEqual([]);
  });

  it('keeps the connection to the proxy', async () => {
    await setUp(false);
    const proxy = await startProxy();
    h.set({ proxy: proxy.address });

    for (const path of ['/1', '/2', '/3']) expect(await h.codeFor(site(path))).toBe('status 200');
    expect(proxy.connections).toBe(1);
  });
});

describe('https', () => {
  it('goes through a tunnel that is told no secrets of the server, and the server none of the proxy', async () => {
    await setUp(true);
    const proxy = await startProxy();
    h.set({
      proxy: proxy.address,
      headers: [
        ['Authorization', 'Bearer for-site'],
        ['Proxy-Authorization', 'mine'],
      ],
    });

    expect(await h.fetch(site('/page'))).toMatchObject({ failure: null, status: 200, bytes: 5 });
    expect(proxy.requests).toMatchObject([
      { line: `CONNECT site.test:${h.server.port}`, headers: { 'proxy-authorization': PROXY_AUTHORIZATION } },
    ]);
    expect(JSON.stringify(proxy.requests)).not.toContain('for-site');
    expect(h.requests[0]!.head).toContain('Bearer for-site');
    expect(h.requests[0]!.head).toMatch(/^GET \/page HTTP/);
    expect(h.requests[0]!.head).not.toMatch(/proxy-/i);
    expect(names).toEqual([]);
  });

  it('keeps the tunnel, and tells the times of its set-up once', async () => {
    await setUp(true);
    const proxy = await startProxy();
    h.set({ proxy: proxy.address });

    const [first, second] = [await h.fetch(site('/1')), await h.fetch(site('/2'))];

    expect(proxy.requests).toHaveLength(1);
    expect(first.phases).toMatchObject({
      dnsMs: null,
      connectMs: expect.any(Number),
      tlsMs: expect.any(Number),
    });
    expect(second.phases).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null });
  });

  it("checks the server's certificate as ever", async () => {
    await setUp(true, { ca: createIssuer('Somebody else').cert });
    h.set({ proxy: (await startProxy()).address });

    expect(await h.codeFor(site('/'))).toBe('tls.certificate');
    await setUp(true);
    h.set({ proxy: (await startProxy()).address });
    expect(await h.codeFor(site('/').replace('site.test', 'other.test'))).toBe('tls.certificate');
  });

  it('goes through a proxy that is itself spoken to over TLS', async () => {
    await setUp(true);
    const proxy = await startProxy(CERTIFICATE);
    h.set({ proxy: proxy.address });

    for (const path of ['/1', '/2']) expect(await h.codeFor(site(path))).toBe('status 200');
    expect(proxy.requests.map(({ line }) => line)).toEqual([`CONNECT site.test:${h.server.port}`]);
  });
});

describe.each([false, true])('a proxy that does not work, for https: %s', (isSecure) => {
  it('is named when nobody listens', async () => {
    await setUp(isSecure);
    const { port, close } = await startRawServer(() => undefined);
    await close();
    h.set({ proxy: `http://127.0.0.1:${port}` });

    expect(await h.codeFor(site('/'))).toBe('local.proxy');
  });

  it('is named when its name does not exist', async () => {
    await setUp(isSecure);
    h.set({ proxy: 'http://proxy.invalid:3128' });

    expect(await h.codeFor(site('/'))).toBe('local.proxy');
  });

  it('is named when it does not let us in', async () => {
    await setUp(isSecure);
    const proxy = await startFakeProxy(({ socket }) => respond(socket, 407));
    h.set({ proxy: proxy.origin });

    expect(await h.codeFor(site('/'))).toBe('local.proxy');
    await proxy.allClosed();
  });

  it('is named when it does not speak TLS as it should', async () => {
    await setUp(isSecure);
    const proxy = await startRawServer(() => undefined, {
      onConnection: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    });
    toClose.push(proxy);
    h.set({ proxy: proxy.origin.replace('http:', 'https:') });

    expect(await h.codeFor(site('/'))).toBe('local.proxy');
  });

  it('ends with the time limit when it says nothing', async () => {
    const clock = new VirtualClock();
    await setUp(isSecure, { clock });
    // Only now: the limits must not hit the way to the proxy.
    const proxy = await startFakeProxy(() => clock.advance(1000));
    h.set({ proxy: proxy.origin, timeoutConnectMs: 1000, timeoutHeadersMs: 1000 });

    expect(await h.codeFor(site('/'))).toBe(isSecure ? 'connect.timeout' : 'timeout.headers');
    await proxy.allClosed();
  });

  it('is left at once when the request is given up', async () => {
    await setUp(isSecure);
    let asked!: () => void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const proxy = await startFakeProxy(() => asked());
    h.set({ proxy: proxy.origin });
    const { request } = h.send(site('/'));
    await isAsked;

    request.abandon();

    await proxy.allClosed();
  });
});

describe('a proxy that answers a wish for a tunnel', () => {
  it.each<[string, string, (request: RawRequest) => void]>([
    // Not the proxy's fault: were it held up for this, one dead host would stop the whole run.
    ['that the server cannot be reached (502)', 'connect.unreachable', ({ socket }) => respond(socket, 502)],
    ['with 503', 'connect.unreachable', ({ socket }) => respond(socket, 503)],
    ['that it may not (403)', 'connect.unreachable', ({ socket }) => respond(socket, 403, {}, 'no')],
    ['with what is no HTTP', 'local.proxy', ({ socket }) => void socket.write('SSH-2.0-x\r\n\r\n')],
    [
      'with endless headers',
      'local.proxy',
      ({ socket }) => void socket.write(`HTTP/1.1 200 ${'x'.repeat(200_000)}`),
    ],
    ['by hanging up', 'connect.reset', ({ socket }) => void socket.end()],
    ['by a reset', 'connect.reset', ({ socket }) => void socket.resetAndDestroy()],
    [
      'and goes on talking',
      'tls.handshake',
      ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\n\r\nhello there'),
    ],
    [
      'and hangs up in the tunnel',
      'tls.handshake',
      ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'),
    ],
  ])('%s: %s', async (_how, code, answer) => {
    await setUp(true);
    const proxy = await startFakeProxy(answer);
    h.set({ proxy: proxy.origin });

    expect(await h.codeFor(site('/'))).toBe(code);
    await proxy.allClosed();
  });
});

it('a change of proxy leaves the connections by the old way', async () => {
  await setUp(false);
  const [first, second] = [await startProxy(), await startProxy()];
  const own = `${h.server.origin}/`;

  for (const proxy of [first.address, second.address, null]) {
    h.set({ proxy });
    expect(await h.codeFor(own)).toBe('status 200');
  }

  expect([first.requests.length, second.requests.length, h.requests.length]).toEqual([1, 1, 3]);
});
