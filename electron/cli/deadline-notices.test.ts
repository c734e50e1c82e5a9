import { describe, expect, it } from 'vitest';
import type { ProgressBatch } from '../../shared/progress.ts';
import { CHANGE_LASTS_MS, DeadlineNotices } from './deadline-notices.ts';
import { batchOf as plainBatch, totalsOf } from './testing/fake-engine.ts';

const NOON = new Date(2026, 10, 24, 12, 0).getTime();
const MINUTE_MS = 60_000;

function setUp() {
  let nowMs = NOON;
  const notices = new DeadlineNotices({ deadlineAtMs: NOON + 60 * MINUTE_MS, wallNowMs: () => nowMs });
  return {
    notices,
    pass: (ms: number) => {
      nowMs += ms;
    },
    told: (endMinutes: number) => notices.progressed(batchOf(endMinutes)),
  };
}

function batchOf(endMinutes: number): ProgressBatch {
  const endMs = endMinutes * MINUTE_MS;
  return {
    ...plainBatch(totalsOf()),
    forecast: { endLowMs: endMs * 0.9, endMs, endHighMs: endMs * 1.1, lastHost: null },
  };
}

describe('--finish-by', () => {
  it('says once that it fits', () => {
    const { told } = setUp();

    expect(told(42)).toEqual({
      code: 'deadline',
      message: 'Finish by 13:00: at this speed done at 12:42: 18 min early.',
      advice: '',
    });
    expect(told(43)).toBeNull();
  });

  it('says what it would need when it does not fit', () => {
    const { told } = setUp();

    expect(told(90)).toMatchObject({
      message: 'Finish by 13:00: at this speed done at 13:30: 30 min late.',
      advice: expect.stringMatching(/^That needs .*\/s, now .*\/s\./u),
    });
  });

  it('is told anew when it has changed for good', () => {
    const { told, pass } = setUp();
    told(42);

    expect(told(90)).toBeNull();
    pass(CHANGE_LASTS_MS);
    expect(told(90)).not.toBeNull();
  });

  it('says nothing while nothing is known, and at the end whether it was met', () => {
    const { notices, pass } = setUp();

    expect(notices.progressed({ ...batchOf(1), forecast: null })).toBeNull();
    pass(50 * MINUTE_MS);
    expect(notices.finished()).toMatchObject({
      code: 'deadline_met',
      message: 'Finish by 13:00: done 10 min early.',
    });
    pass(20 * MINUTE_MS);
    expect(notices.finished()).toMatchObject({
      code: 'deadline_missed',
      message: 'Finish by 13:00: done 10 min late.',
    });
  });
});
