import { afterEach, describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 37);

describe('parseRetryAfter', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['0', 0],
    ['1', 1000],
    ['120', 120_000],
    ['  7 ', 7000],
    ['007', 7000],
    ['2030', 2_030_000],
    ['86400', 86_400_000],
  ])('reads %j as seconds', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it.each(['Sun, 06 Nov 1994 08:50:37 GMT', 'Sunday, 06-Nov-94 08:50:37 GMT', 'Sun Nov  6 08:50:37 1994'])(
    'reads %j as a date in UTC, wherever this computer stands',
    (value) => {
      for (const elsewhere of ['Asia/Tokyo', 'America/New_York', 'UTC']) {
        process.env['TZ'] = elsewhere;
        expect(parseRetryAfter(value, NOW)).toBe(60_000);
      }
    },
  );

  it('waits not at all for a date that has passed', () => {
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:00:00 GMT', NOW)).toBe(0);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT', NOW)).toBe(0);
  });

  it('takes a two-digit year for the nearest century that fits', () => {
    const in2030 = Date.UTC(2030, 0, 1);

    expect(parseRetryAfter('Tuesday, 01-Jan-30 00:01:00 GMT', in2030)).toBe(60_000);
    // 85 would be 55 years ahead, so it is past.
    expect(parseRetryAfter('Tuesday, 01-Jan-85 00:00:00 GMT', in2030)).toBe(0);
    expect(parseRetryAfter('Tuesday, 01-Jan-79 00:00:00 GMT', in2030)).toBeGreaterThan(0);
  });

  it.each([
    '',
    '-5',
    '+10',
    '1.5',
    '1e3',
    '0x10',
    '5s',
    '5, 6',
    'soon',
    '12345678901234567890',
    '2030-01-01T00:00:00Z',
    'Sun, 06 Nov 1994 08:50:37 PST',
    'Sun, 06 Nov 1994 08:50:37',
    'Sun, 6 Nov 1994 08:50:37 GMT',
    'Sun, 06 Foo 1994 08:50:37 GMT',
    'Sun, 36 Nov 1994 08:50:37 GMT',
    'Sun, 00 Nov 1994 08:50:37 GMT',
    'Sun, 06 Nov 1994 25:50:37 GMT',
    'Sun, 06 Nov 1994 08:61:37 GMT',
    'x Sun, 06 Nov 1994 08:50:37 GMT',
  ])('refuses %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  });
});
