import { describe, expect, it } from 'vitest';
import type { RunTotals } from '../../../shared/progress.ts';
import { verdictOf, worthRetrying } from './verdict.ts';

const totals = (part: Partial<RunTotals>): RunTotals => ({
  lines: 0,
  rows: 0,
  merged: 0,
  rejected: 0,
  ok: 0,
  failed: 0,
  skipped: 0,
  pending: 0,
  inFlight: 0,
  bytes: 0,
  failures: {},
  retrying: 0,
  ...part,
});

describe('verdict', () => {
  it('says how many failures are worth another try', () => {
    const finished = totals({
      ok: 98_301,
      failed: 1111,
      failures: { 'http.not_found': 96, 'timeout.headers': 711, 'http.server_error': 304 },
    });

    expect(verdictOf({ state: 'finished', totals: finished })).toBe(
      '98,301 ok, 1,111 failed: 1,015 worth retrying',
    );
  });

  it('says it when everything is well', () => {
    expect(verdictOf({ state: 'finished', totals: totals({ ok: 5 }) })).toBe('5 ok, nothing failed');
  });

  it('names what is left of a stopped run', () => {
    expect(verdictOf({ state: 'stopped', totals: totals({ pending: 37_272 }) })).toBe(
      'Stopped: 37,272 rows left',
    );
  });

  it('never counts a missing page as worth retrying', () => {
    expect(worthRetrying({ 'http.not_found': 96 })).toEqual({ codes: [], count: 0 });
  });
});
