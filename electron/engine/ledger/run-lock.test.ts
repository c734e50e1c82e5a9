import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { attempt, createRunFile } from '../testing/run-files.ts';
import { openRunFile } from './open-run-file.ts';
import { RunFile } from './run-file.ts';
import { RunLock } from './run-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-lock-'));
  path = createRunFile(folder, ['http://a.test/0', 'http://a.test/1']);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

/** Another process that tries to lock what `RunLock` locks. @returns What came of it, and how to kill it. */
async function otherProcess(lockPath: string) {
  const sqlite = createRequire(import.meta.url).resolve('@photostructure/sqlite');
  const script = `
    const { DatabaseSync } = require(${JSON.stringify(sqlite)});
    const lock = new DatabaseSync(process.argv[1], { timeout: 0 });
    let answer = 'has it';
    try { lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'); } catch { answer = 'is kept out'; }
    require('fs').writeSync(1, answer);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script, lockPath], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [answer] = await once(child.stdout, 'data');
  return {
    answer: String(answer),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the lock of a run file', () => {
  it('keeps another process out while we have it, and not after', async () => {
    const file = RunFile.open(path);
    const during = await otherProcess(`${path}-lock`);
    await during.kill();
    file.close();
    const after = await otherProcess(`${path}-lock`);
    await after.kill();

    expect([during.answer, after.answer]).toEqual(['is kept out', 'has it']);
  });

  it('is free again when the process that had it was killed, however often', async () => {
    for (let round = 0; round < 3; round++) {
      const other = await otherProcess(`${path}-lock`);
      expect(codeOf(() => RunFile.open(path))).toBe(ErrorCode.RunFileLocked);
      expect(codeOf(() => openRunFile(path))).toBe(ErrorCode.RunFileLocked);
      await other.kill();

      RunFile.open(path).close();
    }
  });

  it.each([
    ['a symbolic link', () => join(folder, 'link.gleaner')],
    ['a link to its folder', () => join(folder, 'folder', 'run.gleaner')],
    ['a relative path', () => relative(process.cwd(), path)],
    ['a winding path', () => `${folder}//folder/./run.gleaner`],
  ])('is the same through %s', (_what, other) => {
    symlinkSync(path, join(folder, 'link.gleaner'));
    symlinkSync(folder, join(folder, 'folder'));
    const lock = RunLock.acquire(path);
    const through = codeOf(() => RunFile.open(other()));
    lock.release();
    const free = RunLock.acquire(other());
    const direct = codeOf(() => RunFile.open(path));
    free.release();

    expect([through, direct]).toEqual([ErrorCode.RunFileLocked, ErrorCode.RunFileLocked]);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it('is refused for a file with a second name, which it could not guard', () => {
    linkSync(path, join(folder, 'second.gleaner'));

    expect(codeOf(() => openRunFile(path))).toBe(ErrorCode.FileUnreadable);
    rmSync(join(folder, 'second.gleaner'));
    openRunFile(path).close();
  });

  it.skipIf(!existsSync('/proc/sys'))('cannot be had where no file can be made, and says so', () => {
    expect(codeOf(() => RunLock.acquire('/proc/sys/run.gleaner'))).toBe(ErrorCode.FolderReadOnly);
  });

  it('can be let go when its folder is gone', () => {
    const below = join(folder, 'below');
    mkdirSync(below);
    const lock = RunLock.acquire(join(below, 'run.gleaner'));
    rmSync(below, { recursive: true });

    expect(() => lock.release()).not.toThrow();
  });
});

describe('a run file behind a symbolic link', () => {
  it('is opened with the log that a killed process left beside the file itself', () => {
    const writer = RunFile.open(path);
    writer.settle([attempt(0)], { elapsedMs: 1, bytes: 1 });
    const killed = join(folder, 'killed.gleaner');
    copyFileSync(path, killed);
    copyFileSync(`${path}-wal`, `${killed}-wal`);
    writer.close();
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(killed, join(elsewhere, 'link.gleaner'));

    const file = openRunFile(join(elsewhere, 'link.gleaner'));

    expect(file.readFacts()).toMatchObject({ salvage: null, settled: new Map([['ok', 1]]) });
    file.close();
  });
});
