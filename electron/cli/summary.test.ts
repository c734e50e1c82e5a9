import { describe, expect, it } from 'vitest';
import { REJECT_REASONS } from '../../shared/list-import.ts';
import { finishText, importText, shownPath } from './summary.ts';
import { summaryOf, totalsOf } from './testing/fake-engine.ts';

const style = { program: 'gleaner', folder: '/lists' };

describe('finishText', () => {
  it('shows both halves of the ledger equation, the causes, the files and the next command', () => {
    const totals = totalsOf({
      lines: 1006,
      rows: 1000,
      merged: 4,
      rejected: 2,
      ok: 988,
      failed: 12,
      failures: { 'http.not_found': 2, 'http.server_error': 10 },
    });

    const text = finishText(
      {
        totals,
        elapsedMs: 10_000,
        settledRows: 1000,
        isInterrupted: false,
        pause: null,
        phases: { firstByte: { count: 1000, p50Ms: 120, p95Ms: 800, p99Ms: 2100 } },
        runPath: '/lists/my list.gleaner',
        exported: [
          { path: '/data/out.csv', rows: 1000, bytes: 2048, remarks: [{ code: 'cells_cut', count: 2 }] },
        ],
        next: [{ purpose: 'To retry what failed', words: ['retry', 'my list.gleaner'] }],
      },
      style,
    );

    expect(text).toBe(`
Finished in 10 s, 100 rows a second. 12 rows failed.

  1,006 lines = 1,000 rows + 4 merged + 2 rejected
  1,000 rows = 988 ok + 12 failed + 0 skipped + 0 pending

Failed:
  10  http.server_error  The server had an error
   2  http.not_found     The page does not exist

300 KB of pages fetched
First byte: p50 120 ms, p95 800 ms, p99 2.1 s
Run file: my list.gleaner
Export:   /data/out.csv (1,000 rows, 2.05 KB)
          2 cells were cut to 32,767 characters, the most that Excel takes.
To retry what failed: gleaner retry 'my list.gleaner'
`);
  });
});

describe('the headline', () => {
  it.each([
    ['a run', { settledRows: 10, elapsedMs: 100 }, {}, 'Finished in 100 ms, 100 rows a second.'],
    [
      'a second round of two rows',
      { settledRows: 2, elapsedMs: 2000 },
      {},
      'Finished in 2 s, 1.0 rows a second.',
    ],
    ['a run with nothing to do', { settledRows: 0 }, { ok: 9, failed: 1 }, 'Finished. 1 row failed.'],
    [
      'a run that paused itself',
      { pause: { reason: null, hosts: [], hostCount: 1 } },
      { ok: 5, failed: 4, pending: 1 },
      'Paused with 1 row left.',
    ],
    ['an interrupted run', { isInterrupted: true }, { ok: 9, pending: 1 }, 'Interrupted with 1 row left.'],
  ])('speaks of what this command did, after %s', (_, changes, totals, expected) => {
    const report = {
      totals: totalsOf(totals),
      elapsedMs: 0,
      settledRows: 0,
      isInterrupted: false,
      pause: null,
      phases: null,
      runPath: '/lists/a.gleaner',
      exported: [],
      next: [],
      ...changes,
    };

    expect(finishText(report, style).split('\n')[1]).toBe(expected);
  });
});

describe('importText', () => {
  it('lists rejected lines with number and reason, and disarms escape sequences in them', () => {
    const text = importText(
      {
        summary: summaryOf({ lines: 13, rejected: 3 }),
        runPath: '/lists/list.gleaner',
        firstRejected: [
          {
            file: null,
            line: 7,
            kind: 'rejected',
            text: '\u{1b}[2Jgone',
            reason: 'not_a_url',
            mergeReason: null,
            intoLine: null,
            intoFile: null,
          },
        ],
      },
      style,
    );

    expect(text).toContain(`rejected line 7: ${REJECT_REASONS.not_a_url}: \u{fffd}[2Jgone`);
    expect(text).toContain('and 2 more rejected');
  });
});

describe('shownPath', () => {
  it.each([
    ['/lists/a.csv', 'a.csv'],
    ['/lists/sub/a.csv', 'sub/a.csv'],
    ['/other/a.csv', '/other/a.csv'],
    ['/lists2/a.csv', '/lists2/a.csv'],
  ])('shows %s as %s from /lists', (file, shown) => {
    expect(shownPath(file, '/lists')).toBe(shown);
  });
});
