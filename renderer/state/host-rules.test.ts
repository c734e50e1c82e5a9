import { describe, expect, it } from 'vitest';
import { matchesHost } from '../../shared/host-pattern.ts';
import { fieldsFor, patternNow, readRule, ruleWords, widerPattern, withRule } from './host-rules.ts';

const RULES = [
  { pattern: '*.shop.example', perHost: 4, ratePerSec: 2, adapt: false },
  { pattern: 'https://other.example', ratePerSec: null },
];

describe('limits for single hosts', () => {
  it.each([
    ['https://www.shop.example', '*.shop.example'],
    ['http://www.shop.example:8080', '*.shop.example'],
    ['https://shop.example', '*shop.example'],
    ['http://127.0.0.1:8080', '127.0.0.1'],
    ['http://localhost:8080', '*localhost'],
  ])('suggests for %s a pattern that fits it, too: %s', (origin, pattern) => {
    expect(widerPattern(origin)).toBe(pattern);
    expect(matchesHost(pattern, origin)).toBe(true);
  });

  it('finds the rule that counts for a host', () => {
    expect(patternNow('https://www.shop.example', RULES)).toBe('*.shop.example');
    expect(patternNow('https://new.example', RULES)).toBe('https://new.example');
  });

  it('shows a rule in the fields and reads the same rule from them', () => {
    for (const rule of RULES) expect(readRule(fieldsFor(rule.pattern, RULES)).rule).toEqual(rule);
  });

  it('leaves as for all what is left empty', () => {
    const { rule } = readRule({
      pattern: ' a.example ',
      perHost: '',
      ratePerSec: '0,5',
      adapt: 'as_for_all',
    });

    expect(rule).toEqual({ pattern: 'a.example', ratePerSec: 0.5 });
  });

  it('says what is wrong with each field', () => {
    const { problems } = readRule({ pattern: '', perHost: '0', ratePerSec: 'fast', adapt: 'on' });

    expect(problems).toEqual({
      pattern: expect.stringMatching(/^A host or a pattern is needed/),
      perHost: 'Must be from 1 to 256',
      ratePerSec: expect.stringMatching(/^A number .*, or none$/),
    });
  });

  it('does not take a rule that sets nothing', () => {
    const { problems } = readRule(fieldsFor('https://new.example', RULES));

    expect(problems).toEqual({ perHost: 'Set at least one limit' });
  });

  it('puts a new rule first, where it counts, and a changed one in its old place', () => {
    const changed = { pattern: 'https://other.example', perHost: 1 };
    const added = { pattern: 'a.shop.example', perHost: 1 };

    expect(withRule(RULES, changed)).toEqual([RULES[0], changed]);
    expect(withRule(RULES, added)).toEqual([added, ...RULES]);
  });

  it('reads in words', () => {
    expect(RULES.map(ruleWords)).toEqual(['4 at once, 2/s, fixed', 'no rate limit']);
  });
});
