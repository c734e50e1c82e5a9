import { describe, expect, it } from 'vitest';
import { OUTCOME_CODES, OUTCOMES } from '../../../shared/outcome-codes.ts';
import { decide, RATE_LIMITED_MAX, type VerdictInput } from './retry-policy.ts';

function verdict(changes: Partial<VerdictInput>) {
  return decide({
    code: 'http.server_error',
    status: 500,
    attemptsUsed: 1,
    rateLimitedCount: 0,
    retryAfterMs: null,
    retries: 2,
    policies: {},
    random: () => 0.5,
    ...changes,
  });
}

describe('decide', () => {
  it.each(OUTCOME_CODES)('follows the rule of %s', (code) => {
    const kinds = { retry: 'retry', host: 'park', never: 'settle' };

    expect(verdict({ code, status: null, rateLimitedCount: 1 }).kind).toBe(kinds[OUTCOMES[code].retry]);
  });

  it('allows as many further attempts as the options say', () => {
    expect([1, 2, 3].map((attemptsUsed) => verdict({ attemptsUsed }).kind)).toEqual([
      'retry',
      'retry',
      'settle',
    ]);
    expect(verdict({ retries: 0 }).kind).toBe('settle');
  });

  it('asks again after 408 and 425, unlike after other client errors', () => {
    const kinds = [400, 408, 425].map((status) => verdict({ code: 'http.client_error', status }).kind);

    expect(kinds).toEqual(['settle', 'retry', 'retry']);
  });

  it('waits anywhere between nothing and a time that doubles, up to a minute', () => {
    const longest = [1, 2, 3, 10, 20].map((attemptsUsed) =>
      verdict({ attemptsUsed, retries: 20, random: () => 0.999_999 }),
    );

    expect(longest.map((one) => (one.kind === 'retry' ? Math.round(one.delayMs) : null))).toEqual([
      2000, 4000, 8000, 60_000, 60_000,
    ]);
    expect(verdict({ random: () => 0 })).toEqual({ kind: 'retry', delayMs: 0 });
  });

  it('follows what the user set about a code, and about no other', () => {
    const policies = {
      'http.server_error': { isRetried: false, retries: null, firstDelayMs: 2000, maxDelayMs: 60_000 },
      'http.not_found': { isRetried: true, retries: 5, firstDelayMs: 100, maxDelayMs: 300 },
    } as const;
    const notFound = { code: 'http.not_found', status: 404, policies, random: () => 0.999_999 } as const;

    expect(verdict({ policies }).kind).toBe('settle');
    expect(verdict({ code: 'timeout.total', policies }).kind).toBe('retry');
    const delays = [1, 2, 3, 5, 6].map((attemptsUsed) => verdict({ ...notFound, attemptsUsed }));
    expect(delays.map((one) => (one.kind === 'retry' ? Math.round(one.delayMs) : one.kind))).toEqual([
      100,
      200,
      300,
      300,
      'settle',
    ]);
  });

  it('lets the user give up on 408, which is asked again otherwise', () => {
    const policy = { isRetried: false, retries: null, firstDelayMs: 0, maxDelayMs: 0 };
    const policies = { 'http.client_error': policy };

    expect(verdict({ code: 'http.client_error', status: 408, policies }).kind).toBe('settle');
  });

  it('takes a server at its word that names a time', () => {
    expect(verdict({ retryAfterMs: 120_000 })).toEqual({ kind: 'retry', delayMs: 120_000 });
  });

  describe('for a host that asks to slow down', () => {
    const limited = { code: 'http.rate_limited', status: 429, rateLimitedCount: 1 } as const;

    it('waits as long as it says, however long, and costs no attempt', () => {
      expect(verdict({ ...limited, retryAfterMs: 86_400_000, attemptsUsed: 9, retries: 0 })).toEqual({
        kind: 'park',
        waitMs: 86_400_000,
      });
      expect(verdict({ ...limited, retryAfterMs: 0 })).toEqual({ kind: 'park', waitMs: 0 });
    });

    it('waits at least half of a doubling time when it does not say, up to five minutes', () => {
      const counts = [1, 2, 3, 7];
      const shortest = counts.map((rateLimitedCount) =>
        verdict({ ...limited, rateLimitedCount, random: () => 0 }),
      );
      const longest = counts.map((rateLimitedCount) =>
        verdict({ ...limited, rateLimitedCount, random: () => 1 }),
      );

      expect(shortest).toEqual([1000, 2000, 4000, 64_000].map((waitMs) => ({ kind: 'park', waitMs })));
      expect(longest).toEqual([2000, 4000, 8000, 128_000].map((waitMs) => ({ kind: 'park', waitMs })));
    });

    it('gives the row up in the end, so that a run can finish', () => {
      expect(verdict({ ...limited, rateLimitedCount: RATE_LIMITED_MAX - 1 }).kind).toBe('park');
      expect(verdict({ ...limited, rateLimitedCount: RATE_LIMITED_MAX }).kind).toBe('settle');
    });
  });
});
