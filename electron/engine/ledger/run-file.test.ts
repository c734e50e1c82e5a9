import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { Draft } from './draft.ts';
import { RunFile } from './run-file.ts';
import { readPendingCount } from './run-file-check.ts';
import { SCHEMA_VERSION } from './schema.ts';

const USAGE = { elapsedMs: 1234.5, bytes: 99 };
const URLS = ['http://a.test/0', 'http://a.test/1', 'http://b.test/2', 'http://a.test/3'];

let folder: string;
let open: RunFile[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-run-file-'));
  open = [];
});
afterEach(() => {
  for (const file of open) file.close();
  rmSync(folder, { recursive: true, force: true });
});

function openFile(path: string): RunFile {
  const file = RunFile.open(path);
  open.push(file);
  return file;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('a run file', () => {
  it('remembers the list, its hosts and its counts', () => {
    const file = openFile(createRunFile(folder, URLS));

    expect(file.readFacts()).toMatchObject({
      name: 'run.txt',
      lines: 4,
      rows: 4,
      merged: 0,
      rejected: 0,
      round: 0,
      otherColumns: ['name'],
      options: DEFAULT_OPTIONS,
    });
    const plan = file.readPlan();
    expect(plan.origins).toEqual(['http://a.test', 'http://b.test']);
    expect([...plan.hostOfRow]).toEqual([0, 0, 1, 0]);
    expect([...plan.isPending]).toEqual([1, 1, 1, 1]);
    expect(file.lease([2, 0], 0).toSorted((a, b) => a.rowId - b.rowId)).toEqual([
      { rowId: 0, url: URLS[0], earlier: null },
      { rowId: 2, url: URLS[2], earlier: null },
    ]);
  });

  it('keeps what was settled when it is opened again, and counts free attempts as free', () => {
    const path = createRunFile(folder, URLS);
    const first = openFile(path);
    first.settle(
      [
        attempt(0),
        attempt(1, { code: 'http.server_error', status: 500 }, { isSettled: false }),
        attempt(1, { code: 'http.rate_limited', status: 429 }, { isSettled: false }),
        attempt(2, { code: 'http.not_found', status: 404 }),
      ],
      USAGE,
    );
    first.saveOptions(
      { ...DEFAULT_OPTIONS, concurrency: 7, ratePerSecPerHost: 2, headers: [['a', 'b']] },
      {},
    );
    first.close();

    const again = openFile(path);

    expect(again.readFacts()).toMatchObject({
      elapsedMs: 1235,
      bytes: 99,
      options: { ...DEFAULT_OPTIONS, concurrency: 7, ratePerSecPerHost: 2, headers: [['a', 'b']] },
    });
    expect(Object.fromEntries(again.readFacts().settled)).toEqual({ ok: 1, 'http.not_found': 1 });
    expect([...again.readPlan().isPending]).toEqual([0, 1, 0, 1]);
    expect([...again.readPlan().attemptsUsed]).toEqual([0, 1, 0, 0]);
    expect(readPendingCount(path)).toBe(2);
  });

  it('settles a row once, however often its outcome comes', () => {
    const file = openFile(createRunFile(folder, URLS));
    const batch = [attempt(0), attempt(1)];

    const settled = [file.settle(batch, USAGE), file.settle(batch, USAGE), file.settle([attempt(0)], USAGE)];

    expect(settled.map(({ length }) => length)).toEqual([2, 0, 0]);
    expect(Object.fromEntries(file.readFacts().settled)).toEqual({ ok: 2 });
  });

  it('makes the failed rows of the named codes pending again, as a new round', () => {
    const file = openFile(createRunFile(folder, URLS));
    file.settle(
      [
        attempt(0),
        attempt(1, { code: 'http.not_found' }),
        attempt(2, { code: 'timeout.total' }),
        attempt(3, { code: 'skipped.user' }),
      ],
      USAGE,
    );

    expect(file.requeue({ kind: 'codes', codes: ['timeout.total', 'ok', 'skipped.user'] }, {})).toBe(1);
    expect([...file.readPlan().isPending]).toEqual([0, 0, 1, 0]);
    // Its attempts of the round before are not held against it.
    expect(file.readPlan().attemptsUsed[2]).toBe(0);
    expect(file.readFacts().round).toBe(1);
    expect(file.requeue({ kind: 'codes', codes: ['timeout.total'] }, {})).toBe(0);
    expect(file.readFacts().round).toBe(1);
    expect(file.requeue({ kind: 'all' }, {})).toBe(1);
    expect(file.requeue({ kind: 'codes', codes: [] }, {})).toBe(0);
  });

  it('is one file when it is closed', () => {
    const path = createRunFile(folder, URLS);
    const file = openFile(path);
    file.settle([attempt(0)], USAGE);

    file.close();
    file.close();

    // The log may stay beside it until the process ends, but has nothing in it.
    const log = `${path}-wal`;
    expect(existsSync(log) ? readFileSync(log).length : 0).toBe(0);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });
});

describe('opening what is no run file', () => {
  it.each([
    ['text', 'http://a.test/\n'.repeat(100), ErrorCode.RunFileForeign],
    ['an empty file', '', ErrorCode.RunFileForeign],
    ['binary data', Buffer.alloc(5000, 0xfe), ErrorCode.RunFileForeign],
  ])('refuses %s', (_name, content, expected) => {
    const path = join(folder, 'x.gleaner');
    writeFileSync(path, content);

    expect(codeOf(() => RunFile.open(path))).toBe(expected);
    expect(readdirSync(folder)).toEqual(['x.gleaner']);
    expect(readFileSync(path)).toEqual(Buffer.from(content));
  });

  it('refuses what is not there, or is a folder', () => {
    mkdirSync(join(folder, 'dir.gleaner'));

    expect(codeOf(() => RunFile.open(join(folder, 'none.gleaner')))).toBe(ErrorCode.FileUnreadable);
    expect(codeOf(() => RunFile.open(join(folder, 'dir.gleaner')))).toBe(ErrorCode.FileUnreadable);
  });

  it("refuses another program's database", () => {
    const path = join(folder, 'x.gleaner');
    tamper(path, 'CREATE TABLE a (b)');

    expect(codeOf(() => RunFile.open(path))).toBe(ErrorCode.RunFileForeign);
    expect(codeOf(() => readPendingCount(path))).toBe(ErrorCode.RunFileForeign);
  });

  it('refuses a file of a newer Gleaner', () => {
    const path = createRunFile(folder, URLS);
    tamper(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);

    expect(codeOf(() => RunFile.open(path))).toBe(ErrorCode.RunFileTooNew);
  });

  it('says that a torn file is damaged', () => {
    const path = createRunFile(
      folder,
      Array.from({ length: 2000 }, (_, index) => `http://a.test/${index}`),
    );
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 4096, bytes.length - 100);
    writeFileSync(path, bytes);

    expect(codeOf(() => RunFile.open(path).readPlan())).toBe(ErrorCode.RunFileDamaged);
  });
});

