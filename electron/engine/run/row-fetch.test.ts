import { expect, it } from 'vitest';
import { unsent, type ExchangeResult } from '../fetch/exchange-result.ts';
import { RowFetch } from './row-fetch.ts';

const STALE: ExchangeResult = { ...unsent('connect.reset', 'closed'), isStaleConnection: true };

function fetchOf(url: string): RowFetch {
  return new RowFetch({
    rowId: 0,
    url,
    host: 0,
    startedAtMs: 0,
    startedMs: 0,
    waitedMs: 0,
    timeoutTotalMs: 10_000,
  });
}

function redirectTo(location: string): ExchangeResult {
  return { ...unsent('ok', ''), failure: null, status: 302, location };
}

it('sends a request again once when its kept-alive connection was closed', () => {
  const fetch = fetchOf('http://shop.test/1');

  const steps = [fetch.next(STALE), fetch.next(STALE)];

  expect(steps[0]).toEqual({ kind: 'again' });
  expect(steps[1]).toMatchObject({ kind: 'done', result: { code: 'connect.reset' } });
});

it('sends the request after a redirect again, too, though the one before it was sent again', () => {
  const fetch = fetchOf('http://shop.test/1');

  const kinds = [STALE, redirectTo('/2'), STALE, STALE].map((result) => fetch.next(result).kind);

  expect(kinds).toEqual(['again', 'follow', 'again', 'done']);
});
