/** Requests over real sockets: what the server sees and what the result says. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import { systemClock } from '../clock.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { DnsCache } from './dns-cache.ts';
import type { ExchangeResult } from './exchange.ts';
import { HttpNetwork, type Cancellable, type FetchRequest } from './network.ts';

let network: HttpNetwork;
let server: RawServer;
let answer: (request: RawRequest) => void;
let requests: RawRequest[];

beforeEach(async () => {
  network = new HttpNetwork(systemClock, new DnsCache(systemClock));
  requests = [];
  answer = ({ socket }) => respond(socket, 200, { 'Content-Type': 'text/html' }, '<title>Hello</title>');
  server = await startRawServer((request) => {
    requests.push(request);
    answer(request);
  });
});

afterEach(async () => {
  network.closeAll();
  await server.close();
});

function limits(changes: Partial<RunOptions>): void {
  network.setOptions({ ...DEFAULT_OPTIONS, ...changes });
}

function send(
  path: string,
  changes: Partial<FetchRequest> = {},
): { result: Promise<ExchangeResult>; request: Cancellable } {
  const url = path.startsWith('/') ? server.origin + path : path;
  let request!: Cancellable;
  const result = new Promise<ExchangeResult>((resolve) => {
    request = network.send(
      {
        url,
        knownOrigin: server.origin,
        mayCarrySecrets: true,
        needsFreshConnection: false,
        needsDigest: false,
        totalDeadlineMs: performance.now() + 20_000,
        ...changes,
      },
      resolve,
    );
  });
  return { result, request };
}

function fetchOne(path: string, changes: Partial<FetchRequest> = {}): Promise<ExchangeResult> {
  return send(path, changes).result;
}

async function codeFor(path: string, changes: Partial<FetchRequest> = {}): Promise<string> {
  const { failure, status } = await fetchOne(path, changes);
  return failure?.code ?? `status ${status}`;
}

function answerBytes(bytes: string): void {
  answer = ({ socket }) => socket.write(Buffer.from(bytes, 'latin1'));
}

describe('an answer', () => {
  it('is told with its status, type, size, title and times', async () => {
    const result = await fetchOne('/page?q=1');

    expect(result).toMatchObject({
      failure: null,
      status: 200,
      contentType: 'text/html',
      bytes: 20,
      title: 'Hello',
      location: null,
      isStaleConnection: false,
    });
    expect(Object.values(result.phases).map((time) => time === null)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(requests[0]!.path).toBe('/page?q=1');
  });

  it('has no times for setting up a connection that was there already', async () => {
    await fetchOne('/1');

    expect((await fetchOne('/2')).phases).toMatchObject({ dnsMs: null, connectMs: null });
    expect(server.connections).toBe(1);
  });

  it('keeps the connection when it has no body at all', async () => {
    answerBytes('HTTP/1.1 204 No Content\r\n\r\n');

    for (const path of ['/1', '/2', '/3']) expect(await codeFor(path)).toBe('status 204');
    expect(server.connections).toBe(1);
  });

  it('may be announced by others', async () => {
    answerBytes(
      'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );

    expect(await fetchOne('/')).toMatchObject({ failure: null, status: 200, bytes: 2 });
  });

  it('may end with the connection', async () => {
    answer = ({ socket }) =>
      socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Old</title>');

    expect(await fetchOne('/1')).toMatchObject({ failure: null, status: 200, title: 'Old' });
    expect(await fetchOne('/2')).toMatchObject({ failure: null });
    expect(server.connections).toBe(2);
  });

  it('opens a new connection when the server ends each', async () => {
    answer = ({ socket }) => {
      respond(socket, 200, { Connection: 'close' }, 'x');
      socket.end();
    };

    for (const path of ['/1', '/2', '/3']) expect(await codeFor(path)).toBe('status 200');
    expect(server.connections).toBe(3);
  });

  it('keeps its own status when its error page cannot be read', async () => {
    answer = ({ socket }) => respond(socket, 404, { 'Content-Encoding': 'sdch' }, 'x'.repeat(100));
    expect(await fetchOne('/1')).toMatchObject({ failure: null, status: 404 });

    answer = ({ socket }) =>
      respond(socket, 500, { 'Content-Encoding': 'gzip' }, gzipSync('<title>Oops</title>'));
    expect(await fetchOne('/2')).toMatchObject({ failure: null, status: 500, title: 'Oops' });
  });

  it('is stopped in the middle when it is larger than the cap', async () => {
    limits({ maxBodyBytes: 10_000 });
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      const pour = () => void (socket.destroyed || socket.write('x'.repeat(5000), pour));
      pour();
    };

    expect(await codeFor('/')).toBe('body.too_large');
    await server.allClosed();
  });
});

describe('an idle connection that the server has closed', () => {
  it('is not used again once we know', async () => {
    await fetchOne('/1');
    for (const socket of server.open) socket.end();
    await server.allClosed();

    expect(await fetchOne('/2')).toMatchObject({ failure: null, isStaleConnection: false });
    expect(server.connections).toBe(2);
  });

  it('is told apart from a server that refuses to answer', async () => {
    await fetchOne('/1');
    // Closing in answer to a request looks to us just like a close that crossed with it.
    answer = ({ socket }) => socket.resetAndDestroy();

    expect(await fetchOne('/2')).toMatchObject({
      failure: { code: 'connect.reset' },
      isStaleConnection: true,
    });
    expect(await fetchOne('/3', { needsFreshConnection: true })).toMatchObject({
      failure: { code: 'connect.reset' },
      isStaleConnection: false,
    });
  });

  it('is not blamed when part of the answer has come', async () => {
    await fetchOne('/1');
    answer = ({ socket }) => socket.write('HTTP/1.1 2', () => socket.resetAndDestroy());

    expect(await fetchOne('/2')).toMatchObject({
      failure: { code: 'body.truncated' },
      isStaleConnection: false,
    });
  });
});

describe('connections', () => {
  it('are used again, one request at a time', async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.all(['/a', '/b', '/c'].map((path) => fetchOne(path)));

    expect(requests).toHaveLength(15);
    expect(server.connections).toBe(3);
  });

  it('are closed when their host has nothing left to be asked', async () => {
    await Promise.all(['/a', '/b'].map((path) => fetchOne(path)));

    network.closeHost(server.origin);

    await server.allClosed();
  });

  it('are closed when a request is given up, and nothing is reported', async () => {
    answer = () => undefined;
    const results: ExchangeResult[] = [];
    const { request, result } = send('/');
    void result.then((one) => results.push(one));
    await server.connected(1);

    request.abandon();
    request.abandon();
    await server.allClosed();

    expect(results).toEqual([]);
  });
});

describe('headers', () => {
  const secret: Partial<RunOptions> = {
    headers: [
      ['Authorization', 'Bearer s3cret'],
      ['User-Agent', 'Mine/1'],
      ['Accept-Encoding', 'zstd'],
    ],
  };

  it("are the user's own, except where we must be able to read the answer", async () => {
    limits(secret);
    await fetchOne('/');

    const { head } = requests[0]!;
    expect(head).toContain('Authorization: Bearer s3cret');
    expect(head.match(/user-agent: .*/gi)).toEqual(['User-Agent: Mine/1']);
    expect(head.match(/accept-encoding: .*/gi)).toEqual(['accept-encoding: gzip, deflate, br']);
  });

  it('hold no secrets for a host that they are not meant for', async () => {
    limits(secret);
    await fetchOne('/', { mayCarrySecrets: false });

    expect(requests[0]!.head).not.toContain('s3cret');
    expect(requests[0]!.head).toContain(DEFAULT_OPTIONS.userAgent);
  });

  it('carry the credentials of the address, which is sent without them', async () => {
    await fetchOne(`http://me:pass@127.0.0.1:${server.port}/x`);

    expect(requests[0]!.head).toContain(`authorization: Basic ${Buffer.from('me:pass').toString('base64')}`);
    expect(requests[0]!.path).toBe('/x');
    expect(requests[0]!.head).not.toContain('me:pass');
  });
});
