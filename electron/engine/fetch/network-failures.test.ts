/** Requests over real sockets that fail or take too long: each is named for what it is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../shared/options.ts';
import { systemClock } from '../clock.ts';
import { createCertificate } from '../testing/certificates.ts';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { respond, startRawServer, type RawRequest } from '../testing/raw-server.ts';
import { DnsCache } from './dns-cache.ts';

let h: NetworkHarness;

beforeEach(async () => {
  h = await createNetworkHarness();
});
afterEach(() => h.close());

describe('what goes wrong', () => {
  it.each<[string, string, (request: RawRequest) => void]>([
    ['a reset before the answer', 'connect.reset', ({ socket }) => socket.resetAndDestroy()],
    ['an end before the answer', 'connect.reset', ({ socket }) => socket.end()],
    [
      'a reset within the headers',
      'body.truncated',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-', () => socket.resetAndDestroy()),
    ],
    [
      'an end within the headers',
      'body.truncated',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-'),
    ],
    [
      'an end within the body',
      'body.truncated',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    ],
    [
      'an end within the chunks',
      'body.truncated',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc'),
    ],
    [
      'an end within the last chunks of a connection that was to end',
      'body.truncated',
      ({ socket }) =>
        socket.end(
          'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n',
        ),
    ],
    ['another protocol', 'protocol.invalid', ({ socket }) => socket.end('220 mail.test ESMTP\r\n')],
    [
      'a length that is no number',
      'protocol.invalid',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'),
    ],
    [
      'headers without end',
      'protocol.headers_too_large',
      ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(300_000)}`),
    ],
  ])('names %s', async (_what, code, reply) => {
    h.answer = reply;

    expect(await h.codeFor('/')).toBe(code);
  });

  it('names a port where nobody listens', async () => {
    const closed = await startRawServer(() => undefined);
    await closed.close();

    const { failure, status } = await h.fetch(`${closed.origin}/`);

    expect([failure?.code, status]).toEqual(['connect.refused', null]);
    expect(failure?.message).toContain('ECONNREFUSED');
  });

  it('names an address that cannot be used, instead of throwing it', async () => {
    expect(await h.codeFor('not an address')).toBe('protocol.invalid');
    expect(await h.codeFor('ftp://a.test/')).toBe('protocol.invalid');
    const { request } = h.send('not an address');
    request.abandon();
  });

  it('never trusts a certificate that nobody vouches for', async () => {
    const secure = await startRawServer(({ socket }) => respond(socket, 200), { tls: createCertificate() });

    expect(await h.codeFor(`${secure.origin}/`)).toBe('tls.certificate');
    await secure.close();
  });

  it('names a server that does not speak TLS', async () => {
    const plain = await startRawServer(() => undefined, {
      onConnection: (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'),
    });

    expect(await h.codeFor(`https://127.0.0.1:${plain.port}/`)).toBe('tls.handshake');
    await plain.close();
  });
});

describe('time limits', () => {
  it.each<[string, string, Partial<RunOptions>, (request: RawRequest) => void]>([
    ['no answer at all', 'timeout.headers', { timeoutHeadersMs: 60 }, () => undefined],
    [
      'headers that drip',
      'timeout.headers',
      { timeoutHeadersMs: 60 },
      ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('X: y\r\n'), 15);
        socket.once('close', () => clearInterval(drip));
      },
    ],
    [
      'announcements without an answer',
      'timeout.headers',
      { timeoutHeadersMs: 60 },
      ({ socket }) => {
        const drip = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 15);
        socket.once('close', () => clearInterval(drip));
      },
    ],
    [
      'a body that stops',
      'timeout.idle',
      { timeoutIdleMs: 60 },
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    ],
  ])('end %s', async (_what, code, options, reply) => {
    h.set(options);
    h.answer = reply;

    expect(await h.codeFor('/')).toBe(code);
    await h.server.allClosed();
  });

  it('bound the whole, however steadily a body drips', async () => {
    h.set({ timeoutIdleMs: 1000 });
    h.answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 10);
      socket.once('close', () => clearInterval(drip));
    };

    expect(await h.codeFor('/', { totalDeadlineMs: performance.now() + 150 })).toBe('timeout.total');
    await h.server.allClosed();
  });

  it('end a TLS handshake that does not come', async () => {
    h.set({ timeoutConnectMs: 60 });

    const { failure } = await h.fetch(`https://127.0.0.1:${h.server.port}/`);

    expect(failure).toMatchObject({ code: 'connect.timeout', message: 'no TLS handshake in time' });
    await h.server.allClosed();
  });

  it('end a name look-up that does not come, and do not mind when it comes late', async () => {
    let arrive: (() => void) | null = null;
    const slow = new DnsCache(systemClock, (_name, callback) => {
      arrive = () => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    await h.close();
    h = await createNetworkHarness({ dns: slow });
    h.answer = ({ socket }) => respond(socket, 200);
    h.set({ timeoutConnectMs: 60 });

    expect(await h.codeFor(`http://slow.test:${h.server.port}/`)).toBe('dns.timeout');
    arrive!();
    expect(await h.codeFor(`http://slow.test:${h.server.port}/`)).toBe('status 200');

    expect(h.server.connections).toBe(1);
  });
});
