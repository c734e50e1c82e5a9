import { describe, expect, it } from 'vitest';
import { readHeaders } from './answer-headers.ts';
import { parseQuota, type QuotaFields } from './quota.ts';

const NOW_MS = Date.UTC(2030, 0, 1);
const NONE: QuotaFields = { combined: null, remaining: null, reset: null };

function bytes(...texts: string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text, 'latin1'));
}

describe('parseQuota', () => {
  it.each<[string, Partial<QuotaFields>, number, number]>([
    ['the fields of drafts 02 to 06', { remaining: '50', reset: '30' }, 50, 30_000],
    ['the list of draft 07', { combined: 'limit=100, remaining=50, reset=30' }, 50, 30_000],
    ['the item of draft 08 and later', { combined: '"default";r=50;t=30' }, 50, 30_000],
    ['the tightest of several policies', { combined: '"hour";r=900;t=1800, "burst";r=1;t=10' }, 1, 10_000],
    [
      'a time in epoch seconds, as GitHub gives it',
      { remaining: '0', reset: String(NOW_MS / 1000 + 90) },
      0,
      90_000,
    ],
    ['a time in epoch milliseconds', { remaining: '7', reset: String(NOW_MS + 1500) }, 7, 1500],
    ['a time that has passed', { remaining: '7', reset: String(NOW_MS / 1000 - 5) }, 7, 0],
    ['a fraction of seconds', { remaining: '3', reset: '12.75' }, 3, 12_000],
    ['values that a proxy has repeated', { remaining: '3, 3', reset: '12, 12' }, 3, 12_000],
  ])('reads %s', (_, fields, remaining, resetMs) => {
    expect(parseQuota({ ...NONE, ...fields }, NOW_MS)).toEqual({ remaining, resetMs });
  });

  it.each<[string, Partial<QuotaFields>]>([
    ['only one of the two', { remaining: '5' }],
    ['words', { remaining: 'many', reset: 'soon' }],
    ['negative numbers', { remaining: '-1', reset: '10' }],
    ['an item without its parameters', { combined: '"default"' }],
    ['numbers beyond all sense', { remaining: '9'.repeat(400), reset: '1' }],
    ['an empty field', { combined: '' }],
  ])('makes nothing of %s', (_, fields) => {
    expect(parseQuota({ ...NONE, ...fields }, NOW_MS)).toBeNull();
  });
});

describe('readHeaders', () => {
  it('keeps the fields of a quota, whatever their case', () => {
    const { quota } = readHeaders(bytes('X-RateLimit-Remaining', '5', 'x-ratelimit-reset', '60'));

    expect(quota).toEqual({ combined: null, remaining: '5', reset: '60' });
  });

  it('makes no object for an answer without a quota', () => {
    const { quota } = readHeaders(bytes('Referrer-Policy', 'x', 'x-request-idx', '1', 'Ratelimits', '2'));

    expect(quota).toBeNull();
  });
});
