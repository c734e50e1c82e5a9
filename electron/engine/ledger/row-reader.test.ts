import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { RowFilter, RowSort } from '../../../shared/rows.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { RowReader } from './row-reader.ts';
import { RunFile } from './run-file.ts';
import { openDatabase, type Database } from './sqlite.ts';

let folder: string;
let database: Database;
let reader: RowReader;

const URLS = [
  'http://a.test/100%25',
  'http://a.test/under_score',
  'http://a.test/underXscore',
  'http://b.test/back%5Cslash',
  'http://b.test/waiting',
  'http://b.test/untouched',
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-row-reader-'));
  const path = createRunFile(folder, URLS);
  const file = RunFile.open(path);
  const usage = { elapsedMs: 0, bytes: 0 };
  file.settle(
    [
      attempt(0, { title: 'Zebra', bytes: 30 }, { durationMs: 5 }),
      attempt(1, { title: 'apple 50% off', bytes: 10, finalUrl: 'http://c.test/end' }),
      attempt(2, { code: 'http.server_error', status: 500, error: 'HTTP 500' }, { isSettled: false }),
      attempt(2, { code: 'http.not_found', status: 404, error: 'HTTP 404', bytes: 20 }),
      attempt(3, {
        code: 'redirect.loop',
        status: 302,
        error: 'back to \\ there',
        hops: [{ status: 302, url: 'http://b.test/x' }],
      }),
      attempt(4, { code: 'timeout.total', status: null, error: 'not complete' }, { isSettled: false }),
    ],
    usage,
  );
  file.requeue({ kind: 'codes', codes: ['redirect.loop'] }, {});
  file.settle([attempt(3, { code: 'connect.refused', status: null, error: null, bytes: 0 })], usage);
  file.close();
  // As a stranger may have left it.
  tamper(
    path,
    "UPDATE attempt SET hops = '{{' WHERE row_id = 1; UPDATE row SET extra = '\"text\"' WHERE id = 5",
  );
  database = openDatabase(path);
  reader = new RowReader(database);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function ids(filter: Partial<RowFilter>, sort: Partial<RowSort> = {}): number[] {
  return [
    ...reader.readIds(
      { outcome: 'all', code: null, search: '', ...filter },
      { column: 'line', direction: 'asc', ...sort },
    ),
  ];
}

describe('filters', () => {
  it.each<[Partial<RowFilter>, number[]]>([
    [{}, [0, 1, 2, 3, 4, 5]],
    [{ outcome: 'ok' }, [0, 1]],
    [{ outcome: 'failed' }, [2, 3]],
    [{ outcome: 'pending' }, [4, 5]],
    [{ outcome: 'skipped' }, []],
    [{ outcome: 'failed', code: 'http.not_found' }, [2]],
    [{ code: 'http.server_error' }, []],
    [{ search: 'ZEBRA' }, [0]],
    [{ search: 'http 404' }, [2]],
    [{ search: 'c.test' }, [1]],
    [{ search: 'b.test', outcome: 'pending' }, [4, 5]],
    [{ search: '%' }, [0, 1, 3]],
    [{ search: 'r_s' }, [1]],
    [{ search: '\\' }, []],
    [{ search: "'; DROP TABLE row; --" }, []],
  ])('find for %j the rows %j', (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });
});

describe('sorts', () => {
  it.each<[RowSort['column'], number[], number[]]>([
    ['line', [0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]],
    ['url', [0, 2, 1, 3, 5, 4], [4, 5, 3, 1, 2, 0]],
    ['title', [0, 1, 2, 3, 4, 5], [1, 0, 2, 3, 4, 5]],
    ['status', [0, 1, 2, 3, 4, 5], [2, 0, 1, 3, 4, 5]],
    ['attempts', [5, 0, 1, 4, 2, 3], [2, 3, 0, 1, 4, 5]],
    ['durationMs', [0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 0, 5]],
  ])('put rows by %s in order, those without a value last either way', (column, ascending, descending) => {
    expect(ids({}, { column, direction: 'asc' })).toEqual(ascending);
    expect(ids({}, { column, direction: 'desc' })).toEqual(descending);
  });
});

describe('rows', () => {
  it('show the attempt that settled them, or else their latest', () => {
    expect(reader.read([2, 4, 5, 99])).toEqual([
      expect.objectContaining({ rowId: 2, line: 3, outcome: 'http.not_found', status: 404, attempts: 2 }),
      expect.objectContaining({ rowId: 4, outcome: null, lastCode: 'timeout.total', attempts: 1 }),
      expect.objectContaining({ rowId: 5, outcome: null, lastCode: null, attempts: 0, error: null }),
    ]);
  });

  it('name a cause for a failure that has no message of its own', () => {
    expect(reader.read([3])[0]!.error).toBe('The server refused the connection');
  });

  it('name the final address of a page that was fetched', () => {
    expect(reader.read([0, 1, 2]).map(({ finalUrl }) => finalUrl)).toEqual([
      URLS[0],
      'http://c.test/end',
      null,
    ]);
  });
});

/** A row that was fetched and is blocked now, and one the other way round. */
function withChanged(check: (reader: RowReader) => void): void {
  const path = createRunFile(folder, ['http://c.test/0', 'http://c.test/1'], 'changed');
  const file = RunFile.open(path);
  file.settle(
    [attempt(0, { title: 'Shop' }), attempt(1, { code: 'blocked.soft', error: 'reads like a captcha' })],
    { elapsedMs: 0, bytes: 0 },
  );
  file.changeSettled([0], 'ok', 'blocked.soft');
  file.changeSettled([1], 'blocked.soft', 'ok');
  file.close();
  const changed = openDatabase(path);
  try {
    check(new RowReader(changed));
  } finally {
    changed.close();
  }
}

describe('a row whose outcome was changed after its attempt', () => {
  const byLine = { column: 'line', direction: 'asc' } as const;

  it('shows the outcome that it has now, and no words about the one that it had', () => {
    withChanged((changed) => {
      expect(changed.read([0, 1])).toEqual([
        expect.objectContaining({
          outcome: 'blocked.soft',
          lastCode: 'blocked.soft',
          error: OUTCOMES['blocked.soft'].cause,
          title: 'Shop',
        }),
        expect.objectContaining({
          outcome: 'ok',
          lastCode: 'ok',
          error: null,
          finalUrl: 'http://c.test/1',
        }),
      ]);
    });
  });

  it('is filtered and searched by it', () => {
    withChanged((changed) => {
      const find = (filter: Partial<RowFilter>) => [
        ...changed.readIds({ outcome: 'all', code: null, search: '', ...filter }, byLine),
      ];

      expect(find({ outcome: 'failed', code: 'blocked.soft' })).toEqual([0]);
      expect(find({ outcome: 'ok' })).toEqual([1]);
      expect(find({ search: 'captcha' })).toEqual([]);
    });
  });
});

describe('a detail', () => {
  it('tells every attempt of every round, and which one settled the row', () => {
    const { attempts } = reader.readDetail(3)!;

    expect(attempts.map(({ number, round, code, isSettled }) => [number, round, code, isSettled])).toEqual([
      [1, 0, 'redirect.loop', false],
      [2, 1, 'connect.refused', true],
    ]);
    expect(attempts[0]!.hops).toEqual([{ status: 302, url: 'http://b.test/x' }]);
  });

  it("has the list's other cells with their names", () => {
    expect(reader.readDetail(0)!.extra).toEqual([['name', 'row 0']]);
  });

  it('leaves out what somebody has put there that is not ours', () => {
    expect(reader.readDetail(1)!.attempts[0]!.hops).toEqual([]);
    expect(reader.readDetail(5)!.extra).toEqual([]);
  });

  it('is nothing for a row that does not exist', () => {
    expect(reader.readDetail(99)).toBeNull();
  });
});

describe('what a recipe found', () => {
  let runPath: string;
  let found: Database;
  let fields: RowReader;

  beforeAll(() => {
    runPath = createRunFile(folder, URLS, 'fields');
    tamper(
      runPath,
      `INSERT INTO field VALUES (0, '["Zebra",["9.50","9,50 €"]]', 0, NULL);
       INSERT INTO field VALUES (1, '["apple",["100.00","100 €"]]', 0, NULL);
       INSERT INTO field VALUES (2, '[null,"on request"]', 1, NULL);
       INSERT INTO field VALUES (3, '[]', 0, 'took too long');
       INSERT INTO field VALUES (4, '[{"a":1},["-3"]', 0, NULL);`,
    );
    found = openDatabase(runPath);
    fields = new RowReader(found);
  });
  afterAll(() => found.close());

  const sorted = (column: RowSort['column'], direction: RowSort['direction'] = 'asc') => [
    ...fields.readIds({ outcome: 'all', code: null, search: '' }, { column, direction }),
  ];

  it('stands in the row as values', () => {
    expect(fields.read([0, 2, 3, 5]).map((row) => row.fields)).toEqual([
      ['Zebra', '9.50'],
      [null, 'on request'],
      [],
      [],
    ]);
  });

  it('is sorted as text or as numbers; rows without a value stand last', () => {
    expect(sorted('text:0')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted('text:0', 'desc')).toEqual([1, 0, 2, 3, 4, 5]);
    expect(sorted('text:1')).toEqual([1, 0, 2, 3, 4, 5]);
    expect(sorted('number:1')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted('number:1', 'desc')).toEqual([1, 0, 2, 3, 4, 5]);
    expect(sorted('number:99')).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
