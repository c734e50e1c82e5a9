import { describe, expect, it } from 'vitest';
import { matchesHost } from './host-pattern.ts';

describe('matchesHost', () => {
  it.each([
    ['shop.example', 'https://shop.example'],
    ['shop.example', 'http://shop.example:8080'],
    ['SHOP.example/', 'https://shop.example'],
    ['shop.example:8080', 'http://shop.example:8080'],
    ['https://shop.example', 'https://shop.example'],
    ['*.shop.example', 'https://a.b.shop.example'],
    ['*', 'https://anything.example:99'],
    ['cdn*.shop.*', 'https://cdn7.shop.example'],
    ['127.0.0.1', 'http://127.0.0.1:4000'],
  ])('%s is %s', (pattern, origin) => {
    expect(matchesHost(pattern, origin)).toBe(true);
  });

  it.each([
    ['shop.example', 'https://www.shop.example'],
    ['*.shop.example', 'https://shop.example'],
    ['shop.example', 'https://shop.example.evil'],
    ['shop.example:8080', 'http://shop.example:8081'],
    ['http://shop.example', 'https://shop.example'],
    ['a*a', 'https://a'],
    ['', 'https://shop.example'],
  ])('%s is not %s', (pattern, origin) => {
    expect(matchesHost(pattern, origin)).toBe(false);
  });

  it('takes no longer for a pattern that is made to take long', () => {
    const pattern = `${'a*'.repeat(140)}b`;

    expect(matchesHost(pattern, `https://${'a'.repeat(250)}`)).toBe(false);
  });
});
