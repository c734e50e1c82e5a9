/**
 * Every way to go wrong that the fault server knows, as data. To add one, add an entry:
 * the server, the lists and the tests follow the table.
 *
 * Expectations hold for {@link FAULT_LIMITS} and default retry rules.
 */
import { gzipSync } from 'node:zlib';
import { OUTCOMES, type OutcomeCode } from '../../shared/outcome-codes.ts';
import { head, reset, writeAnswer, type RawRequest } from './raw-http.ts';

/** Limits that make every fault show in seconds; the options of a run that is to meet the expectations. */
export const FAULT_LIMITS = {
  timeoutConnectMs: 2000,
  timeoutHeadersMs: 1000,
  timeoutIdleMs: 1000,
  timeoutTotalMs: 4000,
  maxBodyBytes: 2 * 1024 * 1024,
} as const;

export interface FaultRequest extends RawRequest {
  /** Which address of this fault it is for. */
  readonly number: number;
  /** How many times that address was asked for, this time included. */
  readonly requestNumber: number;
  /** Address of a sound page on the same host. */
  readonly goodUrl: string;
  /** Path of address `number` of this fault, with `suffix` to tell hops apart. */
  pathHere(suffix: string): string;
}

export interface Fault {
  readonly name: string;
  /** What a row for it ends with; several where it depends on the machine. */
  readonly expectedCodes: readonly OutcomeCode[];
  /**
   * `main`: the port of the good pages. `patience`: a port of its own, because it makes
   * its host be left alone for a while. `closed`: a port where nobody listens.
   * `unknown`: a name that does not exist.
   */
  readonly host: 'main' | 'patience' | 'closed' | 'unknown';
  /** Missing when no request can arrive. */
  readonly serve?: (request: FaultRequest) => void;
  /** Attempts that a row takes when it differs from what the retry rule of the code says. */
  readonly attempts?: number;
}

const HTML = 'text/html; charset=utf-8';
const DRIP_EVERY_MS = 200;
/** Well above the body cap of {@link FAULT_LIMITS}, and 200 times smaller on the wire. */
const BOMB = gzipSync(Buffer.alloc(32 * 1024 * 1024), { level: 9 });
const BIG_CHUNK = Buffer.alloc(256 * 1024, 'x');

