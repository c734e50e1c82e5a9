/** What becomes of a run when the disk fills up, or gives back something else than was written. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { RowQueries } from '../query/row-queries.ts';
import { attempt, createRunFile } from '../testing/run-files.ts';
import { Draft } from './draft.ts';
import { openRunFile } from './open-run-file.ts';
import { RunFile } from './run-file.ts';
import { collectClosedDatabases, sqliteError } from './sqlite.ts';
import type { FinishedAttempt } from './work-ledger.ts';

const USAGE = { elapsedMs: 1, bytes: 1 };
const ROWS = 3000;
const URLS = Array.from({ length: ROWS }, (_, row) => `http://a.test/${row}`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-failing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.advice).not.toBe('');
    return error.code;
  }
  return 'nothing was thrown';
}

/** Numbers from sqlite.org/rescode.html. */
function failure(extendedCode: number): Error {
  return Object.assign(new Error('words of SQLite'), {
    sqliteCode: extendedCode,
    sqliteExtendedCode: extendedCode,
  });
}

describe('a failure of SQLite', () => {
  it.each([
    ['FULL', 13, ErrorCode.DiskFull],
    ['IOERR', 10, ErrorCode.FileUnwritable],
    ['IOERR_READ', 266, ErrorCode.FileUnreadable],
    ['IOERR_SHORT_READ', 522, ErrorCode.FileUnreadable],
    ['IOERR_WRITE', 778, ErrorCode.FileUnwritable],
    ['IOERR_FSYNC', 1034, ErrorCode.FileUnwritable],
    ['IOERR_TRUNCATE', 1546, ErrorCode.FileUnwritable],
    ['IOERR_SHMSIZE', 4874, ErrorCode.DiskFull],
    ['IOERR_CORRUPTFS', 8458, ErrorCode.FileUnreadable],
    ['READONLY', 8, ErrorCode.FileUnreadable],
    ['READONLY_DBMOVED', 1032, ErrorCode.FileUnreadable],
    ['CORRUPT', 11, ErrorCode.RunFileDamaged],
    ['CORRUPT_INDEX', 779, ErrorCode.RunFileDamaged],
    ['CONSTRAINT_PRIMARYKEY', 1555, ErrorCode.RunFileDamaged],
    ['BUSY_SNAPSHOT', 517, ErrorCode.RunFileLocked],
    ['CANTOPEN_ISDIR', 526, ErrorCode.FileUnreadable],
    ['NOTADB', 26, ErrorCode.RunFileForeign],
    ['NOMEM', 7, ErrorCode.FileUnreadable],
  ])('%s has a code and advice', async (_name, extendedCode, expected) => {
    const throws = () => {
      throw sqliteError(failure(extendedCode), join(folder, 'run.gleaner'));
    };

    expect(await codeOf(throws)).toBe(expected);
  });

  it.each([
    ['ENOSPC', ErrorCode.DiskFull],
    ['EDQUOT', ErrorCode.DiskFull],
    ['EACCES', ErrorCode.FolderReadOnly],
    ['EROFS', ErrorCode.FolderReadOnly],
    ['EIO', ErrorCode.FileUnreadable],
  ])('%s of the file system has them, too', async (code, expected) => {
    const throws = () => {
      throw sqliteError(
        Object.assign(new Error('words of the system'), { code }),
        join(folder, 'run.gleaner'),
      );
    };

    expect(await codeOf(throws)).toBe(expected);
  });
});

function createRun(): string {
  const path = createRunFile(folder, URLS);
  const file = RunFile.open(path);
  for (let from = 0; from < 2000; from += 500)
    file.settle(
      Array.from({ length: 500 }, (_, index) =>
        attempt(from + index, index % 3 === 0 ? { code: 'timeout.total' } : {}),
      ),
      USAGE,
    );
  file.close();
  return path;
}

/** Everything but the first page, on which SQLite finds its tables. */
function damage(path: string): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(statSync(path).size - 4096, 0xaa), 0, undefined, 4096);
  closeSync(descriptor);
}

describe('damage that comes while the run is open', () => {
  const CALLS: readonly (readonly [string, (file: RunFile) => unknown])[] = [
    ['facts', (file) => file.readFacts()],
    ['plan', (file) => file.readPlan()],
    ['lease', (file) => file.lease([ROWS - 2, ROWS - 1], 0)],
    ['settle', (file) => file.settle([attempt(ROWS - 1)], USAGE)],
    ['requeue', (file) => file.requeue({ kind: 'all' }, {})],
    ['changeSettled', (file) => file.changeSettled([5], 'ok', 'blocked.soft')],
    ['rowsSettledAs', (file) => file.rowsSettledAs('ok', 'http://a.test')],
    ['reopen', (file) => file.reopen([5])],
    ['phase times', (file) => file.readPhaseTimes(0, 10)],
  ];
  const QUERIES: readonly (readonly [string, (queries: RowQueries) => unknown])[] = [
    [
      'view',
      (queries) =>
        queries.view({ outcome: 'all', code: null, search: '' }, { column: 'title', direction: 'asc' }),
    ],
    ['detail', (queries) => queries.detail(5)],
    ['hosts', (queries) => queries.hosts('', 0, 10)],
    ['host detail', (queries) => queries.hostDetail(0)],
    [
      'export',
      (queries) =>
        queries.export({
          path: join(folder, 'out.csv'),
          options: {
            format: 'csv',
            rows: { kind: 'filter', filter: { outcome: 'all', code: null, search: '' } },
            columns: null,
            hasOriginals: false,
          },
          onProgress: () => {},
          signal: new AbortController().signal,
        }),
    ],
  ];

  it.each(CALLS)('is what %s ends in, and not silence', async (_what, call) => {
    const path = createRun();
    const file = RunFile.open(path);
    damage(path);

    expect(await codeOf(() => call(file))).toBe(ErrorCode.RunFileDamaged);
    file.close();
  });

  it.each(QUERIES)('is what the %s of a query ends in', async (_what, call) => {
    const path = createRun();
    const queries = new RowQueries(path);
    damage(path);

    expect(await codeOf(() => call(queries))).toBe(ErrorCode.RunFileDamaged);
    await queries.close();
  });

  it('is told instead of rows being left out when their URLs are asked for', async () => {
    const path = createRun();
    const file = RunFile.open(path);

    expect(await codeOf(() => file.lease([1, ROWS], 0))).toBe(ErrorCode.RunFileDamaged);
    file.close();
  });
});

