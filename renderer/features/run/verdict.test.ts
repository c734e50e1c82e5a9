import { describe, expect, it } from 'vitest';
import type { PausedHost, RunTotals } from '../../../shared/progress.ts';
import { EMPTY_TOTALS, type RunModelState } from '../../state/run-state.ts';
import { verdictOf, worthRetrying } from './verdict.ts';

const totals = (part: Partial<RunTotals>): RunTotals => ({ ...EMPTY_TOTALS, ...part });

const judged = (part: Pick<RunModelState, 'state' | 'totals'> & Partial<RunModelState>) =>
  verdictOf({ pauseReason: null, pausedHosts: [], ...part });

const pausedHost = (pendingRows: number): PausedHost => ({
  origin: 'https://shop.example',
  sinceMs: 0,
  cause: 'failures',
  alarm: { code: 'http.forbidden', failedAnswers: 172, answers: 200 },
  pendingRows,
  sample: null,
});

describe('verdict', () => {
  it('says how many failures are worth another try', () => {
    const finished = totals({
      ok: 98_301,
      failed: 1111,
      failures: { 'http.not_found': 96, 'timeout.headers': 711, 'http.server_error': 304 },
    });

    expect(judged({ state: 'finished', totals: finished })).toBe(
      '98,301 ok, 1,111 failed: 1,015 worth retrying',
    );
  });

  it('says it when everything is well', () => {
    expect(judged({ state: 'finished', totals: totals({ ok: 5 }) })).toBe('5 ok, nothing failed');
  });

  it('says how many pages had not what they should have', () => {
    expect(judged({ state: 'finished', totals: totals({ ok: 5, incomplete: 2 }) })).toBe(
      '5 ok (2 incomplete), nothing failed',
    );
  });

  it('names what is left of a stopped run', () => {
    expect(judged({ state: 'stopped', totals: totals({ pending: 37_272 }) })).toBe(
      'Stopped: 37,272 rows left',
    );
  });

  it('says that failures paused the run', () => {
    const pauseReason = { code: 'http.forbidden', failedAnswers: 834, answers: 1000 } as const;

    expect(judged({ state: 'paused', totals: totals({ pending: 9 }), pauseReason })).toBe(
      'Paused: 834 of the last 1,000 answers failed',
    );
  });

  it('tells a run that waits for the user to decide about hosts from one that the user paused', () => {
    const waiting = { state: 'paused', pausedHosts: [pausedHost(40), pausedHost(2)] } as const;

    expect(judged({ ...waiting, totals: totals({ pending: 42 }) })).toBe(
      'Paused: the 42 rows left are of paused hosts',
    );
    expect(judged({ ...waiting, totals: totals({ pending: 43 }) })).toBe('Paused: 43 rows left');
  });

  it('never counts a missing page as worth retrying', () => {
    expect(worthRetrying({ 'http.not_found': 96 })).toEqual({ codes: [], count: 0 });
  });
});
