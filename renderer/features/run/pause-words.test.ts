import { describe, expect, it } from 'vitest';
import type { PausedHost } from '../../../shared/progress.ts';
import { alarmWords, holdBannerWords, pausedHostWords } from './pause-words.ts';

const host = (part: Partial<PausedHost> = {}): PausedHost => ({
  origin: 'https://shop.example',
  sinceMs: 0,
  cause: 'failures',
  alarm: { code: 'http.forbidden', failedAnswers: 172, answers: 200 },
  pendingRows: 1204,
  sample: null,
  ...part,
});

describe('words for what waits', () => {
  it('counts failures and names the most frequent', () => {
    expect(alarmWords({ code: 'http.forbidden', failedAnswers: 834, answers: 1000 })).toBe(
      '834 of the last 1,000 answers failed, most with “The server refused (403)”',
    );
  });

  it('says which host and why', () => {
    expect(pausedHostWords(host())).toBe(
      'shop.example is paused: 172 of its last 200 answers failed, most with “The server refused (403)”',
    );
  });

  it('does not claim a block for certain', () => {
    const alarm = { code: 'blocked.soft', failedAnswers: 64, answers: 100 } as const;

    expect(pausedHostWords(host({ cause: 'soft_block', alarm }))).toBe(
      'shop.example may be blocking us: 64 of its last 100 answers were a block page or the same page',
    );
  });

  it('always says that a hold ends by itself, and says it once', () => {
    for (const code of ['local.offline', 'local.disk_full', 'local.proxy', 'asleep', 'unwritable'] as const)
      expect(holdBannerWords(code).advice.match(/goes on/gi), code).toHaveLength(1);
  });
});
