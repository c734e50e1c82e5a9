/**
 * One writer per run file, over all windows and commands.
 *
 * The lock is an exclusive SQLite transaction on a small file beside the run file, so
 * it is the operating system that holds it: it ends with the process however that
 * dies, and there is no stale lock to clear. The run file itself cannot be locked like
 * this, because the query worker reads it while the engine writes.
 */
import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { lockedError, openDatabase, sqliteError, type Database } from './sqlite.ts';

export class RunLock {
  readonly #path: string;
  readonly #database: Database;

  private constructor(path: string, database: Database) {
    this.#path = path;
    this.#database = database;
  }

  /**
   * @param runPath However it is written: a relative path and a symbolic link lead to the same lock.
   * @throws AppError `RUN_FILE_LOCKED` when somebody else holds it, `FOLDER_READ_ONLY`, `DISK_FULL`,
   *   `FILE_UNREADABLE` for a file that has a second name in the file system.
   */
  static acquire(runPath: string): RunLock {
    assertOneName(runPath);
    const path = `${realPath(runPath)}-lock`;
    for (let attempt = 0; attempt < 3; attempt++) {
      const database = openDatabase(path);
      try {
        database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      } catch (error) {
        database.close();
        const failure = sqliteError(error, path);
        throw failure.code === ErrorCode.RunFileLocked ? lockedError(runPath, error) : failure;
      }
      // The former holder removes the file when it lets go. If that happened between
      // our open and our lock, we hold a file that nobody else can see: try again.
      if (existsSync(path)) return new RunLock(path, database);
      database.close();
    }
    throw lockedError(runPath);
  }

  /** Never throws: what cannot be removed is an empty file that nobody holds. */
  release(): void {
    // Removed while it is held, so that nobody else's is removed; Windows lets it go only afterwards.
    const isRemoved = removed(this.#path);
    this.#database.close();
    if (!isRemoved) removed(this.#path);
  }
}

function removed(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** As it is for a file that is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Through its other name the file could be opened past this lock and without its log, which
 * would ruin it (sqlite.org/howtocorrupt.html, "Multiple links to the same file").
 */
function assertOneName(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.nlink ?? 1) <= 1) return;
  throw new AppError(ErrorCode.FileUnreadable, `${basename(path)} is in two places at once (a hard link).`, {
    advice: 'Make a copy of it, and open the copy.',
  });
}
