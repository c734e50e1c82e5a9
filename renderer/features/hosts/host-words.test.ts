import { describe, expect, it } from 'vitest';
import type { HostLive } from '../../../shared/host-live.ts';
import { PACE_REASONS } from '../../../shared/host-pace.ts';
import { hostStateWords, restingWords } from './host-words.ts';

const LIVE: HostLive = {
  origin: 'https://shop.example',
  state: 'ramping',
  reason: 'healthy',
  inFlight: 3,
  inFlightMax: 8,
  ratePerSec: 13,
  startedPerSec: 12.4,
  refusedAtPerSec: null,
  pendingRows: 10,
  parked: null,
  pausedBy: null,
};
const NOW_MS = new Date(2026, 0, 5, 17, 38, 0).getTime();

function words(changes: Partial<HostLive>): string {
  const { state, reason } = hostStateWords({ ...LIVE, ...changes }, NOW_MS);
  return reason === '' ? state : `${state}: ${reason}`;
}

describe('how a host is asked, in words', () => {
  it.each<[Partial<HostLive>, string]>([
    [{}, 'Speeding up: answers are healthy'],
    [{ state: 'steady', reason: 'refused', refusedAtPerSec: 53.2 }, 'Steady: it said no at 53/s'],
    [{ state: 'steady', reason: 'user_limit' }, 'Steady: your limit'],
    [{ state: 'fixed', reason: 'user_limit' }, 'Fixed: your limits'],
    [{ state: 'paused', reason: 'user_pause', pausedBy: 'user' }, 'Paused: by you'],
    [{ state: 'paused', reason: 'alarm', pausedBy: 'soft_block' }, 'Paused: it may be blocking us'],
    [{ state: 'waiting', reason: 'starting' }, 'Waiting: not asked yet'],
    [{ state: 'done', reason: 'user_limit' }, 'Done'],
    [
      {
        state: 'parked',
        reason: 'retry_after',
        parked: { untilMs: NOW_MS + 250_000, code: 'http.rate_limited' },
      },
      'Parked until 17:42 (4:10 left): the server asked for it',
    ],
  ])('%j', (changes, expected) => {
    expect(words(changes)).toBe(expected);
  });

  it('has a reason for whatever the governor says', () => {
    for (const reason of PACE_REASONS) expect(words({ reason })).toMatch(/^Speeding up: \S/);
  });

  it('says of a host that rests what the run does', () => {
    expect(restingWords(3, 'stopped')).toEqual({ state: 'Waiting', reason: 'the run is stopped' });
    expect(restingWords(0, 'paused')).toEqual({ state: 'Done', reason: '' });
  });
});
