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
  let resolve: (() => void) | null = null;
  answer = ({ socket }) => {
    held.push(socket);
    if (held.length >= wanted) resolve?.();
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

describe('counting rows that wait for another try', () => {
  it('counts each once, however its tries end', async () => {
    // The first answer of each page is a 500, the second a 429, and then it is fine.
    const visits = new Map<string, number>();
    answer = ({ path, socket }) => {
      const visit = (visits.get(path) ?? 0) + 1;
      visits.set(path, visit);
      if (visit === 1) respond(socket, 500);
      else if (visit === 2) respond(socket, 429, { 'Retry-After': 1 });
      else respond(socket, 200);
    };
    await run.start(urls(8), { concurrency: 8, retries: 1 });

    const { totals } = await run.batch(() => asked.length >= 16 && run.batches.at(-1)!.totals.inFlight === 0);

    expect(totals.retrying).toBeLessThanOrEqual(8);
    expect(await run.finished()).toMatchObject({ ok: 8, retrying: 0 });
    expect(run.batches.every((batch) => batch.totals.retrying + batch.totals.inFlight <= 8)).toBe(true);
    expect((await run.rows()).map(({ attempts }) => attempts)).toEqual(Array(8).fill(3));
  });

  it('counts rows that had failed before the run was opened again', async () => {
    answer = ({ socket }) => respond(socket, 500);
    const { path } = await run.start(urls(5), { retries: 20 });
    await run.batch(({ totals }) => totals.retrying === 5 && totals.inFlight === 0);
    await run.engine.handlers['run.stop']({});
    await run.engine.handlers['run.close']({});
    heldRequests();

    await run.engine.handlers['run.open']({ path });
    const from = run.batches.length;
    await run.engine.handlers['run.resume']({ options: { concurrency: 2 } });

    const { totals } = await run.batch((batch) => batch.totals.inFlight === 2, from);
    expect(totals.retrying).toBe(3);
  });
});

describe('Retry-After', () => {
  const waitMs = 1000;

  /** Pages say 429 until `waitMs` have passed since the first of them did. */
  function startsLimited() {
    let limitedAtMs = Infinity;
    answer = ({ socket }) => {
      const nowMs = performance.now();
      if (limitedAtMs === Infinity) limitedAtMs = nowMs;
      if (nowMs < limitedAtMs + waitMs) respond(socket, 429, { 'Retry-After': waitMs / 1000 });
      else respond(socket, 200);
    };
    return { limitedAtMs: () => limitedAtMs };
  }

  it('keeps everybody away from the host for as long as it said', async () => {
    const { limitedAtMs } = startsLimited();

    await run.start(urls(20), { concurrency: 20, perHost: 1, retries: 0 });

    expect(await run.finished()).toMatchObject({ ok: 20 });
    const [first, ...others] = asked;
    expect(others.filter(({ atMs }) => atMs < limitedAtMs() + waitMs)).toEqual([]);
    const rows = await run.rows();
    // With no retries allowed, a second attempt shows that the first cost nothing.
    expect(rows.find(({ url }) => url.endsWith(first!.path))).toMatchObject({ attempts: 2, outcome: 'ok' });
  });

  it('outlives a stop and a resume', async () => {
    const { limitedAtMs } = startsLimited();
    await run.start(urls(3), { perHost: 1 });
    await run.batch(({ parkedCount }) => parkedCount === 1);

    await run.engine.handlers['run.stop']({});
    await run.engine.handlers['run.resume']({ options: {} });

    expect(await run.finished()).toMatchObject({ ok: 3 });
    expect(asked.slice(1).filter(({ atMs }) => atMs < limitedAtMs() + waitMs)).toEqual([]);
  });

  it('outlives a retry of the failed rows', async () => {
    const { limitedAtMs } = startsLimited();
    const limited = answer;
    answer = (request) => {
      if (request.path === '/0') respond(request.socket, 404);
      else limited(request);
    };
    await run.start(urls(3), { perHost: 1 });
    await run.batch(({ parkedCount, totals }) => parkedCount === 1 && totals.failed === 1);

    answer = limited;
    await run.engine.handlers['run.retryFailed']({ codes: null, options: {} });

    expect(await run.finished()).toMatchObject({ ok: 3 });
    expect(asked.slice(2).filter(({ atMs }) => atMs < limitedAtMs() + waitMs)).toEqual([]);
  });
});