describe('a run file that a stranger has edited', () => {
  it.each([
    ['a table is gone', 'DROP TABLE attempt'],
    ['a column is gone', 'ALTER TABLE row DROP COLUMN extra; ALTER TABLE attempt DROP COLUMN title'],
    ['an outcome does not exist', 'INSERT INTO settlement VALUES (0, 999, null)'],
    ['a settled row does not exist', 'INSERT INTO settlement VALUES (77, 0, null)'],
    ['the count of rows is no number', "UPDATE meta SET value = 'many' WHERE key = 'rows'"],
    ['the count of rows is negative', "UPDATE meta SET value = '-3' WHERE key = 'rows'"],
    ['the count of rows is too large', "UPDATE meta SET value = '4000000000' WHERE key = 'rows'"],
    ['a row is gone', 'DELETE FROM row WHERE id = 1'],
    ['the last row is gone', 'DELETE FROM row WHERE id = 3'],
    ['a row is not of this list', "INSERT INTO row VALUES (9, 9, 'http://a.test/9', 0, null)"],
    ['a row has no host', 'UPDATE row SET host_id = 5 WHERE id = 2'],
    ['the round is no number', "UPDATE meta SET value = 'x' WHERE key = 'round'"],
  ])('is called damaged when %s', (_what, sql) => {
    const path = createRunFile(folder, URLS);
    tamper(path, sql);

    const code = codeOf(() => {
      const file = openFile(path);
      file.readFacts();
      file.readPlan();
    });

    expect(code).toBe(ErrorCode.RunFileDamaged);
  });

  it.each([
    ['no JSON', '{{{'],
    ['null', 'null'],
    ['a list', '[1,2]'],
    ['wrong types', '{"concurrency":"x","headers":5,"userAgent":[],"adapt":"yes","retries":null}'],
    [
      'wrong ranges',
      '{"concurrency":1e9,"perHost":0,"ratePerSecPerHost":-1,"timeoutTotalMs":0,"retries":1e6}',
    ],
    ['wrong headers', '{"headers":[5,["a"],["a",1],null]}'],
  ])('falls back to default options when they are %s', (_what, json) => {
    const path = createRunFile(folder, URLS);
    tamper(path, `INSERT OR REPLACE INTO meta VALUES ('options', '${json}')`);

    expect(openFile(path).readFacts().options).toEqual(DEFAULT_OPTIONS);
  });
});

