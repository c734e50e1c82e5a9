import { describe, expect, it } from 'vitest';
import { parseUrlRanges } from './url-ranges.ts';

function expand(text: string): string[] | null {
  const ranges = parseUrlRanges(text);
  return ranges === null ? null : [...ranges.addresses()];
}

describe('parseUrlRanges', () => {
  it.each([
    ['x/{1..3}', ['x/1', 'x/2', 'x/3']],
    ['x/{3..1}', ['x/3', 'x/2', 'x/1']],
    ['x/{008..010}', ['x/008', 'x/009', 'x/010']],
    ['x/{1..100..40}', ['x/1', 'x/41', 'x/81']],
    ['x/{c..a}', ['x/c', 'x/b', 'x/a']],
    ['x/{en,de,}/i', ['x/en/i', 'x/de/i', 'x//i']],
    ['{a,b}-{1..2}', ['a-1', 'a-2', 'b-1', 'b-2']],
    ['x/{7..7}', ['x/7']],
  ])('expands %s', (text, addresses) => {
    expect(expand(text)).toEqual(addresses);
    expect(parseUrlRanges(text)!.count).toBe(addresses.length);
  });

  it.each([
    'x/p',
    'x/{id}',
    'x/{}',
    'x/{1..}',
    'x/{1..5..0}',
    'x/{1..3}/{id}',
    'x/{{1..3}}',
    'x/{1..3',
    'x/1..3}',
    'x?q={"a":1,"b":2}',
    'x/%7B1..3%7D',
    `x/${'{1..9}'.repeat(17)}`,
  ])('leaves %s as it stands', (text) => {
    expect(expand(text)).toBeNull();
  });

  it('counts what it could never make', () => {
    expect(parseUrlRanges('x/{1..999999}/{1..999999}/{1..999999}')!.count).toBeGreaterThan(1e17);
  });
});
