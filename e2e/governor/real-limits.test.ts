/**
 * The governor against servers that limit, measured at the servers. Almost all of the time is
 * spent waiting as told, so the runs wait side by side, each with a server of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness } from '../../electron/engine/testing/run-harness.ts';
import { hasNginx, startLimitedNginx } from '../support/nginx-limits.mjs';
import { startBanningServer, type BanningServerOptions } from './banning-server.ts';

const SERVER: BanningServerOptions = {
  perSec: 30,
  burst: 15,
  retryAfterSec: 2,
  offences: 10,
  answerMs: 40,
};

function pages(origin: string, count: number): string[] {
  return Array.from({ length: count }, (_, page) => `${origin}/${page}`);
}

describe.concurrent('a server that bans after ten refusals', () => {
  it('bans who asks with fixed limits and takes a refusal for nothing', async () => {
    const server = await startBanningServer(SERVER);
    try {
      await Promise.all(
        Array.from({ length: 200 }, (_, page) => fetch(`${server.origin}/${page}`).catch(() => null)),
      );

      expect(server.seen.isBanned).toBe(true);
    } finally {
      server.close();
    }
  });

  it('does not ban Gleaner, which asks nothing while it was told to wait', async () => {
    const server = await startBanningServer(SERVER);
    const run = createHarness();
    try {
      await run.start(pages(server.origin, 200), { adapt: true, perHost: 64 });
      const totals = await run.finished();

      expect(totals).toMatchObject({ ok: 200, failed: 0 });
      expect(server.seen).toMatchObject({ isBanned: false, tooEarly: 0 });
      expect(server.seen.requests).toBe(200 + server.seen.refused);
    } finally {
      await run.dispose();
      server.close();
    }
  }, 90_000);

  it('sees no more at once and no more a second than the user allows', async () => {
    const server = await startBanningServer({ ...SERVER, answerMs: 150 });
    const run = createHarness();
    try {
      await run.start(pages(server.origin, 60), { adapt: true, perHost: 2, ratePerSecPerHost: 20 });
      await run.finished();

      expect(server.seen).toMatchObject({ refused: 0 });
      expect(server.seen.mostAtOnce).toBeLessThanOrEqual(2);
      // Two that left 50 ms apart can come a little closer together, but not twenty of them.
      expect(server.seen.mostInOneSec).toBeLessThanOrEqual(22);
    } finally {
      await run.dispose();
      server.close();
    }
  }, 90_000);
});

describe
  .skipIf(!hasNginx())
  .concurrent('nginx with limits that are not told (needs the package nginx-light)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gleaner-nginx-'));
    let nginx: Awaited<ReturnType<typeof startLimitedNginx>>;

    beforeAll(async () => {
      nginx = await startLimitedNginx(folder, [
        {
          name: 'requests',
          http: 'limit_req_zone $server_port zone={zone}:1m rate=30r/s;',
          location: 'limit_req zone={zone} burst=10 nodelay; limit_req_status 429;',
          answerMs: 40,
        },
        {
          name: 'connections',
          http: 'limit_conn_zone $server_port zone={zone}:1m;',
          location: 'limit_conn {zone} 5;',
          answerMs: 100,
        },
      ]);
    });
    afterAll(async () => {
      await nginx.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      { name: 'requests', count: 250 },
      { name: 'connections', count: 450 },
    ])(
      'limit on $name: all rows come, and nginx has had to refuse next to nothing',
      async ({ name, count }) => {
        const run = createHarness();
        try {
          await run.start(pages(nginx.origins[name]!, count), { adapt: true, perHost: 64, retries: 5 });
          const totals = await run.finished();

          const log = nginx.log(name);
          const refused = log.filter(({ status }) => status !== 200).length;
          expect(totals).toMatchObject({ ok: count, failed: 0 });
          expect(log.length - refused).toBe(count);
          expect(refused).toBeLessThanOrEqual(count * 0.02);
        } finally {
          await run.dispose();
        }
      },
      90_000,
    );
  });
