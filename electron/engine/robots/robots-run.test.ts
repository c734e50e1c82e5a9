/** Whole runs that look at robots.txt, against real servers on loopback. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgressBatch, RunTotals } from '../../../shared/progress.ts';
import { respond, startRawServer, type RawRequest, type RawServer } from '../testing/raw-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';
import { ROBOTS_MAX_BYTES } from './robots-rules.ts';

let run: RunHarness;
let server: RawServer;
/** Replaced by tests; what robots.txt is. */
let robots: (request: RawRequest) => void;
let asked: { path: string; atMs: number }[];
const others: RawServer[] = [];

/** Retries come at once. */
const AT_ONCE = { isRetried: true, retries: 2, firstDelayMs: 0, maxDelayMs: 0 };
const OBEY = { robots: 'obey', retryPolicies: { 'http.server_error': AT_ONCE } } as const;

beforeEach(async () => {
  asked = [];
  robots = ({ socket }) => respond(socket, 200, {}, 'User-agent: *\nDisallow: /private\n');
  server = await startRawServer((request) => {
    asked.push({ path: request.path, atMs: performance.now() });
    if (request.path === '/robots.txt') robots(request);
    else if (request.path.startsWith('/to-private')) respond(request.socket, 302, { Location: '/private/x' });
    else respond(request.socket, 200, {}, 'page');
  });
  run = createHarness();
});

afterEach(async () => {
  await run.dispose();
  await Promise.all([server, ...others.splice(0)].map((one) => one.close()));
});

function mixed(count: number, origin = server.origin): string[] {
  return Array.from(
    { length: count },
    (_, index) => `${origin}/${index % 2 === 0 ? 'private' : 'open'}/${index}`,
  );
}

const paths = (): string[] => asked.map(({ path }) => path);
const robotsRequests = (): number => paths().filter((path) => path === '/robots.txt').length;

function expectBalanced({ lines, rows, merged, rejected, ok, failed, skipped, pending }: RunTotals): void {
  expect(lines).toBe(rows + merged + rejected);
  expect(rows).toBe(ok + failed + skipped + pending);
}

