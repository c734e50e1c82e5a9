/** The rules of RFC 9309, one by one. */
import { describe, expect, it } from 'vitest';
import { parseRobots, productToken, ROBOTS_MAX_BYTES } from './robots-rules.ts';

function rulesOf(text: string | Buffer, token = 'gleaner') {
  const rules = parseRobots(Buffer.from(text), token);
  return {
    allows: (path: string) => rules.isAllowed(new URL(path, 'https://shop.example').href),
    crawlDelayMs: rules.crawlDelayMs,
  };
}

describe('groups', () => {
  it('finds our name in any case, and with a version', () => {
    for (const name of ['gleaner', 'GLEANER', 'Gleaner/9.9', 'gleaner (by us)'])
      expect(rulesOf(`User-agent: ${name}\nDisallow: /a`).allows('/a'), name).toBe(false);
    expect(rulesOf('User-agent: gleanerbot\nDisallow: /a').allows('/a')).toBe(true);
  });

  it('takes the group for everybody only when none is ours, also when ours is empty', () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: gleaner\nDisallow:\n';
    expect(rulesOf(text).allows('/a')).toBe(true);
    expect(rulesOf(text, 'other').allows('/a')).toBe(false);
    expect(rulesOf('User-agent: gleaner\nUser-agent: x\nDisallow: /a').allows('/b')).toBe(true);
  });

  it('joins groups of the same name', () => {
    const rules = rulesOf(
      'User-agent: gleaner\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: Gleaner\nDisallow: /b',
    );
    expect([rules.allows('/a'), rules.allows('/b'), rules.allows('/c')]).toEqual([false, false, true]);
  });

  it('lets several names share their rules, whatever other lines stand between', () => {
    const rules = rulesOf(
      'User-agent: gleaner\nSitemap: https://shop.example/s.xml\nUser-agent: x\n\n# and\nDisallow: /a',
    );
    expect(rules.allows('/a')).toBe(false);
  });

  it('ignores rules before the first name, and everything it does not know', () => {
    expect(
      rulesOf('Disallow: /a\nUser-agent: gleaner\nNoindex: /b\nDisallow /c\n: /d\nAllow: /').allows('/a'),
    ).toBe(true);
    expect(rulesOf('<html><body>Not found: sorry</body></html>').allows('/a')).toBe(true);
    expect(rulesOf('').allows('/a')).toBe(true);
  });

  it('takes any line end, comments, blanks and a byte order mark', () => {
    expect(
      rulesOf('\uFEFFUSER-AGENT : *\r\n  disallow :  /a # not for robots\rDisallow:/b').allows('/a'),
    ).toBe(false);
    expect(rulesOf('User-agent: *\rDisallow:/b').allows('/b')).toBe(false);
  });

  it('names us by the first word of the user agent', () => {
    expect(productToken('Gleaner/0.1 (list fetcher)')).toBe('gleaner');
    expect(productToken('7zip')).toBe('');
    // Nobody is called by an empty name.
    expect(rulesOf('User-agent: 7zip\nDisallow: /', '').allows('/a')).toBe(true);
  });
});

describe('paths', () => {
  it.each([
    // The longest wins; of two that are as long, the one that allows.
    ['Disallow: /\nAllow: /a', '/a/b', true],
    ['Allow: /a\nDisallow: /a/b', '/a/b', false],
    ['Disallow: /a\nAllow: /a', '/a', true],
    ['Allow: /a\nDisallow: /*.html', '/a.html', false],
    // They match the beginning, with its case.
    ['Disallow: /fish', '/fish/salmon.html', false],
    ['Disallow: /fish', '/Fish', true],
    ['Disallow: /fish', '/catfish', true],
    ['Disallow: /fish/', '/fish', true],
    ['Disallow: fish', '/fish', false],
    // * and $.
    ['Disallow: /*.php', '/folder/filename.php?id=1', false],
    ['Disallow: /*.php$', '/filename.php', false],
    ['Disallow: /*.php$', '/filename.php?id=1', true],
    ['Disallow: /fish*.php', '/fishheads/catfish.php', false],
    ['Disallow: /a*b*c$', '/abxcbc', false],
    ['Disallow: /a*b*c$', '/acb', true],
    ['Disallow: /ab*b$', '/ab', true],
    ['Disallow: *', '/anything', false],
    ['Disallow: /$', '/', false],
    ['Disallow: /$', '/a', true],
    ['Disallow: /a$b', '/a$b', false],
    ['Disallow: /a***b', '/a-b', false],
    // The query counts.
    ['Disallow: /*?sort=', '/list?sort=price', false],
    ['Disallow: /list', '/list?sort=price', false],
    // Escapes (RFC 9309, 2.2.2 and 2.2.3).
    ['Disallow: /foo/bar?baz=https://foo.bar', '/foo/bar?baz=https://foo.bar', false],
    ['Disallow: /foo/bar/ツ', '/foo/bar/%E3%83%84', false],
    ['Disallow: /foo/bar/%e3%83%84', '/foo/bar/ツ', false],
    ['Disallow: /foo/bar/%62%61%7A', '/foo/bar/baz', false],
    ['Disallow: /foo/bar/baz', '/foo/bar/%62%61%7a', false],
    ['Disallow: /a%3cd.html', '/a%3Cd.html', false],
    ['Disallow: /a%2fb', '/a/b', true],
    ['Disallow: /path/file-with-a-%2A.html', '/path/file-with-a-*.html', false],
    ['Disallow: /path/foo-%24', '/path/foo-$', false],
    ['Disallow: /a b', '/a%20b', false],
    ['Disallow: /100%', '/100%', false],
    ['Disallow: /', '/robots.txt', true],
  ])('%j says of %s: %s', (lines, path, isAllowed) => {
    expect(rulesOf(`User-agent: *\n${lines}`).allows(path)).toBe(isAllowed);
  });
});

describe('Crawl-delay', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['soon', null],
    ['-1', null],
    ['Infinity', null],
    [`1${'0'.repeat(400)}`, null],
  ])('%s', (value, delayMs) => {
    expect(rulesOf(`User-agent: *\nCrawl-delay: ${value}`).crawlDelayMs).toBe(delayMs);
  });

  it('is that of our own group', () => {
    const text = 'User-agent: *\nCrawl-delay: 9\n\nUser-agent: gleaner\nCrawl-delay: 1\n';
    expect(rulesOf(text).crawlDelayMs).toBe(1000);
  });
});

describe('hostile files', () => {
  it('reads 500 KiB, and no half line at their end', () => {
    const filler = `#${'x'.repeat(ROBOTS_MAX_BYTES - 40)}\n`;
    const text = `User-agent: *\n${filler}Disallow: /a/b/c/d/e/f/g/h\nDisallow: /z`;
    const rules = rulesOf(text);
    expect([rules.allows('/a'), rules.allows('/z')]).toEqual([true, true]);
  });

  it('does not choke on bytes that are no text', () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
    expect(rulesOf(bytes).allows('/a')).toBe(true);
    expect(rulesOf('User-agent: *\nDisallow: /%zz%\u{0}\u{d800}').allows('/a')).toBe(true);
  });

  it('answers at once, whatever the pattern', () => {
    const pattern = '*a'.repeat(ROBOTS_MAX_BYTES / 2 - 20);
    const rules = rulesOf(`User-agent: *\nDisallow: /${pattern}$`);
    const startedMs = performance.now();
    for (let count = 0; count < 100; count++) rules.allows(`/${'a'.repeat(2000)}b`);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
