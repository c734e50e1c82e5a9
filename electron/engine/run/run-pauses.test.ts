/** Runs that pause themselves, against real servers on loopback: what the server sees is what counts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostDecision } from '../../../shared/progress.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';

const AUTO_PAUSE = { isOn: true, failedRatio: 0.8, hostAnswers: 20, runAnswers: 60 };
const HTML = { 'Content-Type': 'text/html' };
const page = (path: string) => `<title>Product ${path}</title>${path} is a fine thing. `.padEnd(400, '-');
const WALL = '<title>Shop</title><p>One moment, we are checking your browser.</p>'.padEnd(400, '-');

let run: RunHarness;
let shop: RawServer;
let other: RawServer;
let answer: (request: RawRequest) => void;
let askedAtShop: number;

const sound = ({ socket, path }: RawRequest): void => respond(socket, 200, HTML, page(path));
const refuse = ({ socket }: RawRequest): void => respond(socket, 403);
const wall = ({ socket }: RawRequest): void => respond(socket, 200, HTML, WALL);

beforeEach(async () => {
  askedAtShop = 0;
  answer = refuse;
  shop = await startRawServer((request) => {
    askedAtShop++;
    answer(request);
  });
  other = await startRawServer(sound);
  run = createHarness();
});

afterEach(async () => {
  // First, so that nothing is in flight any more for which a stop would wait.
  await shop.close();
  await other.close();
  await run.dispose();
});

function urls(server: RawServer, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${server.origin}/${index}`);
}

const decide = (decision: HostDecision) =>
  run.engine.handlers['host.decide']({ origin: shop.origin, decision });

describe('a host at which failures take over', () => {
  it('is paused while all others are fetched to the end', async () => {
    await run.start([...urls(shop, 200), ...urls(other, 200)], { autoPause: AUTO_PAUSE, perHost: 4 });

    const { totals, pausedHosts, pauseReason } = await run.batch(({ state }) => state === 'paused');

    expect(pauseReason).toBeNull();
    expect(totals).toMatchObject({ ok: 200, inFlight: 0 });
    expect(totals.failed).toBe(askedAtShop);
    expect(askedAtShop).toBeLessThanOrEqual(20 + 4);
    expect(pausedHosts).toMatchObject([
      {
        origin: shop.origin,
        cause: 'failures',
        alarm: { code: 'http.forbidden', failedAnswers: 20, answers: 20 },
        pendingRows: 200 - askedAtShop,
      },
    ]);
  });

  it('is not paused for what is left at the end, which is what failed before', async () => {
    // One page in four never works; at the end they are all that is asked.
    answer = (request) =>
      Number(request.path.slice(1)) % 4 === 0 ? respond(request.socket, 500) : sound(request);
    const retryPolicies = {
      'http.server_error': { isRetried: true, retries: 3, firstDelayMs: 5, maxDelayMs: 5 },
    };

    await run.start(urls(shop, 200), { autoPause: AUTO_PAUSE, retryPolicies });

    expect(await run.finished()).toMatchObject({ ok: 150, failed: 50 });
  });

  it('goes on when the user says so, and finishes if it has recovered', async () => {
    await run.start(urls(shop, 100), { autoPause: AUTO_PAUSE, perHost: 1 });
    await run.batch(({ state }) => state === 'paused');
    answer = sound;

    await decide('again');

    expect(await run.finished()).toMatchObject({ ok: 80, failed: 20 });
  });

  it('is never paused again when the user says so', async () => {
    await run.start(urls(shop, 100), { autoPause: { ...AUTO_PAUSE, runAnswers: 1000 }, perHost: 1 });
    await run.batch(({ state }) => state === 'paused');

    await decide('ignore');

    expect(await run.finished()).toMatchObject({ failed: 100 });
  });

  it('refuses decisions about hosts that are not paused', async () => {
    await run.start(urls(other, 1));

    await expect(async () => decide('again')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('goes on with Resume when nothing else is left', async () => {
    await run.start(urls(shop, 60), { autoPause: { ...AUTO_PAUSE, runAnswers: 1000 }, perHost: 1 });
    await run.batch(({ state }) => state === 'paused');
    answer = sound;

    await run.engine.handlers['run.resume']({ options: {} });

    expect(await run.finished()).toMatchObject({ ok: 40, failed: 20 });
  });

  it('stays paused when the user pauses the run and decides meanwhile', async () => {
    await run.start([...urls(shop, 60), ...urls(other, 5000)], { autoPause: AUTO_PAUSE, perHost: 2 });
    await run.batch(({ pausedHostCount }) => pausedHostCount === 1);
    await run.engine.handlers['run.pause']({});
    await run.batch(({ state }) => state === 'paused');

    await decide('again');

    expect(run.batches.at(-1)?.state).toBe('paused');
  });

  it('holds up rows of other hosts only when they are redirected to it, and gives them back', async () => {
    const entry = await startRawServer(({ socket, path }) =>
      respond(socket, 302, { Location: `${shop.origin}/from${path}` }),
    );
    try {
      await run.start([...urls(shop, 40), ...urls(entry, 10)], {
        autoPause: { ...AUTO_PAUSE, runAnswers: 1000 },
        concurrency: 1,
        retries: 0,
      });
      await run.batch(({ state }) => state === 'paused');
      answer = sound;

      await decide('again');

      expect(await run.finished()).toMatchObject({ pending: 0, rows: 50 });
    } finally {
      await entry.close();
    }
  });
});

describe('a run in which failures take over', () => {
  const lonely = { isOn: true, failedRatio: 0.8, hostAnswers: 1000, runAnswers: 50 };

  it('pauses with the reason, and asks nobody any more', async () => {
    await run.start(urls(shop, 500), { autoPause: lonely, perHost: 4 });

    const { pauseReason, totals } = await run.batch(({ state }) => state === 'paused');

    expect(pauseReason).toEqual({ code: 'http.forbidden', failedAnswers: 50, answers: 50 });
    expect(askedAtShop).toBeLessThanOrEqual(50 + 4);
    expect(totals.failed + totals.pending).toBe(500);
  });

  it('goes on for good when the user overrules it', async () => {
    await run.start(urls(shop, 300), { autoPause: lonely, perHost: 4 });
    await run.batch(({ state }) => state === 'paused');

    await run.engine.handlers['run.resume']({ options: { autoPause: { ...lonely, isOn: false } } });

    expect(await run.finished()).toMatchObject({ failed: 300 });
  });
});

/** Sound pages first, the wall from then on. */
async function startBlocked(): Promise<void> {
  answer = (request) => (askedAtShop <= 100 ? sound(request) : wall(request));
  await run.start(urls(shop, 400), { perHost: 1 });
  await run.batch(({ state }) => state === 'paused');
}