/** @returns Why there is none, or `null` when `place` is now a disk of one megabyte of its own. */
function mountSmallDisk(place: string): string | null {
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0]! : String(error);
  }
}

const probe = mkdtempSync(join(tmpdir(), 'gleaner-mount-'));
const whyNoDisk = mountSmallDisk(join(probe, 'disk'));
if (whyNoDisk === null) execFileSync('umount', [join(probe, 'disk')]);
rmSync(probe, { recursive: true });

function batch(from: number): FinishedAttempt[] {
  return Array.from({ length: 100 }, (_, index) =>
    attempt(from + index, { title: `Title ${from + index} ${'x'.repeat(60)}` }),
  );
}

describe.skipIf(whyNoDisk !== null)(
  `a disk of one megabyte${whyNoDisk === null ? '' : ` (skipped, it cannot be mounted here: ${whyNoDisk})`}`,
  () => {
    let disk: string;
    beforeEach(() => {
      disk = join(folder, 'disk');
      mountSmallDisk(disk);
    });
    afterEach(() => execFileSync('umount', ['--lazy', disk]));

    function fill(): void {
      const descriptor = openSync(join(disk, 'ballast'), 'a');
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(4096));
      } catch {
        // Full: that was the aim.
      } finally {
        closeSync(descriptor);
      }
    }

    function makeSpace(): void {
      rmSync(join(disk, 'ballast'));
    }

    it('that is full fails the batch as a whole, which is written when there is space, once', async () => {
      const path = createRunFile(disk, URLS);
      const file = RunFile.open(path);
      file.settle(batch(0), USAGE);
      fill();

      let failed = 100;
      while ((await codeOf(() => file.settle(batch(failed), USAGE))) === 'nothing was thrown') failed += 100;
      expect(await codeOf(() => file.settle(batch(failed), USAGE))).toBe(ErrorCode.DiskFull);
      expect(file.readFacts().settled.get('ok')).toBe(failed);
      makeSpace();
      const settled = file.settle(batch(failed), USAGE);
      const again = file.settle(batch(failed), USAGE);
      file.close();

      expect([settled.length, again.length]).toEqual([100, 0]);
      const reopened = openRunFile(path);
      expect(reopened.readFacts()).toMatchObject({ salvage: null, settled: new Map([['ok', failed + 100]]) });
      expect([...reopened.readPlan().isPending].filter((one) => one === 0)).toHaveLength(failed + 100);
      reopened.close();
    });

    it('that is full is named by every other call that writes, and nothing of it is half done', async () => {
      const path = createRunFile(disk, URLS);
      const file = RunFile.open(path);
      file.settle(
        Array.from({ length: 500 }, (_, row) => attempt(row, { code: 'timeout.total' })),
        USAGE,
      );
      const userAgent = 'long'.repeat(20_000);
      fill();
      const codes: string[] = [];
      // The last bits of the log may still take something.
      for (const write of [
        () => file.saveOptions({ ...DEFAULT_OPTIONS, userAgent }, {}),
        () => file.requeue({ kind: 'all' }, { userAgent }),
      ])
        codes.push(await codeOf(write));

      expect(codes).toEqual([ErrorCode.DiskFull, ErrorCode.DiskFull]);
      expect(file.readFacts()).toMatchObject({ round: 0, settled: new Map([['timeout.total', 500]]) });
      makeSpace();
      expect(file.requeue({ kind: 'all' }, {})).toBe(500);
      file.close();
    });

    it('that is full is named by opening and by importing, and loses nothing', async () => {
      const path = createRunFile(disk, URLS);
      const before = readFileSync(path);
      fill();

      const opening = await codeOf(() => openRunFile(path).close());
      const importing = await codeOf(() => {
        const draft = new Draft('00000000-0000-4000-8000-000000000000', disk);
        draft.discard();
      });

      expect(['nothing was thrown', ErrorCode.DiskFull]).toContain(opening);
      expect(importing).toBe(ErrorCode.DiskFull);
      expect(readFileSync(path)).toEqual(before);
      makeSpace();
      const file = openRunFile(path);
      expect(file.readFacts().rows).toBe(ROWS);
      file.close();
    });

    it('that cannot be written to is named, and not the file', async () => {
      const path = createRunFile(disk, URLS.slice(0, 10));
      // The system lets nobody take writing away while something is open for it.
      await collectClosedDatabases();
      execFileSync('mount', ['-o', 'remount,ro', disk]);

      expect(await codeOf(() => openRunFile(path))).toBe(ErrorCode.FolderReadOnly);
      expect(await codeOf(() => new Draft('00000000-0000-4000-8000-000000000000', disk))).toBe(
        ErrorCode.FolderReadOnly,
      );
    });
  },
);
