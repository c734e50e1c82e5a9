import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, type RunOptions } from '../../shared/options.ts';
import { changedOptions } from './option-changes.ts';

const base: RunOptions = {
  ...DEFAULT_OPTIONS,
  autoPause: { isOn: false, failedRatio: 0.5, hostAnswers: 20, runAnswers: 50 },
  retryPolicies: {
    'http.not_found': { isRetried: true, retries: 1, firstDelayMs: 10, maxDelayMs: 20 },
    'timeout.total': { isRetried: true, retries: 7, firstDelayMs: 30_000, maxDelayMs: 60_000 },
  },
};

describe('changedOptions', () => {
  it('names only what was changed, so that a resumed run keeps the rest', () => {
    expect(changedOptions(base, { perHost: 3 })).toEqual({ perHost: 3 });
  });

  it('keeps the other parts of the pause as the run has them', () => {
    const { autoPause } = changedOptions(base, { autoPause: { isOn: true } });

    expect(autoPause).toEqual({ ...base.autoPause, isOn: true });
  });

  it('keeps the policies of other codes, and of a code what its rule does not name', () => {
    const { retryPolicies } = changedOptions(base, {
      policies: [{ codes: ['timeout.total'], isRetried: true, retries: 2 }],
    });

    expect(retryPolicies).toEqual({
      ...base.retryPolicies,
      'timeout.total': { isRetried: true, retries: 2, firstDelayMs: 30_000, maxDelayMs: 60_000 },
    });
  });

  it('lets a later rule go over an earlier one, so that a code can be taken out of its class', () => {
    const { retryPolicies } = changedOptions(DEFAULT_OPTIONS, {
      policies: [
        { codes: ['tls.certificate', 'tls.handshake'], isRetried: false },
        { codes: ['tls.handshake'], isRetried: true, retries: 4 },
      ],
    });

    expect(retryPolicies?.['tls.certificate']).toMatchObject({ isRetried: false });
    expect(retryPolicies?.['tls.handshake']).toMatchObject({ isRetried: true, retries: 4 });
  });

  it('raises the longest wait to a first wait that is longer', () => {
    const { retryPolicies } = changedOptions(base, {
      policies: [{ codes: ['http.not_found'], isRetried: true, retries: 1, firstDelayMs: 5000 }],
    });

    expect(retryPolicies?.['http.not_found']).toMatchObject({ firstDelayMs: 5000, maxDelayMs: 5000 });
  });
});