describe('a host that sends one page for all', () => {
  it('is paused, and no row with that page passes for ok', async () => {
    await startBlocked();

    const { pausedHosts, totals } = run.batches.at(-1)!;
    expect(totals).toMatchObject({ ok: 100, failures: { 'blocked.soft': askedAtShop - 100 } });
    expect(pausedHosts[0]).toMatchObject({
      cause: 'soft_block',
      sample: { status: 200, title: 'Shop', text: expect.stringMatching(/^One moment, we are/) },
    });
    const rows = await run.rows();
    expect(rows.filter(({ outcome }) => outcome === 'ok')).toHaveLength(100);
  });

  it('is asked again for those pages when the user says so', async () => {
    await startBlocked();
    answer = sound;

    await decide('again');

    expect(await run.finished()).toMatchObject({ ok: 400, failed: 0 });
  });

  it('keeps them as they are when the user accepts them', async () => {
    await startBlocked();

    await decide('accept');

    expect(await run.finished()).toMatchObject({ ok: 400, failed: 0 });
  });

  it('keeps telling them, without a pause, when the user says to ignore it', async () => {
    await startBlocked();

    await decide('ignore');

    expect(await run.finished()).toMatchObject({ ok: 100, failures: { 'blocked.soft': 300 } });
  });

  it('can still be decided about when every row is settled', async () => {
    answer = (request) => (askedAtShop <= 100 ? sound(request) : wall(request));
    await run.start(urls(shop, 158), { perHost: 16 });
    await run.finished();
    expect(run.batches.at(-1)?.pausedHosts[0]?.cause).toBe('soft_block');
    answer = sound;

    await decide('again');

    expect(await run.finished(2)).toMatchObject({ ok: 158, failed: 0 });
  });

  it('is left alone when the check is off', async () => {
    answer = wall;
    await run.start(urls(shop, 300), { detectsSoftBlocks: false });

    expect(await run.finished()).toMatchObject({ ok: 300 });
  });
});

describe('sleep of this computer', () => {
  it('gives back what is in flight, at no cost, and goes on after it', async () => {
    answer = () => undefined; // never
    await run.start(urls(shop, 20), { perHost: 4, retries: 0 });
    await run.batch(({ totals }) => totals.inFlight === 4);

    await run.engine.handlers['run.sleep']({});
    const asleep = await run.batch(({ hold }) => hold !== null);
    answer = sound;
    await run.engine.handlers['run.wake']({});

    expect(asleep).toMatchObject({ hold: { code: 'asleep' }, state: 'running', totals: { inFlight: 0 } });
    expect(await run.finished()).toMatchObject({ ok: 20, failed: 0 });
    const rows = await run.rows();
    expect(rows.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

describe('a retry with options of its own', () => {
  it('holds them for its round only', async () => {
    const agents: string[] = [];
    answer = ({ socket, head }) => {
      agents.push(/user-agent: (.*)/i.exec(head)?.[1]?.trim() ?? '');
      respond(socket, 404);
    };
    await run.start(urls(shop, 1), { userAgent: 'first' });
    await run.finished();

    await run.engine.handlers['run.retryFailed']({
      selection: { kind: 'all' },
      options: { userAgent: 'second' },
    });
    await run.finished(2);
    await run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    await run.finished(3);

    expect(agents).toEqual(['first', 'second', 'first']);
  });
});

describe('phase times', () => {
  it('cover the run, those of an earlier session included', async () => {
    answer = sound;
    const { path } = await run.start(urls(shop, 50));
    await run.finished();
    const before = run.batches.at(-1)!.phases;
    await run.engine.handlers['run.close']({});

    await run.engine.handlers['run.open']({ path });
    const again = await run.batch(({ phases }) => phases.total?.count === 50, run.batches.length);

    expect(before.total?.count).toBe(50);
    expect(before.wait?.count).toBe(50);
    expect(again.phases.firstByte?.count).toBe(before.firstByte?.count);
  });
});
