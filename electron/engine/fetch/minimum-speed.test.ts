/** Answers that come, but too slowly, and those that do not come any more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNetworkHarness, type NetworkHarness } from '../testing/network-harness.ts';

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