export function goodPage(number: number): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Good page ${number}</title></head><body>${'Sound and whole. '.repeat(60)}</body></html>`;
}

function status(code: number, expected: OutcomeCode): Fault {
  return {
    name: `status-${code}`,
    expectedCodes: [expected],
    host: 'main',
    serve: ({ socket }) => writeAnswer(socket, code, { 'Content-Type': HTML }, `<title>${code}</title>`),
  };
}

function fault(
  name: string,
  expected: OutcomeCode,
  serve: (request: FaultRequest) => void,
  more: Partial<Fault> = {},
): Fault {
  return { name, expectedCodes: [expected], host: 'main', serve, ...more };
}

export const FAULTS: readonly Fault[] = [
  // No answer at all.
  { name: 'refused', expectedCodes: ['connect.refused'], host: 'closed' },
  // Without any name server the answer is "try again" instead of "no such name".
  { name: 'unknown-host', expectedCodes: ['dns.not_found', 'dns.failure', 'dns.timeout'], host: 'unknown' },
  fault('reset-before-answer', 'connect.reset', ({ socket }) => reset(socket)),
  fault('closed-before-answer', 'connect.reset', ({ socket }) => socket.end()),
  fault('reset-in-headers', 'body.truncated', ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/ht', () => reset(socket));
  }),
  fault('closed-in-headers', 'body.truncated', ({ socket }) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/ht');
  }),

  // Statuses.
  status(400, 'http.client_error'),
  status(401, 'http.unauthorized'),
  status(403, 'http.forbidden'),
  status(404, 'http.not_found'),
  status(410, 'http.not_found'),
  status(418, 'http.client_error'),
  status(500, 'http.server_error'),
  status(502, 'http.server_error'),
  status(503, 'http.server_error'),
  fault(
    'error-then-ok',
    'ok',
    ({ socket, number, requestNumber }) => {
      if (requestNumber === 1) writeAnswer(socket, 500, {}, 'Not yet.');
      else writeAnswer(socket, 200, { 'Content-Type': HTML }, goodPage(number));
    },
    { attempts: 2 },
  ),

  // Too slow.
  fault('silent', 'timeout.headers', () => {}),
  fault('late-headers', 'timeout.headers', ({ socket, number, later }) => {
    later(() => writeAnswer(socket, 200, {}, goodPage(number)), FAULT_LIMITS.timeoutHeadersMs * 3);
  }),
  fault('dripping-headers', 'timeout.headers', (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    drip(request, () => 'X-Drip: 1\r\n');
  }),
  fault('body-stops', 'timeout.idle', ({ socket }) => {
    socket.write(`${head(200, { 'Content-Length': 100_000 })}<title>Stops`);
  }),
  fault('dripping-body', 'timeout.total', (request) => {
    request.socket.write(head(200, { 'Content-Length': 100_000 }));
    drip(request, () => 'x');
  }),

  // Cut off.
  fault('truncated', 'body.truncated', ({ socket, number }) => {
    socket.end(head(200, { 'Content-Length': 50_000 }) + goodPage(number));
  }),
  fault('reset-in-body', 'body.truncated', ({ socket, number }) => {
    socket.write(head(200, { 'Content-Length': 50_000 }) + goodPage(number), () => reset(socket));
  }),
  fault('truncated-chunked', 'body.truncated', ({ socket }) => {
    socket.end(`${head(200, { 'Transfer-Encoding': 'chunked' })}5\r\nhello\r\n`);
  }),

  // Not HTTP.
  fault('garbage', 'protocol.invalid', ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')),
  fault('binary-garbage', 'protocol.invalid', ({ socket }) => {
    socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46, 0x00, 0xff, 0xfe]));
  }),
  fault('broken-chunking', 'protocol.invalid', ({ socket }) => {
    socket.end(`${head(200, { 'Transfer-Encoding': 'chunked' })}5\r\nhello\r\nnot-a-length\r\n`);
  }),
  {
    ...fault('two-lengths', 'protocol.invalid', ({ socket }) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!');
    }),
    // A parser that takes one of the two finds a body of the wrong length.
    expectedCodes: ['protocol.invalid', 'body.truncated'],
  },
  fault('header-bomb', 'protocol.headers_too_large', ({ socket }) => {
    socket.end(head(200, { 'X-Bomb': 'x'.repeat(300_000), 'Content-Length': 0 }));
  }),
  fault('many-headers', 'protocol.headers_too_large', ({ socket }) => {
    const many = Array.from({ length: 10_000 }, (_, index) => [`X-Header-${index}`, 'some value']);
    socket.end(head(200, { ...Object.fromEntries(many), 'Content-Length': 0 }));
  }),

  // Bodies that cannot be used.
  fault('bad-gzip', 'body.undecodable', ({ socket, number }) => {
    writeAnswer(socket, 200, { 'Content-Encoding': 'gzip', 'Content-Type': HTML }, goodPage(number));
  }),
  fault('short-gzip', 'body.undecodable', ({ socket, number }) => {
    const half = gzipSync(goodPage(number)).subarray(0, 60);
    writeAnswer(socket, 200, { 'Content-Encoding': 'gzip', 'Content-Type': HTML }, half);
  }),
  fault('unknown-encoding', 'body.undecodable', ({ socket, number }) => {
    writeAnswer(socket, 200, { 'Content-Encoding': 'sdch', 'Content-Type': HTML }, goodPage(number));
  }),
  fault('gzip-bomb', 'body.too_large', ({ socket }) => {
    writeAnswer(socket, 200, { 'Content-Encoding': 'gzip', 'Content-Type': HTML }, BOMB);
  }),
  fault('endless-body', 'body.too_large', ({ socket }) => {
    socket.write(head(200, { 'Content-Type': HTML, 'Transfer-Encoding': 'chunked' }));
    pourChunks(socket);
  }),

  // Redirects.
  fault('redirect-loop', 'redirect.loop', ({ socket, path, pathHere }) => {
    const next = path === pathHere('') ? pathHere('/back') : pathHere('');
    writeAnswer(socket, 302, { Location: next });
  }),
  fault('redirect-to-itself', 'redirect.loop', ({ socket, path }) =>
    writeAnswer(socket, 301, { Location: path }),
  ),
  fault('redirects-for-ever', 'redirect.too_many', ({ socket, pathHere, requestNumber }) => {
    writeAnswer(socket, 302, { Location: pathHere(`/${requestNumber}`) });
  }),
  fault('redirect-to-nowhere', 'redirect.invalid', ({ socket }) => writeAnswer(socket, 302, {})),
  fault('redirect-to-script', 'redirect.invalid', ({ socket }) => {
    writeAnswer(socket, 302, { Location: 'javascript:alert(1)' });
  }),
  fault('redirect-to-good', 'ok', ({ socket, goodUrl }) => writeAnswer(socket, 308, { Location: goodUrl })),

  // Patience.
  fault(
    'rate-limited-once',
    'ok',
    ({ socket, number, requestNumber }) => {
      if (requestNumber === 1) writeAnswer(socket, 429, {}, 'Slow down.');
      else writeAnswer(socket, 200, { 'Content-Type': HTML }, goodPage(number));
    },
    { host: 'patience', attempts: 2 },
  ),
  fault(
    'rate-limited-with-seconds',
    'ok',
    ({ socket, number, requestNumber }) => {
      if (requestNumber === 1) writeAnswer(socket, 429, { 'Retry-After': 1 }, 'Slow down.');
      else writeAnswer(socket, 200, { 'Content-Type': HTML }, goodPage(number));
    },
    { host: 'patience', attempts: 2 },
  ),
  fault(
    'unavailable-with-seconds',
    'ok',
    ({ socket, number, requestNumber }) => {
      if (requestNumber === 1) writeAnswer(socket, 503, { 'Retry-After': 1 }, 'Slow down.');
      else writeAnswer(socket, 200, { 'Content-Type': HTML }, goodPage(number));
    },
    { host: 'patience', attempts: 2 },
  ),
];

function drip({ socket, later }: FaultRequest, piece: () => string): void {
  const next = (): void => {
    socket.write(piece());
    later(next, DRIP_EVERY_MS);
  };
  later(next, DRIP_EVERY_MS);
}

/** As fast as the client takes it, until it hangs up. */
function pourChunks(socket: RawRequest['socket']): void {
  // A client that hung up leaves the socket ended before it is destroyed.
  if (!socket.writable) return;
  socket.write(`${BIG_CHUNK.length.toString(16)}\r\n`);
  socket.write(BIG_CHUNK);
  socket.write('\r\n', (error) => {
    // Not at once: while the client keeps up, nothing else would ever have its turn.
    if (!error) setImmediate(pourChunks, socket);
  });
}

/** Attempts that a row for `fault` takes until it is settled. */
export function expectedAttempts(one: Fault, retries: number): number {
  if (one.attempts !== undefined) return one.attempts;
  const [code = 'ok'] = one.expectedCodes;
  return OUTCOMES[code].retry === 'retry' ? 1 + retries : 1;
}
