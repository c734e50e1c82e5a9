import { describe, expect, it } from 'vitest';
import { parseUrlLine, trimEdges } from './url-line.ts';

function urlOf(text: string): string {
  const parsed = parseUrlLine(text);
  return parsed.ok ? parsed.url : parsed.reason;
}

describe('parseUrlLine', () => {
  it.each([
    ['https://a.example/x', 'https://a.example/x'],
    ['  https://a.example/x\t', 'https://a.example/x'],
    ['\ufeffhttps://a.example/x', 'https://a.example/x'],
    ['\u00a0\u200b\ufeff https://a.example/x\u200e\u00a0', 'https://a.example/x'],
    ['"https://a.example/x"', 'https://a.example/x'],
    ['"https://a.example/x",', 'https://a.example/x'],
    ["'https://a.example/x' ;", 'https://a.example/x'],
    ['<https://a.example/x>', 'https://a.example/x'],
    ['"<https://a.example/x>",', 'https://a.example/x'],
    ['“https://a.example/x”', 'https://a.example/x'],
  ])('takes spaces, marks and quotes off %j', (text, expected) => {
    const url = urlOf(text);

    expect(url).toBe(expected);
  });

  it.each([
    ['https://a.example/x,', 'https://a.example/x,'],
    ['https://a.example/x.', 'https://a.example/x.'],
    ['https://a.example/x;', 'https://a.example/x;'],
    ['https://a.example/(x)', 'https://a.example/(x)'],
    ['https://a.example/?q="x"', 'https://a.example/?q=%22x%22'],
    ['https://a.example/?b=2&a=1&b=1', 'https://a.example/?b=2&a=1&b=1'],
    ['https://a.example/?utm_source=x', 'https://a.example/?utm_source=x'],
    ['https://me:secret@a.example/x', 'https://me:secret@a.example/x'],
  ])('keeps what may belong to the address in %j', (text, expected) => {
    const url = urlOf(text);

    expect(url).toBe(expected);
  });

  it.each([
    ['HTTP://A.Example/X', 'http://a.example/X'],
    ['https://a.example:443/', 'https://a.example/'],
    ['https://a.example', 'https://a.example/'],
    ['https://a.example/a/../b', 'https://a.example/b'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
    ['http://intranet/x', 'http://intranet/x'],
  ])('serialises %s as every browser does', (text, expected) => {
    const url = urlOf(text);

    expect(url).toBe(expected);
  });

  it.each([
    ['a.example/x', 'https://a.example/x'],
    ['//a.example/x', 'https://a.example/x'],
    ['a.example:8443/x', 'https://a.example:8443/x'],
    ['a.example?q=1', 'https://a.example/?q=1'],
    ['пример.рф/x', 'https://xn--e1afmkfd.xn--p1ai/x'],
    ['8.8.8.8/x', 'https://8.8.8.8/x'],
    ['a.example:80/x', 'http://a.example/x'],
    ['localhost/x', 'http://localhost/x'],
    ['localhost:8080/x', 'http://localhost:8080/x'],
    ['//localhost:8080/x', 'http://localhost:8080/x'],
    ['shop.localhost/x', 'http://shop.localhost/x'],
    ['127.0.0.1:80', 'http://127.0.0.1/'],
    ['192.168.1.10/x', 'http://192.168.1.10/x'],
    ['10.0.0.1:3000', 'http://10.0.0.1:3000/'],
    ['172.16.0.1/x', 'http://172.16.0.1/x'],
    ['172.32.0.1/x', 'https://172.32.0.1/x'],
    ['[::1]:8080/x', 'http://[::1]:8080/x'],
    ['[fd00::1]/x', 'http://[fd00::1]/x'],
    ['[2606:4700::1111]/x', 'https://[2606:4700::1111]/x'],
  ])('gives %s the scheme it most likely speaks', (text, expected) => {
    const url = urlOf(text);

    expect(url).toBe(expected);
  });

  it.each([
    ['word', 'not_a_url'],
    ['two words', 'not_a_url'],
    ['See a.example for more', 'not_a_url'],
    ['Hello.', 'not_a_url'],
    ['3.14', 'not_a_url'],
    ['12345', 'not_a_url'],
    ['someone@a.example', 'not_a_url'],
    ['/products/1', 'not_a_url'],
    ['//word', 'not_a_url'],
    ['""', 'not_a_url'],
    ['Note: later', 'not_a_url'],
    ['https://bad host/', 'not_a_url'],
    ['https://a.example/caf\ufffd', 'not_a_url'],
    ['javascript:alert(1)', 'scheme_not_supported'],
    ['mailto:someone@a.example', 'scheme_not_supported'],
    ['ftp://a.example/x', 'scheme_not_supported'],
    ['file:///etc/hosts', 'scheme_not_supported'],
    ['C:\\lists\\a.txt', 'scheme_not_supported'],
    ['http://', 'no_host'],
    ['https://?q=1', 'no_host'],
    ['http://:80/', 'no_host'],
    ['https://a.example/\0', 'control_character'],
    ['https://a.example/x\thttps://b.example/', 'control_character'],
    [`https://a.example/${'x'.repeat(8192)}`, 'too_long'],
    [`https://a.example/${'ü'.repeat(2000)}`, 'too_long'],
  ])('rejects %j as %s', (text, reason) => {
    const parsed = parseUrlLine(text);

    expect(parsed).toEqual({ ok: false, reason });
  });

  it('accepts a URL of exactly the longest length', () => {
    const url = 'https://a.example/'.padEnd(8192, 'x');

    const parsed = parseUrlLine(`  ${url}  `);

    expect(parsed).toMatchObject({ ok: true, url });
  });

  it('keeps the fragment in the URL and out of the key', () => {
    const parsed = parseUrlLine('https://a.example:8443/x?q=1#top');

    expect(parsed).toEqual({
      ok: true,
      url: 'https://a.example:8443/x?q=1#top',
      key: 'https://a.example:8443/x?q=1',
      origin: 'https://a.example:8443',
    });
  });

  it('leaves credentials out of the origin', () => {
    const parsed = parseUrlLine('https://me:secret@a.example/x');

    expect(parsed).toMatchObject({ origin: 'https://a.example' });
  });

  it('gives its own result unchanged when it reads it again', () => {
    const texts = [
      'A.example/ü x',
      'localhost:1/?q=a b#c d',
      'http://é.example:80',
      '"https://a.example/|",',
    ];

    const once = texts.map(urlOf);

    expect(once.map(urlOf)).toEqual(once);
  });
});

describe('trimEdges', () => {
  it('leaves nothing of a line that only looks empty', () => {
    expect(trimEdges(' \t\u00a0\u200b\ufeff\u2060')).toBe('');
  });

  it('does not touch what stands inside', () => {
    expect(trimEdges(' a\u00a0b ')).toBe('a\u00a0b');
  });
});
