import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { RunFileFacts } from '../ledger/run-file.ts';
import { attempt } from '../testing/run-files.ts';
import { LedgerCounts } from './ledger-counts.ts';

const facts: RunFileFacts = {
  name: 'list.txt',
  options: DEFAULT_OPTIONS,
  lines: 13,
  rows: 10,
  merged: 2,
  rejected: 1,
  bytes: 500,
  elapsedMs: 0,
  round: 0,
  otherColumns: [],
  roundOptions: {},
  attempts: 0,
  salvage: null,
  earlierRun: null,
  incomplete: 1,
  settled: new Map([
    ['ok', 3],
    ['http.not_found', 1],
    ['skipped.user', 1],
  ]),
};

describe('LedgerCounts', () => {
  it('starts with what the run file holds', () => {
    expect(new LedgerCounts(facts).totals(2, 1)).toEqual({
      lines: 13,
      rows: 10,
      merged: 2,
      rejected: 1,
      ok: 3,
      failed: 1,
      skipped: 1,
      pending: 5,
      inFlight: 2,
      bytes: 500,
      failures: { 'http.not_found': 1 },
      incomplete: 1,
      retrying: 1,
    });
  });

  it('counts rows that were settled now, and bytes and failures of every attempt', () => {
    const counts = new LedgerCounts(facts);
    const ok = attempt(5, { bytes: 10 });
    const failed = attempt(6, { code: 'timeout.total', bytes: 0 });
    const retried = attempt(7, { code: 'http.server_error', bytes: 5 }, { isSettled: false });

    counts.add([ok, failed], [ok, failed, retried]);

    expect(counts.totals(0, 0)).toMatchObject({
      ok: 4,
      failed: 2,
      pending: 3,
      bytes: 515,
      failures: { 'http.not_found': 1, 'timeout.total': 1 },
    });
    expect([counts.failedAttempts, counts.settled, counts.isComplete]).toEqual([2, 7, false]);
  });

  it('is complete when every row is settled, and not any more when rows are pending again', () => {
    const counts = new LedgerCounts(facts);
    const rest = [5, 6, 7, 8, 9].map((row) => attempt(row));
    counts.add(rest, rest);
    expect(counts.isComplete).toBe(true);

    counts.resetSettled({ settled: new Map([['ok', 8]]), incomplete: 2 });

    expect(counts.isComplete).toBe(false);
    expect(counts.totals(0, 0)).toMatchObject({ ok: 8, failed: 0, failures: {}, incomplete: 2, pending: 2 });
  });
});