describe('obey', () => {
  it('reads it once, before anything else, and asks nothing that it disallows', async () => {
    await run.start(mixed(400), OBEY);
    const totals = await run.finished();
    expectBalanced(totals);
    expect(totals).toMatchObject({ ok: 200, failed: 0, skipped: 200, pending: 0 });
    expect(paths()[0]).toBe('/robots.txt');
    expect(robotsRequests()).toBe(1);
    expect(paths().some((path) => path.startsWith('/private'))).toBe(false);
    const [first] = await run.rows();
    expect(first).toMatchObject({ outcome: 'skipped.robots', status: null, durationMs: null });
    for (const batch of run.batches) expectBalanced(batch.totals);
  });

  it('reads that of each host', async () => {
    const other = await anotherServer(({ path, socket }) =>
      respond(socket, 200, {}, path === '/robots.txt' ? 'User-agent: gleaner\nDisallow: /\n' : 'page'),
    );
    await run.start([...mixed(10), ...mixed(10, other.origin)], OBEY);
    expect(await run.finished()).toMatchObject({ ok: 5, skipped: 15 });
  });

  it('does not follow a redirect to what is disallowed', async () => {
    await run.start([`${server.origin}/to-private`], OBEY);
    expect(await run.finished()).toMatchObject({ ok: 0, failed: 0, skipped: 1 });
    expect(paths()).toEqual(['/robots.txt', '/to-private']);
  });

  it('reads that of the host that a redirect leads to, even with a single slot', async () => {
    const other = await anotherServer(({ path, socket }) =>
      path === '/robots.txt'
        ? respond(socket, 404)
        : respond(socket, 302, { Location: `${server.origin}/private/1` }),
    );
    await run.start([`${other.origin}/a`, `${other.origin}/b`], { ...OBEY, concurrency: 1 });
    expect(await run.finished()).toMatchObject({ ok: 0, skipped: 2 });
    expect(paths()).toEqual(['/robots.txt']);
  });

  it('keeps a Crawl-delay, counted from robots.txt on', async () => {
    robots = ({ socket }) => respond(socket, 200, {}, 'User-agent: *\nCrawl-delay: 0.2\n');
    await run.start(mixed(4), OBEY);
    await run.finished();
    const gapsMs = asked.slice(1).map(({ atMs }, index) => atMs - asked[index]!.atMs);
    // The server's times are those of arrival.
    expect(Math.min(...gapsMs)).toBeGreaterThan(170);
    expect(lastFigures()).toMatchObject({
      delayedHosts: 1,
      slowest: { origin: server.origin, crawlDelayMs: 200 },
    });
  });

  it.each([404, 401, 410])('takes %i for no robots.txt', async (status) => {
    robots = ({ socket }) => respond(socket, status, {}, 'User-agent: *\nDisallow: /');
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 4, skipped: 0 });
    expect(robotsRequests()).toBe(1);
  });

  it('takes a server that fails for a no, after it was asked as often as a row would be', async () => {
    robots = ({ socket }) => respond(socket, 500);
    await run.start(mixed(4), OBEY);
    const totals = await run.finished();
    expectBalanced(totals);
    expect(totals).toMatchObject({ ok: 0, failed: 0, skipped: 4 });
    expect(paths()).toEqual(['/robots.txt', '/robots.txt', '/robots.txt']);
    const { attempts } = await run.engine.handlers['rows.detail']({ rowId: 0 });
    expect(attempts.at(-1)?.error).toBe('robots.txt could not be read: HTTP 500');
    expect(lastFigures()).toMatchObject({ unavailableHosts: 1 });
  });

  it('goes on when it can be read after all', async () => {
    let count = 0;
    robots = ({ socket }) => respond(socket, ++count < 3 ? 500 : 404);
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 4 });
  });

  it('lets rows of a host that does not answer fail as it did, and asks it again in the next round', async () => {
    const gone = await anotherServer(() => undefined);
    await gone.close();
    const urls = [`${gone.origin}/1`, `${gone.origin}/2`];
    await run.start(urls, { ...OBEY, retries: 0 });
    const totals = await run.finished();
    expect(totals).toMatchObject({ failed: 2, skipped: 0, failures: { 'connect.refused': 2 } });
    await run.engine.handlers['run.retryFailed']({ selection: { kind: 'all' }, options: {} });
    expect(await run.finished(2)).toMatchObject({ failed: 2 });
  });

  it.each([5, 10])('follows %i redirects, also to another host', async (count) => {
    const other = await anotherServer(({ socket }) =>
      respond(socket, 200, {}, 'User-agent: *\nDisallow: /\n'),
    );
    let left = count;
    robots = ({ socket }) =>
      respond(socket, 301, { Location: --left > 0 ? '/robots.txt' : `${other.origin}/r.txt` });
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 0, skipped: 4 });
  });

  it('takes a circle for no robots.txt', async () => {
    robots = ({ socket }) => respond(socket, 301, { Location: '/robots.txt' });
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 4 });
  });

  it('reads the beginning of a huge one, compressed or not', async () => {
    const text = `User-agent: *\nDisallow: /private\n${'#'.repeat(79)}\n`.padEnd(
      ROBOTS_MAX_BYTES * 20,
      'x\n',
    );
    robots = ({ socket }) =>
      respond(socket, 200, { 'Content-Encoding': 'gzip' }, gzipSync(`${text}\nDisallow: /open`));
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 2, skipped: 2 });
    expect(robotsRequests()).toBe(1);
  });

  it('survives bytes that are no text', async () => {
    robots = ({ socket }) =>
      respond(socket, 200, {}, Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256)));
    await run.start(mixed(4), OBEY);
    expect(await run.finished()).toMatchObject({ ok: 4 });
  });

  it('keeps to one request at a time at the host, robots.txt included', async () => {
    await run.start(mixed(20), { ...OBEY, perHost: 1, ratePerSecPerHost: 50 });
    await run.finished();
    const gapsMs = asked.slice(1).map(({ atMs }, index) => atMs - asked[index]!.atMs);
    expect(Math.min(...gapsMs)).toBeGreaterThan(10);
  });

  it('is read once, whatever pauses and rounds there are', async () => {
    await run.start(mixed(200), { ...OBEY, ratePerSecPerHost: 200 });
    await run.batch(({ totals }) => totals.ok > 10);
    run.engine.handlers['run.pause']({});
    await run.batch(({ state }) => state === 'paused');
    run.engine.handlers['run.resume']({ options: {} });
    await run.finished();
    expect(robotsRequests()).toBe(1);
  });

  it('goes on after a stop while robots.txt was out', async () => {
    let held: RawRequest | null = null;
    const arrived = new Promise<void>((resolve) => {
      robots = (request) => {
        held = request;
        resolve();
      };
    });
    await run.start(mixed(4), OBEY);
    await arrived;
    await run.engine.handlers['run.stop']({});
    expect(held).not.toBeNull();
    robots = ({ socket }) => respond(socket, 200, {}, 'User-agent: *\nDisallow: /private\n');
    run.engine.handlers['run.resume']({ options: {} });
    expect(await run.finished()).toMatchObject({ ok: 2, skipped: 2, pending: 0 });
  });
});

describe('warn', () => {
  it('fetches everything, and counts what it would have left out', async () => {
    await run.start([...mixed(10), `${server.origin}/to-private`], { robots: 'warn' });
    const totals = await run.finished();
    expect(totals).toMatchObject({ ok: 11, skipped: 0 });
    expect(lastFigures()).toMatchObject({ refusedRows: 6 });
    expect(robotsRequests()).toBe(1);
  });
});

describe('off', () => {
  it('does not ask for it', async () => {
    await run.start(mixed(10));
    expect(await run.finished()).toMatchObject({ ok: 10 });
    expect(robotsRequests()).toBe(0);
    expect(lastFigures()).toBeNull();
  });
});

function lastFigures(): ProgressBatch['robots'] {
  return run.batches.at(-1)!.robots;
}

async function anotherServer(answer: (request: RawRequest) => void): Promise<RawServer> {
  const other = await startRawServer(answer);
  others.push(other);
  return other;
}
