/** Each fault is shown to a client that is not Gleaner's engine, so that both cannot be wrong alike. */
import { get, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOutcomeCode } from '../../shared/outcome-codes.ts';
import { startFaultServer, mixedList, type FaultServer } from './fault-server.ts';
import { FAULT_LIMITS, type Fault } from './fault.ts';
import { expectedAttempts, expectedCounts, FAULTS } from './fault-table.ts';

let server: FaultServer;

beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

function named(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`No fault is named ${name}.`);
  return fault;
}

interface Seen {
  readonly error: string | null;
  readonly status: number | null;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** False when nothing, or not all, had come when patience ended. */
  readonly isComplete: boolean;
}

/** Waits at most `patienceMs`; reads at most twice the body cap. */
function look(url: string, patienceMs = 600): Promise<Seen> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let answer: IncomingMessage | null = null;
    const finish = (error: string | null): void => {
      clearTimeout(timer);
      const body = Buffer.concat(chunks);
      const isComplete = answer?.complete ?? false;
      resolve({
        error,
        status: answer?.statusCode ?? null,
        headers: answer?.headers ?? {},
        body,
        isComplete,
      });
      request.destroy();
    };
    const ask = url.startsWith('https:') ? getSecurely : get;
    const options = { agent: false, ca: server.issuerCert, ALPNProtocols: ['http/1.1'] };
    const request = ask(url, options, (incoming) => {
      answer = incoming;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > FAULT_LIMITS.maxBodyBytes * 2) finish('TOO_LARGE');
      });
      incoming.once('end', () => finish(null));
      incoming.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? ''));
    });
    request.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? ''));
    const timer = setTimeout(() => finish('PATIENCE'), patienceMs);
  });
}

function lookAt(name: string, number = 0): Promise<Seen> {
  return look(server.faultUrl(named(name), number));
}

describe('the fault table', () => {
  it('has unique names and expects codes that exist', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    for (const { expectedCodes } of FAULTS) {
      expect(expectedCodes.length).toBeGreaterThan(0);
      expect(expectedCodes.every(isOutcomeCode)).toBe(true);
    }
  });

  it('derives attempts from the retry rule of the expected code', () => {
    expect(expectedAttempts(named('status-500'), 2)).toBe(3);
    expect(expectedAttempts(named('status-404'), 2)).toBe(1);
    expect(expectedAttempts(named('error-then-ok'), 2)).toBe(2);
  });
});

it('counts what a list must end with', () => {
  const lines = [null, named('status-404'), named('status-410'), named('gzip'), null].map((fault) => ({
    fault,
  }));

  expect(expectedCounts(lines)).toEqual({ ok: 3, 'http.not_found': 2 });
});

