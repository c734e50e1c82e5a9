/** Errors of our own in the middle of an answer: they must end the process, never be taken for the server's. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { respond, type RawRequest } from '../testing/raw-server.ts';
import { BodyReader } from './body-reader.ts';

const BUG = new Error('a bug of ours');

let h: NetworkHarness;
let others: NodeJS.UncaughtExceptionListener[];

beforeEach(async () => {
  h = await createNetworkHarness();
  // Those of the test runner, which would fail the test for what it is about.
  others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
});
afterEach(async () => {
  process.removeAllListeners('uncaughtException');
  for (const listener of others) process.on('uncaughtException', listener);
  await h.close();
});

/** Of the process: what Node would end it with. */
function uncaught(): Promise<Error> {
  return new Promise((resolve) => process.once('uncaughtException', resolve));
}

/** Asks, and fails with {@link BUG} when told the result. */
function sendAndThrow(): { readonly results: unknown[] } {
  const results: unknown[] = [];
  h.network.send(
    {
      url: `${h.server.origin}/`,
      knownOrigin: h.server.origin,
      mayCarrySecrets: true,
      needsFreshConnection: false,
      needsDigest: false,
      totalDeadlineMs: performance.now() + 20_000,
    },
    (result) => {
      results.push(result);
      throw BUG;
    },
  );
  return { results };
}

describe('an error of who is told the result', () => {
  it.each<[string, (request: RawRequest) => void]>([
    ['at the end of a page', ({ socket }) => respond(socket, 200, {}, 'hello')],
    ['at the end of an answer without a body', ({ socket }) => respond(socket, 204)],
    [
      'in the middle of a page',
      ({ socket }) => respond(socket, 200, { 'Content-Encoding': 'zstd' }, 'hello'),
    ],
    ['at a connection that is cut', ({ socket }) => void socket.destroy()],
    ['at an answer that is no HTTP', ({ socket }) => void socket.end('SSH-2.0\r\n')],
  ])('reaches the process, and the result is told once: %s', async (_when, answer) => {
    h.answer = answer;
    const caught = uncaught();
    const { results } = sendAndThrow();

    expect(await caught).toBe(BUG);
    expect(results).toHaveLength(1);
  });

  it('reaches the process after a time-out too', async () => {
    h.set({ timeoutHeadersMs: 50 });
    const caught = uncaught();
    const { results } = sendAndThrow();

    expect(await caught).toBe(BUG);
    expect(results).toHaveLength(1);
  });

  it('holds up no other request', async () => {
    h.answer = ({ socket }) => respond(socket, 200, {}, 'hello');
    const caught = uncaught();
    sendAndThrow();
    await caught;

    expect(await h.codeFor('/')).toBe('status 200');
  });
});

it.each(['push', 'end'] as const)(
  'an error in reading a page (%s) reaches the process instead of being blamed on the server',
  async (method) => {
    const broken = vi.spyOn(BodyReader.prototype, method).mockImplementation(() => {
      throw BUG;
    });
    h.answer = ({ socket }) => respond(socket, 200, {}, 'hello');

    const caught = uncaught();
    const { request } = h.send('/');
    try {
      expect(await caught).toBe(BUG);
    } finally {
      broken.mockRestore();
      request.abandon();
    }
  },
);
