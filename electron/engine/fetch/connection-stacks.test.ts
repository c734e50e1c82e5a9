import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { systemClock } from '../clock.ts';
import { respond, startRawServer, type RawServer } from '../testing/raw-server.ts';
import { ConnectionStacks, IDLE_MAX } from './connection-stacks.ts';
import type { Connection } from './connection.ts';
import { DnsCache } from './dns-cache.ts';
import { Exchange } from './exchange.ts';

let server: RawServer;
let stacks: ConnectionStacks;

beforeEach(async () => {
  server = await startRawServer(({ socket }) => respond(socket, 200));
  // Every name is this computer, so that there are as many hosts as a test wants.
  const everywhere = new DnsCache(systemClock, (_name, callback) =>
    callback(null, [{ address: '127.0.0.1', family: 4 }]),
  );
  stacks = new ConnectionStacks(everywhere, systemClock);
});
afterEach(async () => {
  stacks.closeAll();
  await server.close();
});

function origin(number: number): string {
  return `http://h${number}.test:${server.port}`;
}

function use(connection: Connection): Promise<Connection> {
  const { timeoutConnectMs, timeoutHeadersMs, timeoutIdleMs, maxBodyBytes } = DEFAULT_OPTIONS;
  const limits = {
    connectMs: timeoutConnectMs,
    headersMs: timeoutHeadersMs,
    idleMs: timeoutIdleMs,
    minWindowBytes: 0,
    windowMs: 10_000,
    totalDeadlineMs: performance.now() + 20_000,
    maxBodyBytes,
    needsDigest: false,
  };
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(connection, limits, systemClock, ({ failure }, canReuse) => {
      if (failure !== null || !canReuse) reject(new Error(failure?.message ?? 'not reusable'));
      else resolve(connection);
    });
    exchange.start({ path: '/', headers: [] });
  });
}

it('gives back the connection that was used last', async () => {
  const [first, second] = await Promise.all([use(stacks.take(origin(0))), use(stacks.take(origin(0)))]);
  stacks.giveBack(first!);
  stacks.giveBack(second!);

  expect(stacks.idleCount).toBe(2);
  expect(stacks.take(origin(0))).toBe(second);
  expect(stacks.take(origin(0))).toBe(first);
  expect(stacks.idleCount).toBe(0);
});

it('forgets a connection that was closed while it was idle', async () => {
  const connection = await use(stacks.take(origin(0)));
  stacks.giveBack(connection);
  const closed = new Promise<void>((resolve) => connection.onClosed(resolve));

  for (const socket of server.open) socket.end();
  await closed;

  expect(stacks.idleCount).toBe(0);
  expect(stacks.take(origin(0))).not.toBe(connection);
});

it('does not keep a connection that was closed before it was given back', async () => {
  const connection = await use(stacks.take(origin(0)));
  const closed = new Promise<void>((resolve) => connection.onClosed(resolve));
  for (const socket of server.open) socket.end();
  await closed;

  stacks.giveBack(connection);

  expect(stacks.idleCount).toBe(0);
});

it('keeps a bounded number of idle connections, closing those of the host left longest ago', async () => {
  for (let number = 0; number <= IDLE_MAX; number++) stacks.giveBack(await use(stacks.take(origin(number))));

  expect(stacks.idleCount).toBe(IDLE_MAX);
  const reused = stacks.take(origin(1));
  expect(reused.exchangesOnSocket).toBe(1);
  expect(stacks.take(origin(0)).exchangesOnSocket).toBe(0);
  reused.destroy();
});
