import { describe, expect, it } from 'vitest';
import { POLICY_CODES } from '../../shared/retry-policies.ts';
import { parsePolicy } from './policy-option.ts';
import { UsageError } from './usage-error.ts';

function refusalOf(text: string): string {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.advice}`;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('parsePolicy', () => {
  it.each([
    ['http.server_error=never', { isRetried: false }],
    ['http.server_error=5', { isRetried: true, retries: 5 }],
    ['http.server_error=5,1s', { isRetried: true, retries: 5, firstDelayMs: 1000 }],
    [
      'http.server_error = 5, 1s, 2m',
      { isRetried: true, retries: 5, firstDelayMs: 1000, maxDelayMs: 120_000 },
    ],
    ['http.server_error=0,0ms,0ms', { isRetried: true, retries: 0, firstDelayMs: 0, maxDelayMs: 0 }],
  ])('reads %s', (text, change) => {
    expect(parsePolicy(text)).toEqual({ codes: ['http.server_error'], ...change });
  });

  it('takes a name without a dot for the whole class, but for codes that are up to the host', () => {
    const { codes } = parsePolicy('http=never');

    expect(codes).toEqual(POLICY_CODES.filter((code) => code.startsWith('http.')));
    expect(codes).not.toContain('http.rate_limited');
  });

  it.each([
    ['timeout', 'a code or a class and its rule'],
    ['=never', 'a code or a class and its rule'],
    ['timeout=', 'a code or a class and its rule'],
    ['timeout=1,1s,2s,3s', 'a code or a class and its rule'],
    ['timeout=never=1', 'a code or a class and its rule'],
    ['timeout=often', '--policy timeout: the retries must be a whole number, from 0 to 20'],
    ['timeout=21', 'from 0 to 20'],
    ['timeout=1,5', '--policy timeout: the first wait must be a duration'],
    ['timeout=1,1s,2h', 'the longest wait must be a duration such as 500ms, 10s or 2m, from 0ms to 1h'],
    ['timeout=1,10s,5s', 'the longest wait is shorter than the first one'],
    ['timeouts=never', 'Did you mean timeout?'],
    ['http.rate_limited=never', 'no failure whose retries can be set'],
    ['local=never', 'no failure whose retries can be set'],
    ['ok=never', 'no failure whose retries can be set'],
  ])('refuses %s and says "%s"', (text, words) => {
    expect(refusalOf(text)).toContain(words);
  });
});