describe('a folder that cannot be written to', () => {
  it('is named when a draft is begun below a file', () => {
    writeFileSync(join(folder, 'file'), '');

    expect(codeOf(() => new Draft('d', join(folder, 'file', 'below')))).toBe(ErrorCode.FolderReadOnly);
  });

  it('is named when a draft is begun where the system lets nobody write', () => {
    expect(codeOf(() => new Draft('d', '/proc/sys'))).toBe(ErrorCode.FolderReadOnly);
  });
});

describe('another process', () => {
  // The package of the SQLite module and a file of this name are all that the child needs.
  const sqlite = createRequire(import.meta.url).resolve('@photostructure/sqlite');

  /** Runs `script` with `DatabaseSync` and `path` at hand, until it prints a line. */
  async function child(path: string, script: string) {
    const running = spawn(
      process.execPath,
      [
        '-e',
        `const { DatabaseSync } = require(${JSON.stringify(sqlite)}); const path = process.argv[1]; ${script}`,
        path,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(running.stdout, 'data');
    return {
      kill: async () => {
        running.kill('SIGKILL');
        await once(running, 'exit');
      },
    };
  }

  it('that has the run open keeps us out until it ends, however it ends', async () => {
    const path = createRunFile(folder, URLS);
    const other = await child(
      path,
      `const lock = new DatabaseSync(path + '-lock');
       lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
       console.log('locked'); setInterval(() => {}, 1000);`,
    );

    const whileLocked = codeOf(() => RunFile.open(path));
    await other.kill();

    expect(whileLocked).toBe(ErrorCode.RunFileLocked);
    expect(openFile(path).readFacts().rows).toBe(4);
  });

  it('that is killed while it writes loses nothing that was committed, and nothing is settled half', async () => {
    const path = createRunFile(
      folder,
      Array.from({ length: 5000 }, (_, index) => `http://a.test/${index}`),
    );
    const other = await child(
      path,
      `const file = new DatabaseSync(path);
       file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
       const add = file.prepare('INSERT INTO attempt (row_id, round, code, started_at_ms, duration_ms, bytes) VALUES (?, 0, 0, 1, 1, 1)');
       const settle = file.prepare('INSERT INTO settlement VALUES (?, 0, ?)');
       for (let row = 0; row < 5000; row += 10) {
         file.exec('BEGIN IMMEDIATE');
         for (let one = row; one < row + 10; one++) settle.run(one, add.run(one).lastInsertRowid);
         file.exec('COMMIT');
         if (row === 200) require('fs').writeSync(1, 'well under way');
       }
       // And one that is never committed.
       file.exec('BEGIN IMMEDIATE; DELETE FROM settlement; DELETE FROM attempt');
       setInterval(() => {}, 1000);`,
    );
    await other.kill();

    const file = openFile(path);
    const settled = file.readFacts().settled.get('ok') ?? 0;

    expect(settled).toBeGreaterThanOrEqual(210);
    expect(settled % 10).toBe(0);
    expect([...file.readPlan().isPending].filter((one) => one === 0)).toHaveLength(settled);
    expect(file.settle([attempt(0), attempt(4999)], USAGE).length).toBe(settled === 5000 ? 0 : 1);
  });
});
