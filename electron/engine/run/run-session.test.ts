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
  // First, so that nothing is in flight any more for which a stop would wait.
  await server.close();
  await run.dispose();
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

/** Counts requests that are open at the same time; each answer waits for a few turns of the loop. */
function watched() {
  const seen = { now: 0, most: 0 };
  answer = ({ socket }) => {
    seen.most = Math.max(seen.most, ++seen.now);
    let turns = 5;
    const wait = (): void => {
      if (turns-- > 0) {
        setImmediate(wait);
        return;
      }
      seen.now--;
      respond(socket, 200);
    };
    wait();
  };
  return seen;
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
    await run.dispose();
    run = createHarness({ random: () => 0 });
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
    const requests = heldRequests();

    await run.engine.handlers['run.open']({ path });
    const from = run.batches.length;
    await run.engine.handlers['run.resume']({ options: { concurrency: 2 } });

    const { totals } = await run.batch((batch) => batch.totals.inFlight === 2, from);
    expect(totals.retrying).toBe(3);
    requests.answerAll();
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
    await run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });

    expect(await run.finished()).toMatchObject({ ok: 3 });
    expect(asked.slice(2).filter(({ atMs }) => atMs < limitedAtMs() + waitMs)).toEqual([]);
  });
});

describe('retrying failed rows', () => {
  it('asks again for the named codes only, as a new round with fresh attempts', async () => {
    let isBroken = true;
    answer = ({ path, socket }) => {
      if (path === '/0') respond(socket, 404);
      else if (path === '/1' && isBroken) respond(socket, 500);
      else respond(socket, 200);
    };
    await run.start(urls(4), { retries: 0 });
    expect(await run.finished()).toMatchObject({ ok: 2, failed: 2 });
    asked.length = 0;
    isBroken = false;

    const requeue = run.engine.handlers['run.retryFailed']({
      selection: { kind: 'codes', codes: ['http.server_error'] },
      options: {},
    });

    expect(requeue).toEqual({ requeued: 1 });
    expect(await run.finished(2)).toMatchObject({ ok: 3, failed: 1, failures: { 'http.not_found': 1 } });
    expect(asked.map(({ path }) => path)).toEqual(['/1']);
    const { attempts } = await run.engine.handlers['rows.detail']({ rowId: 1 });
    expect(attempts.map(({ round, code }) => [round, code])).toEqual([
      [0, 'http.server_error'],
      [1, 'ok'],
    ]);
  });

  it('leaves a running run alone when there is nothing to retry', async () => {
    const requests = heldRequests();
    await run.start(urls(6), { concurrency: 3 });
    await requests.arrived(3);

    const requeue = run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    requests.answerAll();

    expect(requeue).toEqual({ requeued: 0 });
    expect(await run.finished()).toMatchObject({ ok: 6 });
    expect(asked).toHaveLength(6);
  });

  it('never shows a rate below nothing', async () => {
    answer = ({ socket }) => respond(socket, 404);
    await run.start(urls(50));
    await run.finished();

    await run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    await run.finished(2);

    expect(run.batches.filter(({ ratePerSec, failedPerSec }) => ratePerSec < 0 || failedPerSec < 0)).toEqual(
      [],
    );
  });
});

describe('limits', () => {
  it('per host are reached and never passed, as the server sees it', async () => {
    const requests = heldRequests();
    await run.start(urls(300), { concurrency: 100, perHost: 7 });
    await requests.arrived(7);

    const seen = watched();
    for (const socket of requests.held.splice(0)) respond(socket, 200);
    await run.finished();

    expect(seen.most).toBeLessThanOrEqual(7);
    expect(server.connections).toBe(7);
  });

  it('over all hosts are reached and never passed', async () => {
    const requests = heldRequests();
    const others = await Promise.all([1, 2, 3].map(() => startRawServer((request) => answer(request))));
    const lists = [server, ...others].map(({ origin }) => urls(60, origin));
    await run.start(lists.flat(), { concurrency: 5, perHost: 4 });
    await requests.arrived(5);

    const seen = watched();
    for (const socket of requests.held.splice(0)) respond(socket, 200);

    expect(await run.finished()).toMatchObject({ ok: 240 });
    expect(seen.most).toBeLessThanOrEqual(5);
    await Promise.all(others.map((other) => other.close()));
  });

  it('work at once when they are raised, and let what is running finish when they are lowered', async () => {
    const requests = heldRequests();
    const limits = { concurrency: 2, perHost: 50, ratePerSecPerHost: null, timeoutTotalMs: 20_000 };
    await run.start(urls(60), limits);
    await requests.arrived(2);

    await run.engine.handlers['run.setLimits']({ limits: { ...limits, concurrency: 10 } });
    await requests.arrived(10);
    await run.engine.handlers['run.setLimits']({ limits: { ...limits, concurrency: 3 } });
    const seen = watched();
    for (const socket of requests.held.splice(0)) respond(socket, 200);

    expect(await run.finished()).toMatchObject({ ok: 60 });
    expect(seen.most).toBeLessThanOrEqual(3);
  });

  it('keep the gap between two requests to a host', async () => {
    const startMs = performance.now();
    await run.start(urls(9), { ratePerSecPerHost: 20 });
    await run.finished();

    expect(earlierThan(startMs, 50)).toEqual([]);
  });
});

/**
 * Requests that came before their turn. From the start, which is before the first of them: between
 * two that arrive any time may have passed, because one is on the way for longer than the other.
 */
