/** Answers that stretch the protocol or break it: each has its outcome, and hurts no neighbour. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { respond } from '../testing/raw-server.ts';

let h: NetworkHarness;

beforeEach(async () => {
  h = await createNetworkHarness();
});
afterEach(() => h.close());

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers each request with the next of `pieces`, written one by one. */
function answerInPieces(pieces: readonly string[]): void {
  h.answer = ({ socket }) => {
    const next = (index: number): void => {
      if (index < pieces.length) socket.write(pieces[index]!, 'latin1', () => setImmediate(next, index + 1));
    };
    next(0);
  };
}

describe('answers before the answer', () => {
  it.each<[string, string]>([
    ['an unasked 100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a 100 with headers', 'HTTP/1.1 100 Continue\r\nX-Y: z\r\n\r\n'],
    ['a 102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['a 103', 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'],
    ['several', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 100 C\r\n\r\n'],
  ])('are passed over: %s, in pieces of any size', async (_what, interim) => {
    for (const size of [1, 7, 1000]) {
      const text = interim + OK;
      answerInPieces(
        Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size)),
      );

      expect(await h.fetch('/')).toMatchObject({ failure: null, status: 200, bytes: 2 });
    }
    expect(h.server.connections).toBe(1);
  });

  it('end it when they do not end', async () => {
    for (const status of [100, 103]) {
      h.answer = ({ socket }) => void socket.write(`HTTP/1.1 ${status} Wait\r\n\r\n`.repeat(5000));

      expect(await h.codeFor('/')).toBe('protocol.invalid');
    }
    await h.server.allClosed();
  });

  it('end it when they are a change of protocol that nobody asked for', async () => {
    answerInPieces(['HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n']);

    expect(await h.codeFor('/')).toBe('protocol.invalid');
  });
});

describe('an answer', () => {
  it.each<[string, string, string]>([
    ['of HTTP/0.9', 'protocol.invalid', '<html><title>Old</title></html>'],
    [
      'of HTTP/2',
      'protocol.invalid',
      '\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff',
    ],
    ['with a negative length', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello'],
    [
      'with two lengths',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    ],
    [
      'with a length and chunks',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    ],
    ['with NUL in a header', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok'],
    [
      'with a folded header',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok',
    ],
    ['with bare line feeds', 'protocol.invalid', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['with NUL in a name', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nX\0: a\r\nContent-Length: 2\r\n\r\nok'],
    [
      'with a chunk without length',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    ],
    [
      'with a chunk longer than its length',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n',
    ],
    [
      'with a chunk length beyond all bounds',
      'protocol.invalid',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello',
    ],
    ['with a status of four digits', 'protocol.invalid', 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['with a status of no class', 'status 999', 'HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nok'],
    [
      'with a status line of 1 MB',
      'protocol.headers_too_large',
      `HTTP/1.1 200 ${'O'.repeat(1_000_000)}\r\n\r\n`,
    ],
    [
      'with a status line of 10 KB',
      'status 200',
      `HTTP/1.1 200 ${'O'.repeat(10_000)}\r\nContent-Length: 2\r\n\r\nok`,
    ],
    [
      'with one header of 100 KB',
      'protocol.headers_too_large',
      `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`,
    ],
  ])('%s ends as %s', async (_what, code, bytes) => {
    h.answer = ({ socket }) => void socket.end(Buffer.from(bytes, 'latin1'));

    expect(await h.codeFor('/')).toBe(code);
  });

  it.each([204, 304])(
    'of status %i is whole with its headers, whatever it announces or sends',
    async (status) => {
      for (const rest of [
        '\r\n',
        'Content-Length: 5\r\n\r\n',
        'Content-Length: 5\r\n\r\nhello',
        '\r\nhello',
      ]) {
        h.answer = ({ socket }) => void socket.write(`HTTP/1.1 ${status} Any\r\n${rest}`);

        expect(await h.fetch('/')).toMatchObject({ failure: null, status, bytes: 0 });
        h.answer = ({ socket }) => void socket.write(OK);
        expect(await h.fetch('/')).toMatchObject({ failure: null, status: 200, bytes: 2 });
      }
    },
  );
});

describe('bytes beyond the end of an answer', () => {
  it.each([
    ['in one piece', [`${OK} and more`]],
    ['in a piece of their own', [OK, ' and more']],
    ['that look like another answer', [`${OK}HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n`]],
  ])('do not reach the next request: %s', async (_what, pieces) => {
    for (let turn = 0; turn < 20; turn++) {
      answerInPieces(pieces);
      expect(await h.fetch('/more')).toMatchObject({ failure: null, status: 200, bytes: 2 });

      h.answer = ({ socket }) => respond(socket, 200, {}, 'the next one');
      expect(await h.fetch('/next')).toMatchObject({ failure: null, status: 200, bytes: 12 });
    }
  });

  it('are no reason to blame the next request, whose answer they spoil', async () => {
    h.answer = ({ socket }) => void socket.write(OK);
    await h.fetch('/');
    h.answer = ({ socket }) => void socket.write('left over from before');

    expect(await h.fetch('/')).toMatchObject({
      failure: { code: 'protocol.invalid' },
      isStaleConnection: true,
    });
    expect(await h.fetch('/', { needsFreshConnection: true })).toMatchObject({
      failure: { code: 'protocol.invalid' },
      isStaleConnection: false,
    });
  });
});

it('never calls back while it is still being asked, also for a name that is known not to exist', async () => {
  for (const url of ['http://nobody.invalid/', 'not an address', 'http://nobody.invalid/']) {
    let isAsking = true;
    await new Promise<void>((resolve) => {
      h.network.send(
        {
          url,
          knownOrigin: h.server.origin,
          mayCarrySecrets: true,
          needsFreshConnection: false,
          needsDigest: false,
          totalDeadlineMs: performance.now() + 20_000,
        },
        () => {
          expect(isAsking).toBe(false);
          resolve();
        },
      );
      isAsking = false;
    });
  }
});
