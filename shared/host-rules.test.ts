import { describe, expect, it } from 'vitest';
import { parseHostRules } from './host-rules.ts';

const GOOD = { pattern: '*.shop.example', perHost: 4, ratePerSec: 2, adapt: false };

describe('limits for single hosts', () => {
  it('are taken as they are written, in their order', () => {
    const rules = [GOOD, { pattern: ' shop.example:8080 ', ratePerSec: null }];

    expect(parseHostRules(rules)).toEqual({
      isValid: true,
      rules: [GOOD, { pattern: 'shop.example:8080', ratePerSec: null }],
    });
  });

  it.each([
    [{}, 'it must be a list'],
    [[GOOD, 'shop.example'], 'entry 2: must be an object'],
    [[{ perHost: 4 }], 'entry 1: needs a "pattern"'],
    [[{ pattern: ' ', perHost: 4 }], 'entry 1: pattern: a host or a pattern is needed'],
    [[{ pattern: 'https://shop.example/shelf', perHost: 4 }], 'entry 1: pattern: only the host counts'],
    [
      [GOOD, GOOD, { pattern: 'a.example', perHost: 0 }],
      'entry 3: perHost must be a whole number from 1 to 256',
    ],
    [[{ pattern: 'a.example', perHost: 2.5 }], 'entry 1: perHost must be a whole number'],
    [[{ pattern: 'a.example', ratePerSec: '2' }], 'entry 1: ratePerSec must be a number from 0.1 to 1000'],
    [[{ pattern: 'a.example', adapt: 'no' }], 'entry 1: adapt must be true or false'],
    [[{ pattern: 'a.example', perhost: 2 }], 'entry 1: "perhost" is none of pattern, perHost'],
    [[{ pattern: 'a.example' }], 'entry 1: sets nothing'],
  ])('are refused with the number of the entry: %j', (value, problem) => {
    const parsed = parseHostRules(value);

    expect(parsed.isValid ? '' : parsed.problem).toContain(problem);
  });
});
