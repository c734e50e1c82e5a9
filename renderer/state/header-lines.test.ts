import { describe, expect, it } from 'vitest';
import { headerLines, parseHeaderLines } from './header-lines.ts';

describe('header lines', () => {
  it('reads one header a line and keeps colons of the value', () => {
    const parsed = parseHeaderLines('Accept-Language: de\r\n\n  Referer :https://a.example:8080/x \n');

    expect(parsed).toEqual({
      isValid: true,
      headers: [
        ['Accept-Language', 'de'],
        ['Referer', 'https://a.example:8080/x'],
      ],
    });
  });

  it('names the line that is wrong and repeats nothing of its value', () => {
    const parsed = parseHeaderLines('Accept: text/html\nAuthorization: s\u0000ecret');

    expect(parsed).toMatchObject({ isValid: false, problem: expect.stringMatching(/^Line 2: /) });
    expect(JSON.stringify(parsed)).not.toContain('ecret');
  });

  it('refuses what Gleaner sets itself, and names with spaces', () => {
    for (const line of ['Connection: close', 'content-length: 5', 'Two words: x', 'no colon', ': empty'])
      expect(parseHeaderLines(line).isValid, line).toBe(false);
  });

  it('writes lines that it reads as the same headers', () => {
    const headers: [string, string][] = [
      ['X-A', '1'],
      ['X-B', ''],
    ];

    expect(parseHeaderLines(headerLines(headers))).toEqual({ isValid: true, headers });
  });
});
