/** Whole runs against real servers on loopback: what the server sees is what counts. */
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';

let run: RunHarness;
let server: RawServer;
/** Replaced by tests; what each request gets. */
let answer: (request: RawRequest) => void;
let asked: { path: string; atMs: number }[];

beforeEach(async () => {
  asked = [];
  answer = ({ socket }) => respond(socket, 200);
  server = await startRawServer((request) => {
    asked.push({ path: request.path, atMs: performance.now() });
    answer(request);
  });
  run = createHarness();
});

afterEach(async () => {
  await run.dispose();
  await server.close();
});

function urls(count: number, origin = server.origin): string[] {
  return Array.from({ length: count }, (_, index) => `${origin}/${index}`);
}

/** Keeps requests open until told; `arrived(n)` resolves when n have come in all. */
function heldRequests() {
  const held: Socket[] = [];
  let wanted = Infinity;
  let resolve = (): void => undefined;
  answer = ({ socket }) => {
    held.push(socket);
    if (held.length >= wanted) resolve();
  };
  return {
    held,
    arrived: (count: number) =>
      new Promise<void>((done) => {
        wanted = count;
        resolve = done;
        if (held.length >= count) done();
      }),
    answerAll: () => {
      answer = ({ socket }) => respond(socket, 200);
      for (const socket of held.splice(0)) respond(socket, 200);
    },
  };
}

describe('pausing', () => {
  it('ends in "paused" when the last request in flight has its answer', async () => {
    const requests = heldRequests();
    await run.start(urls(40), { concurrency: 4 });
    await requests.arrived(4);

    await run.engine.handlers['run.pause']({});
    await run.batch(({ state }) => state === 'pausing');
    requests.answerAll();
    const { totals } = await run.batch(({ state }) => state === 'paused');

    expect(totals).toMatchObject({ ok: 4, pending: 36, inFlight: 0 });
    expect(asked).toHaveLength(4);
  });

  it('goes on where it was', async () => {
    const requests = heldRequests();
    await run.start(urls(40), { concurrency: 4 });
    await requests.arrived(4);
    await run.engine.handlers['run.pause']({});
    requests.answerAll();
    await run.batch(({ state }) => state === 'paused');

    await run.engine.handlers['run.resume']({ options: {} });

    expect(await run.finished()).toMatchObject({ ok: 40, pending: 0 });
    expect(new Set(asked.map(({ path }) => path)).size).toBe(40);
    expect(asked).toHaveLength(40);
  });
});

describe('stopping', () => {
  it('ends when everything in flight has its answer, without waiting for the grace', async () => {
    const graceMs = 2000;
    const clock: Clock = {
      ...systemClock,
      after: (delayMs, callback) =>
        delayMs === graceMs ? { cancel: () => undefined } : systemClock.after(delayMs, callback),
    };
    await run.dispose();
    run = createHarness({ clock });
    const requests = heldRequests();
    await run.start(urls(40), { concurrency: 4 });
    await requests.arrived(4);

    const stopped = run.engine.handlers['run.stop']({});
    requests.answerAll();

    expect(await stopped).toMatchObject({ state: 'stopped', totals: { ok: 4, pending: 36, inFlight: 0 } });
  });

  it('gives back what does not come within the grace, and asks for it again on resume', async () => {
    const requests = heldRequests();
    await run.start(urls(6), { concurrency: 4 });
    await requests.arrived(4);

    const { state, totals } = await run.engine.handlers['run.stop']({});
    await server.allClosed();
    answer = ({ socket }) => respond(socket, 200);
    await run.engine.handlers['run.resume']({ options: {} });

    expect([state, totals.pending]).toEqual(['stopped', 6]);
    expect(await run.finished()).toMatchObject({ ok: 6 });
    expect((await run.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
