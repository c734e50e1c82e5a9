import { describe, expect, it } from 'vitest';
import { readRunDefaults } from './run-defaults.ts';
import { DEFAULT_RUN_DEFAULTS as DEFAULTS } from './settings-schema.ts';

const POLICY = { isRetried: false, retries: null, firstDelayMs: 0, maxDelayMs: 1000 };

describe('readRunDefaults', () => {
  it('reads back what was stored', () => {
    const stored = {
      ...DEFAULTS,
      retryPolicies: { 'http.server_error': POLICY },
      minSpeedBytesPerSec: 0,
      proxy: 'http://user:word@proxy.example:3128',
    };

    expect(readRunDefaults(structuredClone(stored), DEFAULTS)).toEqual({ defaults: stored, reset: [] });
  });

  it('takes the default for what is missing, without a word', () => {
    const stored = { detectsSoftBlocks: false };

    expect(readRunDefaults(stored, DEFAULTS)).toEqual({
      defaults: { ...DEFAULTS, detectsSoftBlocks: false },
      reset: [],
    });
  });

  it('resets each value that cannot be used, and keeps its neighbours', () => {
    const stored = {
      ...DEFAULTS,
      retryPolicies: {
        'http.server_error': POLICY,
        'http.teapot': POLICY,
        'dns.timeout': { ...POLICY, retries: 99 },
      },
      autoPause: { isOn: false, failedRatio: 2, hostAnswers: 50, runAnswers: 'many' },
      maxBodyBytes: -1,
      proxy: 'proxy.example',
    };

    const { defaults, reset } = readRunDefaults(stored, DEFAULTS);

    expect(defaults).toEqual({
      ...DEFAULTS,
      retryPolicies: { 'http.server_error': POLICY },
      autoPause: { ...DEFAULTS.autoPause, isOn: false, hostAnswers: 50 },
    });
    expect(reset.toSorted()).toEqual([
      'autoPause.failedRatio',
      'autoPause.runAnswers',
      'maxBodyBytes',
      'proxy',
      'retryPolicies.dns.timeout',
      'retryPolicies.http.teapot',
    ]);
  });

  it.each([null, 7, 'text', [], { autoPause: null, retryPolicies: 'none' }])(
    'makes usable settings of %j',
    (stored) => {
      expect(readRunDefaults(stored, DEFAULTS).defaults).toEqual(DEFAULTS);
    },
  );

  it('takes no key of the prototype for a code', () => {
    const stored: unknown = JSON.parse('{"retryPolicies":{"__proto__":{"isRetried":true}}}');

    const { defaults } = readRunDefaults(stored, DEFAULTS);

    expect(Object.getPrototypeOf(defaults.retryPolicies)).toBe(Object.prototype);
    expect(defaults.retryPolicies).toEqual({});
  });
});
