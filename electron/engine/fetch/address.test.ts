import { describe, expect, it } from 'vitest';
import { isRedirect, requestTarget, resolveRedirect, withoutFragment } from './address.ts';

describe('requestTarget', () => {
  it.each([
    ['http://a.test/x?y=1', 'http://a.test', 'http://a.test', '/x?y=1'],
    ['http://a.test/x#part', 'http://a.test', 'http://a.test', '/x'],
    ['http://a.test/#', 'http://a.test', 'http://a.test', '/'],
    ['http://a.test:8080/x', 'http://a.test', 'http://a.test:8080', '/x'],
    ['http://a.test.evil/x', 'http://a.test', 'http://a.test.evil', '/x'],
    ['https://a.test/x', 'http://a.test', 'https://a.test', '/x'],
    ['http://[::1]:81/x', 'http://[::1]:81', 'http://[::1]:81', '/x'],
  ])('sends %s, expected at %s, to %s', (url, known, origin, path) => {
    expect(requestTarget(url, known)).toEqual({ origin, path, authorization: null });
  });

  it('makes credentials in the address a header and leaves them out of everything else', () => {
    const target = requestTarget('http://m%C3%BCller:p%40ss@a.test/x', 'http://a.test');

    expect(target).toEqual({
      origin: 'http://a.test',
      path: '/x',
      authorization: `Basic ${Buffer.from('müller:p@ss').toString('base64')}`,
    });
  });

  it('is not fooled by credentials that look like the known host', () => {
    expect(requestTarget('http://a.test@evil.test/x', 'http://a.test').origin).toBe('http://evil.test');
  });

  it('keeps credentials whose escapes are broken as they are', () => {
    const { authorization } = requestTarget('http://a%zz:b@a.test/', 'http://a.test');

    expect(Buffer.from(authorization!.slice(6), 'base64').toString()).toBe('a%zz:b');
  });
});

describe('resolveRedirect', () => {
  const base = 'http://a.test/dir/page?q=1';

  it.each([
    ['/x', 'http://a.test/x'],
    ['x', 'http://a.test/dir/x'],
    ['../x', 'http://a.test/x'],
    ['?q=2', 'http://a.test/dir/page?q=2'],
    ['//b.test/x', 'http://b.test/x'],
    ['https://b.test:444/x', 'https://b.test:444/x'],
    ['HTTP://B.TEST', 'http://b.test/'],
    [' /x ', 'http://a.test/x'],
  ])('follows %j to %s', (location, expected) => {
    expect(resolveRedirect(location, base)).toBe(expected);
  });

  it.each([
    '',
    '   ',
    'javascript:alert(1)',
    'mailto:a@b.test',
    'ftp://b.test/',
    'data:text/html,x',
    'file:///etc/passwd',
    'http://',
    'http://a b/',
  ])('does not follow %j', (location) => {
    expect(resolveRedirect(location, base)).toBeNull();
  });

  it('escapes raw UTF-8 bytes', () => {
    const header = Buffer.from('/käse/中').toString('latin1');

    expect(resolveRedirect(header, base)).toBe('http://a.test/k%C3%A4se/%E4%B8%AD');
  });

  it('hands the fragment on unless the redirect has its own', () => {
    expect(resolveRedirect('/x', `${base}#part`)).toBe('http://a.test/x#part');
    expect(resolveRedirect('/x#own', `${base}#part`)).toBe('http://a.test/x#own');
  });

  it('keeps credentials on the same host and drops them on another', () => {
    expect(resolveRedirect('/x', 'http://u:p@a.test/')).toBe('http://u:p@a.test/x');
    expect(resolveRedirect('http://b.test/x', 'http://u:p@a.test/')).toBe('http://b.test/x');
  });
});

it('knows which statuses lead elsewhere', () => {
  expect([200, 300, 301, 302, 303, 304, 305, 307, 308, 400, null].filter(isRedirect)).toEqual([
    301, 302, 303, 307, 308,
  ]);
});

it('leaves the fragment out', () => {
  expect(withoutFragment('http://a.test/#x#y')).toBe('http://a.test/');
  expect(withoutFragment('http://a.test/')).toBe('http://a.test/');
});
