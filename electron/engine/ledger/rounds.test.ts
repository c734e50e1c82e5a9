import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { RunFile } from './run-file.ts';

const USAGE = { elapsedMs: 0, bytes: 0 };
const URLS = ['http://a.test/0', 'http://a.test/1', 'http://b.test/2', 'http://b.test/3', 'http://b.test/4'];

let folder: string;
let path: string;
let file: RunFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-rounds-'));
  path = createRunFile(folder, URLS);
  file = RunFile.open(path);
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true, force: true });
});

function reopenFile(): void {
  file.close();
  file = RunFile.open(path);
}

function pending(): number[] {
  return [...file.readPlan().isPending].flatMap((isPending, rowId) => (isPending === 1 ? [rowId] : []));
}

describe('asking failed rows again', () => {
  beforeEach(() => {
    file.settle(
      [
        attempt(0),
        attempt(1, { code: 'http.not_found', error: 'HTTP 404 for shoes' }),
        attempt(2, { code: 'timeout.total', title: 'Shoes' }),
        attempt(3, { code: 'timeout.total' }),
      ],
      USAGE,
    );
  });

  // Row 4 is pending all along, and row 0 must never lose its outcome.
  it.each<[string, RetrySelection, number[]]>([
    ['all', { kind: 'all' }, [1, 2, 3, 4]],
    ['a cause', { kind: 'codes', codes: ['timeout.total', 'ok'] }, [2, 3, 4]],
    ['rows by name', { kind: 'rows', rowIds: [0, 3, 4, 99, -1] }, [3, 4]],
    ['no rows', { kind: 'rows', rowIds: [] }, [4]],
    [
      'a filter with words',
      { kind: 'filter', filter: { outcome: 'all', code: null, search: 'shoes' } },
      [1, 2, 4],
    ],
    [
      'a filter with a cause and words',
      { kind: 'filter', filter: { outcome: 'failed', code: 'timeout.total', search: 'b.test' } },
      [2, 3, 4],
    ],
    ['a filter of fetched rows', { kind: 'filter', filter: { outcome: 'ok', code: null, search: '' } }, [4]],
    [
      'a filter that breaks out of SQL',
      { kind: 'filter', filter: { outcome: 'all', code: null, search: "') OR ('1" } },
      [4],
    ],
  ])('takes by %s only failures', (_what, selection, expected) => {
    expect(file.requeue(selection, {})).toBe(expected.length - 1);
    expect(pending()).toEqual(expected);
  });

  it('takes as many rows by name as a window may send', () => {
    const rowIds = Array.from({ length: 100_000 }, (_, index) => index);

    expect(file.requeue({ kind: 'rows', rowIds }, {})).toBe(3);
  });

  it('keeps what is set for the round only, apart from what is set for the run', () => {
    file.saveOptions({ ...DEFAULT_OPTIONS, concurrency: 5 }, {});
    file.requeue({ kind: 'codes', codes: ['http.not_found'] }, { timeoutTotalMs: 60_000, userAgent: 'x' });
    reopenFile();

    expect(file.readFacts()).toMatchObject({
      round: 1,
      options: { ...DEFAULT_OPTIONS, concurrency: 5 },
      roundOptions: { timeoutTotalMs: 60_000, userAgent: 'x' },
    });
    file.saveOptions({ ...DEFAULT_OPTIONS, concurrency: 6 }, { timeoutTotalMs: 61_000 });
    expect(file.readFacts()).toMatchObject({
      options: { concurrency: 6 },
      roundOptions: { timeoutTotalMs: 61_000 },
    });
    file.requeue({ kind: 'all' }, {});
    expect(file.readFacts()).toMatchObject({ round: 2, roundOptions: {} });
  });

  it('begins no round when there is nothing to ask', () => {
    expect(file.requeue({ kind: 'codes', codes: ['tls.certificate'] }, { retries: 9 })).toBe(0);
    reopenFile();

    expect(file.readFacts()).toMatchObject({ round: 0, roundOptions: {} });
  });

  it('ignores round options that somebody has spoilt', () => {
    file.requeue({ kind: 'all' }, { retries: 9 });
    file.close();
    tamper(path, `UPDATE round SET options = '{"retries":-1,"concurrency":"many","perHost":3,"x":1}'`);
    reopenFile();

    expect(file.readFacts().roundOptions).toEqual({ perHost: 3 });
  });
});

describe('changing outcomes', () => {
  beforeEach(() => {
    file.settle(
      [
        attempt(0),
        attempt(1, { code: 'http.server_error' }, { isSettled: false }),
        attempt(1),
        attempt(2),
        attempt(3, { code: 'http.not_found' }),
      ],
      USAGE,
    );
  });

  it('touches only rows that are named and have that outcome', () => {
    expect(file.changeSettled([0, 1, 3, 4], 'ok', 'blocked.soft')).toBe(2);

    expect(Object.fromEntries(file.readFacts().settled)).toEqual({
      ok: 1,
      'blocked.soft': 2,
      'http.not_found': 1,
    });
    expect(file.rowsSettledAs('blocked.soft', 'http://a.test')).toEqual([0, 1]);
    expect(file.rowsSettledAs('blocked.soft', 'http://b.test')).toEqual([]);
    expect(file.rowsSettledAs('ok', 'http://b.test')).toEqual([2]);
  });

  it('can be taken back: the rows are pending in the same round, and pay for real failures only', () => {
    file.changeSettled([0, 1], 'ok', 'blocked.soft');
    file.reopen([0, 1]);
    reopenFile();

    expect(pending()).toEqual([0, 1, 4]);
    expect(file.readFacts().round).toBe(0);
    expect([...file.readPlan().attemptsUsed]).toEqual([0, 1, 0, 0, 0]);
    expect(file.settle([attempt(0)], USAGE)).toHaveLength(1);
  });
});

describe('phase times', () => {
  it('come page by page, each attempt once, with nothing where a phase did not happen', () => {
    const phases = { waitMs: 3.6, dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 4, bodyMs: 5 };
    file.settle(
      [attempt(0, { phases }, { durationMs: 12.4 }), attempt(1), attempt(2, { error: 'x' }), attempt(3)],
      USAGE,
    );

    const first = file.readPhaseTimes(0, 3);
    const second = file.readPhaseTimes(first.lastId, 3);
    const third = file.readPhaseTimes(second.lastId, 3);

    expect(first.rows[0]).toEqual([4, 1, 2, null, 4, 5, 12]);
    expect([first, second, third].map(({ rows }) => rows.length)).toEqual([3, 1, 0]);
    expect(third.lastId).toBe(second.lastId);
    expect(file.readFacts().attempts).toBe(4);
  });
});
