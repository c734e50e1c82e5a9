/** Answers that come, but too slowly, and those that do not come any more. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { Connection } from './connection.ts';
import { Exchange, type ExchangeResult } from './exchange.ts';

const WINDOW_MS = 400;
const LIMITS = { minSpeedBytesPerSec: 1000, minSpeedWindowMs: WINDOW_MS, timeoutIdleMs: 700 };

let h: NetworkHarness;

beforeEach(async () => {
  h = await createNetworkHarness();
  h.set(LIMITS);
});
afterEach(() => h.close());

/** Sends a beginning, then `piece` every 20 ms, `count` times. */
function drip(piece: string, count: number): void {
  h.answer = ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${piece.length * count}\r\n\r\n`);
    let sent = 0;
    const timer = setInterval(() => {
      socket.write(piece);
      if (++sent === count) clearInterval(timer);
    }, 20);
    socket.once('close', () => clearInterval(timer));
  };
}

it('ends what drips as too slow', async () => {
  drip('x', 1000);

  expect(await h.fetch('/')).toMatchObject({ failure: { code: 'timeout.slow' }, status: 200 });
});

it('lets through what is as fast as asked for, over many windows', async () => {
  // 40 bytes every 20 ms are twice the least speed.
  drip('x'.repeat(40), 100);

  expect(await h.fetch('/')).toMatchObject({ failure: null, bytes: 4000 });
});

it('ends what stops as silent and not as slow, though its windows are empty', async () => {
  h.answer = ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello');

  expect(await h.codeFor('/')).toBe('timeout.idle');
});

it('asks for no speed when the limit is 0', async () => {
  h.set({ ...LIMITS, minSpeedBytesPerSec: 0 });
  drip('x', 50);

  expect(await h.fetch('/')).toMatchObject({ failure: null, bytes: 50 });
});

describe('windows of speed', () => {
  const KEPT_OPEN = { 'content-length': '1000000' };

  /** An exchange without a network, whose events and whose time a test makes. */
  function setUpExchange(headers: Readonly<Record<string, string>> = KEPT_OPEN) {
    const clock = new VirtualClock();
    const ended: ExchangeResult[] = [];
    // Only what an exchange asks of a connection while an answer comes.
    const connection = {
      expectAnswer: () => undefined,
      headersCame: () => undefined,
      destroy: () => undefined,
      isAskedOfProxy: false,
      times: {},
    } as unknown as Connection;
    const limits = {
      connectMs: 10_000,
      headersMs: 10_000,
      idleMs: 5000,
      minWindowBytes: 1000,
      windowMs: 1000,
      totalDeadlineMs: 60_000,
      maxBodyBytes: 100_000_000,
      needsDigest: false,
    };
    const exchange = new Exchange(connection, limits, clock, (result) => ended.push(result));
    exchange.onConnect();
    exchange.onHeaders(
      200,
      Object.entries(headers)
        .flat()
        .map((text) => Buffer.from(text)),
      () => undefined,
    );
    /** As the sweeper does: ends it when its time is up. */
    const pass = (ms: number): void => {
      for (let left = ms; left > 0; left -= 10) {
        clock.advance(10);
        if (ended.length === 0 && exchange.deadlineMs <= clock.now()) exchange.timeOut();
      }
    };
    const codes = () => ended.map(({ failure }) => failure?.code);
    return { exchange, pass, codes };
  }

  it('begin with the headers, not with the request', () => {
    const { pass, codes, exchange } = setUpExchange();
    pass(990);
    exchange.onData(Buffer.alloc(500));
    expect(codes()).toEqual([]);

    pass(20);

    expect(codes()).toEqual(['timeout.slow']);
  });

  it('are judged one by one: much in the first helps none in the second', () => {
    const { pass, codes, exchange } = setUpExchange();
    exchange.onData(Buffer.alloc(100_000));
    pass(1000);
    for (let ms = 0; ms < 900; ms += 100) {
      exchange.onData(Buffer.alloc(99));
      pass(100);
    }
    expect(codes()).toEqual([]);

    exchange.onData(Buffer.alloc(99));
    pass(110);

    expect(codes()).toEqual(['timeout.slow']);
  });

  it('let through exactly what is asked for', () => {
    const { pass, codes, exchange } = setUpExchange();
    for (let ms = 0; ms < 20_000; ms += 100) {
      exchange.onData(Buffer.alloc(100));
      pass(100);
    }

    expect(codes()).toEqual([]);
  });

  it('count bytes of the wire, which can be few for much', () => {
    const { pass, codes, exchange } = setUpExchange({ 'content-encoding': 'gzip' });
    const packed = gzipSync(Buffer.alloc(200_000));
    exchange.onData(packed);
    pass(900);
    exchange.onData(packed.subarray(0, 10));

    pass(110);

    expect(packed.length).toBeLessThan(1000);
    expect(codes()).toEqual(['timeout.slow']);
  });

  it('do not pass while the server waits for us', () => {
    const { pass, codes, exchange } = setUpExchange({ 'content-encoding': 'gzip' });
    // More than is decoded at once, so that the decoder asks for a pause.
    const packed = gzipSync(Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251)));
    const random = Buffer.concat([packed, Buffer.alloc(300_000)]);
    expect(exchange.onData(random)).toBe(false);

    pass(20_000);
    expect(codes()).toEqual([]);
    exchange.abandon();
  });

  it('do not pass once all bytes are here', () => {
    const { pass, codes, exchange } = setUpExchange({ 'content-encoding': 'gzip' });
    const packed = gzipSync(Buffer.alloc(20_000_000));
    exchange.onData(packed);
    // Decoded in a stream, which takes its own time.
    exchange.onComplete();

    pass(20_000);

    expect(codes()).toEqual([]);
    exchange.abandon();
  });
});
