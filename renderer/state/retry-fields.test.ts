import { describe, expect, it } from 'vitest';
import { checkRetry, describeOptions, EMPTY_TEXTS } from './retry-fields.ts';

describe('retry fields', () => {
  it('sends nothing of what was left empty', () => {
    expect(checkRetry({ ...EMPTY_TEXTS, concurrency: '  ' })).toEqual({ options: {}, problems: {} });
  });

  it('sends what was typed in the unit of the option', () => {
    const { options, problems } = checkRetry({
      ...EMPTY_TEXTS,
      timeoutTotalMs: '30',
      maxBodyBytes: '2',
      minSpeedBytesPerSec: '0',
      headers: 'X-Token: abc',
      userAgent: ' Test/1 ',
    });

    expect(problems).toEqual({});
    expect(options).toEqual({
      timeoutTotalMs: 30_000,
      maxBodyBytes: 2 * 1024 * 1024,
      minSpeedBytesPerSec: 0,
      headers: [['X-Token', 'abc']],
      userAgent: 'Test/1',
    });
  });

  it('tells "no limit" from "as it was"', () => {
    expect(checkRetry({ ...EMPTY_TEXTS, ratePerSecPerHost: 'None' }).options).toEqual({
      ratePerSecPerHost: null,
    });
    expect(checkRetry(EMPTY_TEXTS).options).not.toHaveProperty('ratePerSecPerHost');
  });

  it('names every field that is wrong and sends none of them', () => {
    const { options, problems } = checkRetry({
      ...EMPTY_TEXTS,
      concurrency: '5000',
      perHost: '4',
      headers: 'nonsense',
      userAgent: 'a\nb',
    });

    expect(Object.keys(problems).toSorted()).toEqual(['concurrency', 'headers', 'userAgent']);
    expect(options).toEqual({ perHost: 4 });
  });
});

describe('what was set for a round', () => {
  it('is said in words, without the values of headers', () => {
    const words = describeOptions({
      concurrency: 20,
      timeoutTotalMs: 30_000,
      ratePerSecPerHost: null,
      headers: [['Authorization', 'secret']],
    });

    expect(words).toBe(
      'timeout 30 s, concurrency 20, requests per second per host no limit, header Authorization',
    );
  });

  it('is empty when nothing was', () => {
    expect(describeOptions({})).toBe('');
  });
});
