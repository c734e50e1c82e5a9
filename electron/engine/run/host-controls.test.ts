/** What the user does with single hosts, against real servers on loopback: what they see is what counts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostLive } from '../../../shared/host-live.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';

const HTML = { 'Content-Type': 'text/html' };

interface Shop extends RawServer {
  readonly held: RawRequest[];
  readonly startedMs: number[];
  /** While true, requests wait in `held`. */
  holds: boolean;
}

let run: RunHarness;
let shop: Shop;
let other: Shop;

const sound = ({ socket, path }: RawRequest): void =>
  respond(socket, 200, HTML, `<title>Product ${path}</title>${path} is a fine thing. `.padEnd(400, '-'));

async function startShop(): Promise<Shop> {
  const state = { held: [] as RawRequest[], startedMs: [] as number[], holds: false };
  const server = await startRawServer((request) => {
    state.startedMs.push(performance.now());
    if (state.holds) state.held.push(request);
    else sound(request);
  });
  return Object.assign(state, server);
}

function urls(server: RawServer, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${server.origin}/${index}`);
}

async function liveOf(server: RawServer): Promise<HostLive> {
  const [live] = await run.engine.handlers['hosts.live']({ origins: [server.origin] });
  return live!;
}

beforeEach(async () => {
  shop = await startShop();
  other = await startShop();
  run = createHarness();
});

afterEach(async () => {
  // First, so that nothing is in flight any more for which a stop would wait.
  await shop.close();
  await other.close();
  await run.dispose();
});

describe('a host that the user pauses', () => {
  it('is sent nothing more from that moment, while all others are fetched to the end', async () => {
    shop.holds = true;
    await run.start([...urls(shop, 50), ...urls(other, 50)], { perHost: 4 });
    await run.batch(({ totals }) => totals.ok === 50 && totals.inFlight === 4);

    await run.engine.handlers['host.pause']({ origin: shop.origin });
    for (const request of shop.held.splice(0)) sound(request);
    const { totals, pauseReason, userPausedHosts } = await run.batch(({ state }) => state === 'paused');

    expect(shop.startedMs).toHaveLength(4);
    expect(totals).toMatchObject({ ok: 54, pending: 46 });
    expect(pauseReason).toBeNull();
    expect(userPausedHosts).toEqual({ count: 1, pendingRows: 46 });
    expect(await liveOf(shop)).toMatchObject({ state: 'paused', pausedBy: 'user', reason: 'user_pause' });
    expect(await liveOf(other)).toMatchObject({ state: 'done', pendingRows: 0 });
  });

  it('does not start a stopped run again when it is resumed', async () => {
    await run.start(urls(shop, 30), { perHost: 1, ratePerSecPerHost: 20 });
    await run.engine.handlers['host.pause']({ origin: shop.origin });
    await run.batch(({ state }) => state === 'paused');
    await run.engine.handlers['run.stop']({});

    await run.engine.handlers['host.resume']({ origin: shop.origin });

    expect(run.batches.at(-1)).toMatchObject({ state: 'stopped' });
  });

  it('lets the run go on and finish when it is resumed', async () => {
    await run.start(urls(shop, 30), { perHost: 1, ratePerSecPerHost: 20 });
    await run.engine.handlers['host.pause']({ origin: shop.origin });
    await run.batch(({ state }) => state === 'paused');

    await run.engine.handlers['host.resume']({ origin: shop.origin });

    expect(await run.finished()).toMatchObject({ ok: 30 });
  });

  it('goes on with Resume of the run when nothing else is left', async () => {
    await run.start(urls(shop, 10), { ratePerSecPerHost: 20 });
    await run.engine.handlers['host.pause']({ origin: shop.origin });
    await run.batch(({ state }) => state === 'paused');

    await run.engine.handlers['run.resume']({ options: {} });

    expect(await run.finished()).toMatchObject({ ok: 10 });
  });

  it('stays paused over a stop and a resume of the run', async () => {
    await run.start([...urls(shop, 20), ...urls(other, 20)], { perHost: 1, ratePerSecPerHost: 20 });
    await run.engine.handlers['host.pause']({ origin: shop.origin });
    await run.engine.handlers['run.stop']({});
    const before = shop.startedMs.length;

    await run.engine.handlers['run.resume']({ options: {} });
    const { totals } = await run.batch(({ state }) => state === 'paused');

    expect(shop.startedMs).toHaveLength(before);
    expect(totals.pending).toBe(20 - before);
  });

  it('is not let go by a decision about an alarm of the engine', async () => {
    const autoPause = { isOn: true, failedRatio: 0.8, hostAnswers: 20, runAnswers: 1000 };
    const gone = `${shop.origin}/`;
    shop.holds = true;
    await run.start(
      Array.from({ length: 60 }, (_, index) => `${gone}${index}`),
      { autoPause, perHost: 20 },
    );
    await run.batch(({ totals }) => totals.inFlight === 20);
    await run.engine.handlers['host.pause']({ origin: shop.origin });
    for (const { socket } of shop.held.splice(0)) respond(socket, 403);
    await run.batch(({ pausedHostCount, state }) => pausedHostCount === 1 && state === 'paused');

    await run.engine.handlers['host.decide']({ origin: shop.origin, decision: 'again' });
    const isStillPaused = await liveOf(shop);
    shop.holds = false;
    await run.engine.handlers['host.resume']({ origin: shop.origin });
    await run.finished();

    expect(isStillPaused).toMatchObject({ state: 'paused', pausedBy: 'user' });
    expect(shop.startedMs).toHaveLength(60);
  });
});

describe('limits of a host', () => {
  it('hold for what the pattern names, and for nothing else, from the moment they are set', async () => {
    shop.holds = true;
    other.holds = true;
    await run.start([...urls(shop, 40), ...urls(other, 40)], { perHost: 8 });
    await run.batch(({ totals }) => totals.inFlight === 16);
    const { port } = new URL(shop.origin);

    await run.engine.handlers['run.setHostRules']({ rules: [{ pattern: `*:${port}`, perHost: 2 }] });
    for (const request of shop.held.splice(0)) sound(request);
    await run.batch(({ totals }) => totals.ok === 8 && totals.inFlight === 10);

    expect(shop.held).toHaveLength(2);
    expect(await liveOf(shop)).toMatchObject({ inFlightMax: 2, inFlight: 2 });
    expect(await liveOf(other)).toMatchObject({ inFlightMax: 8, inFlight: 8, state: 'fixed' });
  });

  it('keep a rate that is set while the run goes on, measured at the server', async () => {
    shop.holds = true;
    await run.start(urls(shop, 12), { perHost: 4 });
    await run.batch(({ totals }) => totals.inFlight === 4);

    await run.engine.handlers['run.setHostRules']({ rules: [{ pattern: '127.0.0.*', ratePerSec: 20 }] });
    shop.holds = false;
    const setMs = performance.now();
    for (const request of shop.held.splice(0)) sound(request);
    await run.finished();

    const after = shop.startedMs.slice(4).map((atMs) => atMs - setMs);
    expect(after).toHaveLength(8);
    // From before the first of them: one may be on its way for longer than the next.
    expect(after.filter((sinceMs, index) => sinceMs < 50 * index - 1)).toEqual([]);
  });

  it('are kept in the run file', async () => {
    const rules = [{ pattern: '*.shop.example', perHost: 4, ratePerSec: null, adapt: false }];
    const { path } = await run.start(urls(shop, 4), { ratePerSecPerHost: 1 });

    await run.engine.handlers['run.setHostRules']({ rules });
    await run.engine.handlers['run.stop']({});
    await run.engine.handlers['run.close']({});
    const { options } = await run.engine.handlers['run.open']({ path });

    expect(options.hostRules).toEqual(rules);
  });
});

describe('how a host is asked', () => {
  it('says how many are in flight, how many may be, and what is left', async () => {
    shop.holds = true;
    await run.start(urls(shop, 30), { perHost: 3, ratePerSecPerHost: 100 });
    await run.batch(({ totals }) => totals.inFlight === 3);

    const live = await liveOf(shop);

    expect(live).toMatchObject({
      origin: shop.origin,
      state: 'fixed',
      inFlight: 3,
      inFlightMax: 3,
      ratePerSec: 100,
      pendingRows: 30,
      parked: null,
      pausedBy: null,
    });
    expect(live.startedPerSec).toBeGreaterThan(0);
  });

  it('says until when it waits because it was asked to', async () => {
    shop.holds = true;
    await run.start(urls(shop, 5), { perHost: 1, adapt: true });
    await run.batch(({ totals }) => totals.inFlight === 1);
    const beforeMs = Date.now();
    respond(shop.held.shift()!.socket, 429, { 'Retry-After': '600' });
    await run.batch(({ parkedCount }) => parkedCount === 1);

    const { state, reason, parked } = await liveOf(shop);

    expect({ state, reason }).toEqual({ state: 'parked', reason: 'retry_after' });
    expect(parked!.untilMs).toBeGreaterThanOrEqual(beforeMs + 600_000 - 1000);
    expect(parked!.code).toBe('http.rate_limited');
  });

  it('is known of no host that is not in the run, and of none while nothing is fetched', async () => {
    await run.start(urls(shop, 1));
    const unknown = await run.engine.handlers['hosts.live']({ origins: ['https://nobody.example'] });
    await run.finished();

    expect(unknown).toEqual([]);
    expect(await run.engine.handlers['hosts.live']({ origins: [shop.origin] })).toEqual([]);
  });
});

describe('a host that is forgotten', () => {
  it('is asked gently again, as if for the first time', async () => {
    shop.holds = true;
    await run.start(urls(shop, 40), { perHost: 8, adapt: true });
    await run.batch(({ totals }) => totals.inFlight === 1);
    respond(shop.held.shift()!.socket, 503);
    await run.batch(({ parkedCount }) => parkedCount === 1);
    const before = await liveOf(shop);

    await run.engine.handlers['host.forget']({ origin: shop.origin });

    expect(before).toMatchObject({ state: 'parked', inFlightMax: 1 });
    expect(await liveOf(shop)).toMatchObject({ inFlightMax: 1, refusedAtPerSec: null });
  });
});
