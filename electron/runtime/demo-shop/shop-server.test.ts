import { afterEach, describe, expect, it } from 'vitest';
import { request } from 'undici';
import { BEHAVIOUR_RULES, expectedTotals, type BehaviourKind } from './behaviour.ts';
import { demoPageUrl } from './pages.ts';
import { productOf } from './product.ts';
import { startDemoShop, type DemoShop } from './shop-server.ts';

let shop: DemoShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

async function start(pages: number): Promise<DemoShop> {
  shop = await startDemoShop({ pages, seed: 1 });
  return shop;
}

function firstPage(kind: BehaviourKind): number {
  const rule = BEHAVIOUR_RULES.find((one) => one.kind === kind);
  if (rule === undefined) throw new Error(`No rule for ${kind}.`);
  return rule.firstPage;
}

async function get(origin: string, page: number, headers: Record<string, string> = {}) {
  const answer = await request(demoPageUrl(origin, page), { headers });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}

describe('the demo shop', () => {
  it('serves a page whose declared encoding is the one it is written in', async () => {
    const { origin } = await start(200);

    for (let page = 1; page <= 10; page += 1) {
      const { headers, body } = await get(origin, page);
      const { charset, name } = productOf(1, page);

      expect(headers['content-type']).toContain('text/html');
      expect(new TextDecoder(charset).decode(body)).toContain(`<title>${name}`);
    }
  });

  it('compresses only for clients that accept it', async () => {
    const { origin } = await start(50);

    const encodings = async (headers: Record<string, string>) =>
      Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map(
          async (page) => (await get(origin, page, headers)).headers['content-encoding'],
        ),
      );

    expect(await encodings({})).not.toContain('gzip');
    expect(await encodings({ 'accept-encoding': 'gzip, br' })).toContain('gzip');
  });

  it('asks for patience once and then serves the page', async () => {
    const { origin } = await start(50);

    const first = await get(origin, firstPage('rateLimited'));
    const second = await get(origin, firstPage('rateLimited'));

    expect([first.status, first.headers['retry-after'], second.status]).toEqual([429, '1', 200]);
  });

  it('recovers after one error, or after four', async () => {
    const { origin } = await start(50);

    const statuses = async (page: number) => {
      const list: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) list.push((await get(origin, page)).status);
      return list;
    };

    expect(await statuses(firstPage('recoversAtOnce'))).toEqual([500, 200, 200, 200, 200]);
    expect(await statuses(firstPage('recoversLater'))).toEqual([503, 503, 503, 503, 200]);
  });

  it('sends a page that has moved on to where it is', async () => {
    const { origin } = await start(50);

    const moved = await get(origin, firstPage('moved'));
    const target = await request(origin + String(moved.headers['location']));
    const text = await target.body.text();

    expect(moved.status).toBe(301);
    expect(target.statusCode).toBe(200);
    expect(text).toContain('</html>');
  });

  it('hangs up in the middle of a truncated page', async () => {
    const { origin } = await start(50);

    await expect(get(origin, firstPage('truncated'))).rejects.toThrow();
  });

  it('has no page beyond its last', async () => {
    const { origin } = await start(50);

    expect((await get(origin, 50)).status).toBe(200);
    expect((await get(origin, 51)).status).toBe(404);
  });

  it('knows, after everything was asked as an engine asks, exactly what was expected', async () => {
    const { origin, stats } = await start(60);
    const expected = expectedTotals(1, 60);

    for (let page = 1; page <= 60; page += 1) {
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const status = await get(origin, page).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 429) attempt -= 1;
        else if (status !== 0 && status < 500) break;
      }
    }

    const { outcomes } = stats();
    expect(outcomes).toEqual({
      unasked: 0,
      ok: expected.ok,
      failed: expected.failed,
      failures: expected.failures,
    });
    const reported = (await (await request(`${origin}/__stats`)).body.json()) as { outcomes: unknown };
    expect(reported.outcomes).toEqual(outcomes);
  });
});
