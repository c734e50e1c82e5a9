import { describe, expect, it } from 'vitest';
import { DEFAULT_MERGE_RULES, type MergeRules } from '../../../shared/list-choices.ts';
import { mergeKey, mergeReason } from './merge-rules.ts';

const ALL: MergeRules = {
  isOn: true,
  ignoresTrailingSlash: true,
  ignoresTracking: true,
  ignoresLetterCase: true,
};

describe('mergeKey', () => {
  it('takes nothing off but the fragment unless it is told to', () => {
    const key = mergeKey('https://a.example/Shop/?b=2&utm_source=x&a=1#top', DEFAULT_MERGE_RULES);

    expect(key).toBe('https://a.example/Shop/?b=2&utm_source=x&a=1');
  });

  it.each([
    ['https://a.example/p/', 'https://a.example/p'],
    ['https://a.example/p/?q=1/', 'https://a.example/p?q=1/'],
    ['https://a.example/', 'https://a.example/'],
    ['https://a.example/P?Q=R', 'https://a.example/p?Q=R'],
    ['https://a.example/?utm_source=x&utm_medium=y', 'https://a.example/'],
    ['https://a.example/?b=2&gclid=x&a=1', 'https://a.example/?b=2&a=1'],
    ['https://a.example/?utmost=1&xutm_source=2', 'https://a.example/?utmost=1&xutm_source=2'],
  ])('compares %s as %s under all rules', (url, expected) => {
    expect(mergeKey(url, ALL)).toBe(expected);
  });
});

describe('mergeReason', () => {
  it.each([
    ['https://a.example/p', 'same_address'],
    ['https://a.example/p#x', 'fragment'],
    ['https://a.example/p/', 'trailing_slash'],
    ['https://a.example/p/?fbclid=1', 'tracking'],
    ['https://a.example/P/?fbclid=1', 'letter_case'],
  ] as const)('names the rule that it took for %s: %s', (url, reason) => {
    expect(mergeReason(url, 'https://a.example/p', ALL)).toBe(reason);
  });
});
