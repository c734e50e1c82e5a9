import { expect, it } from 'vitest';
import { redactSecrets } from './redact.ts';

it.each([
  ['GET https://user:word@shop.example/p failed', 'GET https://***@shop.example/p failed'],
  ['https://user:w@rd@shop.example/', 'https://***@shop.example/'],
  ['https://token@shop.example', 'https://***@shop.example'],
  ['proxy socks5://me:pw@127.0.0.1:1080', 'proxy socks5://***@127.0.0.1:1080'],
  ['https://a.example/?page=2&token=abc&x=1', 'https://a.example/?page=2&token=***&x=1'],
  ['Authorization: Bearer abc.def', 'Authorization: ***'],
  ['"cookie":"sid=1; a=2"', '"cookie":"***"'],
])('takes the secret out of %s', (text, expected) => {
  expect(redactSecrets(text)).toBe(expected);
});

it.each(['https://shop.example/@user/p?page=2', 'Cannot write /home/me/a.csv', 'mail me@shop.example'])(
  'leaves %s as it is',
  (text) => {
    expect(redactSecrets(text)).toBe(text);
  },
);
