import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../../shared/rows.ts';
import { roundsOf } from './rounds.ts';

const attempt = (number: number, round: number): AttemptRecord => ({
  number,
  round,
  code: 'timeout.headers',
  isSettled: false,
  startedAtMs: number * 1000,
  durationMs: 10,
  status: null,
  bytes: 0,
  contentType: null,
  finalUrl: null,
  hops: [],
  error: null,
  title: null,
  phases: { waitMs: null, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null },
});

describe('rounds of a row', () => {
  it('shows the newest round and attempt first and keeps every attempt', () => {
    const rounds = roundsOf(
      [attempt(1, 0), attempt(2, 0), attempt(3, 2)],
      [
        { round: 0, startedAtMs: 500, requeued: null, options: {} },
        { round: 2, startedAtMs: 2500, requeued: 7, options: { concurrency: 20 } },
      ],
    );

    expect(rounds.map(({ name, attempts }) => [name, attempts.map(({ number }) => number)])).toEqual([
      ['Retry 2', [3]],
      ['First run', [2, 1]],
    ]);
    expect(rounds[0]).toMatchObject({ startedAtMs: 2500, settings: 'concurrency 20' });
  });

  it('shows a round whose attempt is still to come', () => {
    const rounds = roundsOf([attempt(1, 0)], [{ round: 1, startedAtMs: 9, requeued: 1, options: {} }]);

    expect(rounds.map(({ name, attempts }) => [name, attempts.length])).toEqual([
      ['Retry 1', 0],
      ['First run', 1],
    ]);
  });

  it('loses no attempt of a round that nobody recorded', () => {
    expect(roundsOf([attempt(4, 3)], [])).toMatchObject([{ name: 'Retry 3', startedAtMs: 4000 }]);
  });
});
