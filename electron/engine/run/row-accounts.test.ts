import { expect, it } from 'vitest';
import { RowAccounts } from './row-accounts.ts';

function accounts(attemptsUsed: readonly number[] = [0, 0, 0], nowMs = 1000) {
  const used = Uint8Array.from(attemptsUsed);
  const count = used.length;
  return new RowAccounts(
    {
      origins: [],
      hostOfRow: new Uint32Array(count),
      isPending: new Uint8Array(count).fill(1),
      attemptsUsed: used,
    },
    nowMs,
  );
}

it('measures the wait of a row from the start, and of a retry from when it was due', () => {
  const rows = accounts();

  expect(rows.waitedMs(0, 1500)).toBe(500);
  rows.taken(0);
  rows.count(0, 'http.server_error');
  rows.waits(0, 3000);

  expect(rows.waitedMs(0, 3020)).toBe(20);
  expect(rows.waitedMs(1, 3020)).toBe(2020);
});

it('counts rows that wait for another try, those of an earlier session included', () => {
  const rows = accounts([2, 0, 0]);
  expect(rows.waitingForRetry).toBe(1);

  rows.taken(1);
  rows.count(1, 'http.rate_limited');
  rows.waits(1, 2000);
  expect(rows.waitingForRetry).toBe(2);

  rows.taken(0);
  expect(rows.waitingForRetry).toBe(1);
});

it('takes no attempt for an answer that asks for a pause', () => {
  const rows = accounts();

  expect(rows.count(0, 'http.rate_limited')).toEqual({ attemptsUsed: 0, rateLimitedCount: 1 });
  expect(rows.count(0, 'timeout.total')).toEqual({ attemptsUsed: 1, rateLimitedCount: 1 });
});
