/**
 * One writer per run file, over all windows and commands.
 *
 * The lock is an exclusive SQLite transaction on a small file beside the run file, so
 * it is the operating system that holds it: it ends with the process however that
 * dies, and there is no stale lock to clear. The run file itself cannot be locked like
 * this, because the query worker reads it while the engine writes.
 */
import { existsSync, rmSync } from 'node:fs';
import { ErrorCode } from '../../../shared/errors.ts';
import { lockedError, openDatabase, sqliteError, type Database } from './sqlite.ts';

export class RunLock {
  readonly #path: string;
  readonly #database: Database;

  private constructor(path: string, database: Database) {
    this.#path = path;
    this.#database = database;
  }

  /** @throws AppError `RUN_FILE_LOCKED` when another process holds it; `FOLDER_READ_ONLY`. */
  static acquire(runPath: string): RunLock {
    const path = `${runPath}-lock`;
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

  release(): void {
    rmSync(this.#path, { force: true });
    this.#database.close();
  }
}