describe('the fault server', () => {
  it.each([
    ['refused', 'ECONNREFUSED'],
    ['reset-before-answer', 'ECONNRESET'],
    ['closed-before-answer', 'ECONNRESET'],
    ['reset-in-headers', 'ECONNRESET'],
    ['closed-in-headers', 'ECONNRESET'],
    ['truncated', 'ECONNRESET'],
    ['reset-in-body', 'ECONNRESET'],
    ['truncated-chunked', 'ECONNRESET'],
    ['garbage', 'HPE_INVALID_CONSTANT'],
    ['binary-garbage', 'HPE_INVALID_CONSTANT'],
    ['chunk-without-length', 'HPE_INVALID_CHUNK_SIZE'],
    ['length-and-chunks', 'HPE_INVALID_TRANSFER_ENCODING'],
    ['http-0.9', 'HPE_INVALID_CONSTANT'],
    ['http-2', 'HPE_INVALID_CONSTANT'],
    ['nul-in-header', 'HPE_INVALID_HEADER_TOKEN'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    // Trusted here, so that all that is wrong with it is that nobody else does.
    ['unknown-issuer', 'PATIENCE'],
    ['old-tls', 'EPROTO'],
    ['http2-tls', 'EPROTO'],
    ['plain', 'EPROTO'],
    ['tls-reset', 'ECONNRESET'],
    ['tls-closed', 'ECONNRESET'],
    ['tls-silent', 'PATIENCE'],
    ['two-lengths', 'HPE_UNEXPECTED_CONTENT_LENGTH'],
    ['header-bomb', 'HPE_HEADER_OVERFLOW'],
    ['many-headers', 'HPE_HEADER_OVERFLOW'],
    ['silent', 'PATIENCE'],
    ['late-headers', 'PATIENCE'],
    ['dripping-headers', 'PATIENCE'],
    ['body-stops', 'PATIENCE'],
    ['dripping-body', 'PATIENCE'],
    ['endless-body', 'TOO_LARGE'],
  ])('shows %s as %s', async (name, error) => {
    expect((await lookAt(name)).error).toBe(error);
  });

  it.each(FAULTS.filter(({ name }) => /^status-\d+$/.test(name)).map(({ name }) => name))(
    'answers with %s',
    async (name) => {
      const seen = await lookAt(name);

      expect(`status-${seen.status}`).toBe(name);
      expect(seen.isComplete).toBe(true);
    },
  );

  it('sends compressed bodies whole that cannot be decoded, or not within the cap', async () => {
    const bomb = await lookAt('gzip-bomb');

    expect(bomb.isComplete).toBe(true);
    expect(gunzipSync(bomb.body).length).toBeGreaterThan(FAULT_LIMITS.maxBodyBytes * 10);
    for (const name of ['bad-gzip', 'short-gzip']) {
      const { body, headers, isComplete } = await lookAt(name);
      expect([isComplete, headers['content-encoding']]).toEqual([true, 'gzip']);
      expect(() => gunzipSync(body)).toThrow();
    }
  });

  it('leads in a circle, on and on, nowhere, or to a good page', async () => {
    const origin = new URL(server.goodUrl(0)).origin;
    const follow = async (name: string, hops: number): Promise<string[]> => {
      const places = [new URL(server.faultUrl(named(name), 1)).pathname];
      for (let hop = 0; hop < hops; hop += 1) {
        const { headers } = await look(new URL(places.at(-1) ?? '', origin).href);
        places.push(headers.location ?? 'nowhere');
      }
      return places;
    };

    expect(new Set(await follow('redirect-loop', 6)).size).toBe(2);
    expect(new Set(await follow('redirect-to-itself', 3)).size).toBe(1);
    expect(new Set(await follow('redirects-for-ever', 25)).size).toBe(26);
    expect((await follow('redirect-without-place', 1))[1]).toBe('nowhere');
    expect((await follow('redirect-to-good', 1))[1]).toBe(server.goodUrl(1));
  });

  it('asks each address for patience once', async () => {
    const first = await lookAt('rate-limited-with-seconds', 7);
    const other = await lookAt('rate-limited-with-seconds', 8);
    const second = await lookAt('rate-limited-with-seconds', 7);

    expect([first.status, first.headers['retry-after']]).toEqual([429, '1']);
    expect(other.status).toBe(429);
    expect(second.status).toBe(200);
  });

  it('goes on serving others when a client neither reads an endless body nor hangs up properly', async () => {
    const { host, hostname, port, pathname } = new URL(server.faultUrl(named('endless-body'), 9));
    const socket = connect(Number(port), hostname);
    socket.pause();
    await new Promise((resolve) =>
      socket.end(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, () => resolve(null)),
    );

    const seen = await look(server.goodUrl(4), 5000);

    expect(seen.status).toBe(200);
    socket.destroy();
  });

  it('serves good pages on a connection that is used again, and counts them', async () => {
    const before = server.served()['good'] ?? 0;

    const seen = await Promise.all([1, 2, 3].map((number) => look(server.goodUrl(number))));

    expect(seen.map(({ status, isComplete }) => [status, isComplete])).toEqual([
      [200, true],
      [200, true],
      [200, true],
    ]);
    expect(seen[1]?.body.toString()).toContain('<title>Good page 2</title>');
    expect(server.served()['good']).toBe(before + 3);
  });
});

it('spreads every fault evenly among good pages, each line another address', () => {
  const lines = mixedList(server, { failing: 1000, good: 3000 });

  expect(lines).toHaveLength(4000);
  expect(new Set(lines.map(({ url }) => url)).size).toBe(4000);
  expect(lines.filter(({ fault }) => fault !== null)).toHaveLength(1000);
  expect(new Set(lines.flatMap(({ fault }) => fault?.name ?? [])).size).toBe(FAULTS.length);
  for (let from = 0; from < 4000; from += 400) {
    expect(lines.slice(from, from + 400).filter(({ fault }) => fault !== null)).toHaveLength(100);
  }
});
