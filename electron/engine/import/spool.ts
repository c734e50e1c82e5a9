/** Pasted text on its way to an import: written to a file piece by piece, so that it never stands whole in memory. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { isDiskFull, readOnlyFolderError } from '../ledger/sqlite.ts';

export class Spools {
  readonly #paths = new Set<string>();

  /** @throws AppError `FOLDER_READ_ONLY`, `DISK_FULL` */
  begin(folder: string): string {
    const path = join(folder, `.gleaner-${process.pid}-${randomUUID()}.draft`);
    guard(folder, () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, '');
    });
    this.#paths.add(path);
    return path;
  }

  append(path: string, text: string): void {
    if (!this.#paths.has(path)) throw new AppError(ErrorCode.NotFound, 'This text is no longer there.');
    guard(path, () => appendFileSync(path, text));
  }

  discard(path: string): void {
    if (this.#paths.delete(path)) rmSync(path, { force: true });
  }

  dispose(): void {
    for (const path of this.#paths) this.discard(path);
  }
}

function guard(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isDiskFull(error)) throw readOnlyFolderError(path, error);
    throw new AppError(ErrorCode.DiskFull, 'The disk is full: the list could not be kept.', {
      advice: 'Free some space and paste it again.',
      cause: error,
    });
  }
}