function earlierThan(startMs: number, gapMs: number): number[] {
  return asked.map(({ atMs }) => atMs - startMs).filter((sinceMs, index) => sinceMs < gapMs * index - 1);
}

describe('a rate', () => {
  const GAP_MS = 500;

  it('is kept over a stop and a resume', async () => {
    const startMs = performance.now();
    await run.start(urls(2), { ratePerSecPerHost: 1000 / GAP_MS });
    await run.batch(({ totals }) => totals.ok === 1);

    await run.engine.handlers['run.stop']({});
    await run.engine.handlers['run.resume']({ options: {} });
    await run.finished();

    expect(asked).toHaveLength(2);
    expect(earlierThan(startMs, GAP_MS)).toEqual([]);
  });

  it('is kept over a retry of what failed', async () => {
    answer = ({ socket }) => respond(socket, 404);
    const startMs = performance.now();
    await run.start(urls(1), { ratePerSecPerHost: 1000 / GAP_MS });
    await run.finished();

    await run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    await run.finished(2);

    expect(asked).toHaveLength(2);
    expect(earlierThan(startMs, GAP_MS)).toEqual([]);
  });
});

describe('redirects', () => {
  let other: RawServer;

  afterEach(async () => {
    await other.close();
  });

  it('between two hosts that lead to each other do not lock up when each takes one request at a time', async () => {
    const seen = { now: 0, most: 0 };
    const leadTo = (target: () => string) => (request: RawRequest) => {
      seen.most = Math.max(seen.most, ++seen.now);
      setImmediate(() => {
        seen.now--;
        if (request.path.startsWith('/end')) respond(request.socket, 200);
        else respond(request.socket, 302, { Location: `${target()}/end${request.path}` });
      });
    };
    other = await startRawServer(leadTo(() => server.origin));
    answer = leadTo(() => other.origin);

    await run.start([...urls(40), ...urls(40, other.origin)], { concurrency: 20, perHost: 1 });

    expect(await run.finished()).toMatchObject({ ok: 80 });
    expect(seen.most).toBeLessThanOrEqual(2);
    expect((await run.rows()).every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('wait for each other when there are fewer slots by now than when they began', async () => {
    const seen = { now: 0, most: 0 };
    other = await startRawServer(({ socket }) => {
      seen.most = Math.max(seen.most, ++seen.now);
      setTimeout(() => {
        seen.now--;
        respond(socket, 200);
      }, 10);
    });
    const waiting: RawRequest[] = [];
    const allAsked = new Promise<void>((resolve) => {
      answer = (request) => {
        waiting.push(request);
        if (waiting.length === 6) resolve();
      };
    });
    await run.start(urls(6), { concurrency: 6, perHost: 6 });
    await allAsked;

    const limits = { concurrency: 1, perHost: 6, ratePerSecPerHost: null, timeoutTotalMs: 10_000 };
    await run.engine.handlers['run.setLimits']({ limits });
    for (const { socket, path } of waiting) respond(socket, 302, { Location: other.origin + path });

    expect(await run.finished()).toMatchObject({ ok: 6 });
    expect(seen.most).toBe(1);
  });

  it('obey the Retry-After of the host that they lead to, and cost the row nothing', async () => {
    const waitMs = 1000;
    const arrivals: number[] = [];
    other = await startRawServer(({ socket }) => {
      arrivals.push(performance.now());
      if (arrivals.length === 1) respond(socket, 429, { 'Retry-After': waitMs / 1000 });
      else respond(socket, 200);
    });
    answer = ({ socket, path }) => respond(socket, 307, { Location: other.origin + path });

    await run.start(urls(4), { perHost: 1, retries: 0 });

    expect(await run.finished()).toMatchObject({ ok: 4 });
    expect(arrivals.slice(1).every((atMs) => atMs >= arrivals[0]! + waitMs)).toBe(true);
    const limitedRow = (await run.rows()).find(({ attempts }) => attempts > 1);
    expect(limitedRow).toMatchObject({ outcome: 'ok', attempts: 2 });
  });

  it('take no secrets to another host, and are kept hop by hop', async () => {
    const heads: string[] = [];
    other = await startRawServer(({ socket, head }) => {
      heads.push(head);
      respond(socket, 200);
    });
    answer = ({ socket, head }) => {
      heads.push(head);
      respond(socket, 301, { Location: `${other.origin}/there` });
    };

    await run.start([`${server.origin}/here`], { headers: [['Cookie', 'session=s3cret']] });
    await run.finished();

    expect(heads.map((head) => head.includes('s3cret'))).toEqual([true, false]);
    const { attempts, row } = await run.engine.handlers['rows.detail']({ rowId: 0 });
    expect(attempts[0]!.hops).toEqual([{ status: 301, url: `${server.origin}/here` }]);
    expect(row.finalUrl).toBe(`${other.origin}/there`);
  });
});

describe('a connection that the server closed while it was idle', () => {
  it('costs the row nothing: the request is sent again on a fresh one', async () => {
    // The second request on each connection finds it closed.
    answer = ({ socket, numberOnConnection }) => {
      if (numberOnConnection > 1) socket.destroy();
      else respond(socket, 200);
    };

    await run.start(urls(6), { concurrency: 1, retries: 0 });

    expect(await run.finished()).toMatchObject({ ok: 6, failed: 0 });
    expect((await run.rows()).map(({ attempts }) => attempts)).toEqual(Array(6).fill(1));
  });
});
