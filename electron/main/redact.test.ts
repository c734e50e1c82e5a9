import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redact.ts';

describe('redactSecrets', () => {
  it.each([
    ['GET https://user:word@shop.example/p failed', 'GET https://***@shop.example/p failed'],
    ['https://user:w@rd@shop.example/', 'https://***@shop.example/'],
    ['https://user:wo/rd@shop.example/', 'https://***@shop.example/'],
    ['https://token@shop.example', 'https://***@shop.example'],
    ['proxy socks5://me:pw@127.0.0.1:1080', 'proxy socks5://***@127.0.0.1:1080'],
    ['proxy me:pw@proxy.example:3128', 'proxy ***@proxy.example:3128'],
    ['https://a.example/?page=2&token=abc&x=1', 'https://a.example/?page=2&token=***&x=1'],
    ['https://a.example/?X-Amz-Signature=abc', 'https://a.example/?X-Amz-Signature=***'],
    ['https://a.example/#access_token=abc', 'https://a.example/#access_token=***'],
    [
      'https://a.example/?to=https%3A%2F%2Fme%3Apw%40b.example',
      'https://a.example/?to=https%3A%2F%2F***%40b.example',
    ],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['Cookie: sid="abc"; theme=dark', 'Cookie: ***'],
    ['{"cookie":"sid=\\"abc\\"; a=2","status":200}', '{"cookie":"***","status":200}'],
    ["[ 'x-api-key', 'abc', 'accept', '*/*' ]", "[ 'x-api-key', \"***\", 'accept', '*/*' ]"],
    ['sent Basic dXNlcjp3b3Jk to the proxy', 'sent Basic *** to the proxy'],
  ])('takes the secret out of %s', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it.each([
    'https://shop.example/@user/p?page=2',
    'https://shop.example:8080/a@b',
    'http://127.0.0.1:4000/p/1-lamp failed: connect ECONNREFUSED 127.0.0.1:4000',
    'https://shop.example/?keyword=lamp&author=me',
    'Cannot write /home/me/a.csv',
    'mail me@shop.example',
    'at read (file:///app/node_modules/@scope/x/index.js:10:5)',
    'at C:\\app\\node_modules\\@scope\\x.js:10:5',
    'ratio 3:2 @ 10:30',
  ])('leaves %s as it is', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('costs no more than the length of what it is given', () => {
    const hostile = ['a'.repeat(200_000), 'a.'.repeat(100_000), '?key'.repeat(50_000), 'x-'.repeat(100_000)];
    const startedAtMs = performance.now();

    for (const text of [...hostile, `https://${'u:'.repeat(100_000)}`, `"cookie":"${'\\'.repeat(200_000)}`])
      redactSecrets(text);

    // Linear work takes some milliseconds; a pattern that backtracks takes minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
  });
});

const letters = (alphabet: string, minLength = 8) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength: 30 });
const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const TOKEN = letters(`${ALPHANUMERIC}._~+-`);
/** What a URL may hold unescaped in its credentials or its query. */
const IN_URL = letters(`${ALPHANUMERIC}-._~!$'()*+,;=%`);
/** What a header may hold. */
const IN_HEADER = letters(`${ALPHANUMERIC} -._~!$&'()*+,;=%:/?#[]@"\\<>{}|^\``);

const HEADERS = ['Authorization', 'proxy-authorization', 'Cookie', 'set-cookie', 'X-Api-Key', 'x-auth-token'];
const PARAMETERS = [
  'token',
  'access_token',
  'key',
  'api_key',
  'apikey',
  'secret',
  'client_secret',
  'password',
];
const MORE_PARAMETERS = ['X-Amz-Signature', 'sig', 'auth', 'session_id', 'user[password]'];

const header = fc.constantFrom(...HEADERS);
const parameter = fc.constantFrom(...PARAMETERS, ...MORE_PARAMETERS);

/** A secret, and a text that holds it in one of the ways in which texts of ours do. */
const hidden: fc.Arbitrary<readonly [secret: string, text: string]> = fc.oneof(
  IN_URL.map((secret) => [secret, `https://user:${secret}@shop.example/p/1`] as const),
  IN_URL.map((secret) => [secret, `http://${secret}@127.0.0.1:8080`] as const),
  TOKEN.map((secret) => [secret, `user:${secret}@proxy.example:3128`] as const),
  IN_URL.map(
    (secret) => [encodeURIComponent(secret), `https://u:${encodeURIComponent(secret)}@a.example`] as const,
  ),
  fc
    .tuple(parameter, IN_URL)
    .map(([name, secret]) => [secret, `https://a.example/?p=1&${name}=${secret}&q=2`] as const),
  fc.tuple(header, IN_HEADER).map(([name, secret]) => [secret, `${name}: ${secret}`] as const),
  fc.tuple(header, IN_HEADER).map(([name, secret]) => [secret, JSON.stringify({ [name]: secret })] as const),
  fc
    .tuple(header, TOKEN)
    .map(([name, secret]) => [secret, inspect({ headers: { [name]: secret } })] as const),
  fc.tuple(header, TOKEN).map(([name, secret]) => [secret, inspect([name, secret])] as const),
  fc
    .tuple(header, TOKEN)
    .map(([name, secret]) => [secret, inspect([[name, secret]], { breakLength: 10 })] as const),
  TOKEN.map((secret) => [secret, `sent Bearer ${secret}`] as const),
);

/** Around it: as a message of an error with its stack, as printed by the engine, as one of many. */
const surrounded = fc
  .tuple(hidden, hidden, fc.constantFrom('plain', 'error', 'cause', 'json', 'lines'))
  .map(([[secret, text], [otherSecret, otherText], kind]) => {
    const secrets = [secret, otherSecret];
    switch (kind) {
      case 'error':
        return { secrets, text: `${new Error(text).stack}\n${otherText}` };
      case 'cause':
        return { secrets, text: inspect(new Error(text, { cause: new Error(otherText) })) };
      case 'json':
        return { secrets: [secret], text: `request failed {"url":"x"} ${text}` };
      case 'lines':
        return { secrets, text: `first\r\n${text}\r\n${otherText}\r\nlast` };
      default:
        return { secrets: [secret], text };
    }
  });

const PIECE = 6;

/** Pieces of `secret` that stand nowhere else in `text`, so that finding one is finding the secret. */
function piecesOf(secret: string, text: string): string[] {
  const around = text.replaceAll(secret, ' ');
  const starts = Array.from({ length: Math.max(0, secret.length - PIECE + 1) }, (_, at) => at);
  return starts.map((at) => secret.slice(at, at + PIECE)).filter((piece) => !around.includes(piece));
}

it('lets no secret out that was put in, however it is wrapped', () => {
  fc.assert(
    fc.property(surrounded, ({ secrets, text }) => {
      const redacted = redactSecrets(text);

      const found = secrets.flatMap((secret) =>
        piecesOf(secret, text).filter((piece) => redacted.includes(piece)),
      );
      expect(found).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});
