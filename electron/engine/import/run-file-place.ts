/** Where a new run file goes, and whether what stands there may be replaced. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { readPendingCount } from '../ledger/run-file-check.ts';
import { RunLock } from '../ledger/run-lock.ts';

export interface RunFilePlace {
  readonly folder: string;
  /** `null`: a free name in `folder`. */
  readonly runPath: string | null;
  readonly replaceUnfinished: boolean;
}

/** @throws AppError `RUN_FILE_UNFINISHED`, `RUN_FILE_LOCKED`, or what is wrong with a file that is no run file. */
export function assertReplaceable({ runPath: path, replaceUnfinished }: RunFilePlace): void {
  if (path === null || !existsSync(path)) return;
  RunLock.acquire(path).release();
  // Also with `replaceUnfinished`: a file of another program is never overwritten.
  const pending = readPendingCount(path);
  if (pending === 0 || replaceUnfinished) return;
  throw new AppError(ErrorCode.RunFileUnfinished, `${path} holds a run with ${pending} rows left.`, {
    advice: 'Resume it, or name another run file.',
  });
}

/** @param name of the list. @returns The path to use now. @throws as {@link assertReplaceable} */
export function placeOf(place: RunFilePlace, name: string): string {
  assertReplaceable(place);
  return place.runPath ?? freePath(place.folder, name);
}

/** `products.gleaner`, `products 2.gleaner`, … : the first that is free. */
function freePath(folder: string, name: string): string {
  const stem = name
    .replace(/\.(txt|csv|tsv|gz|list|urls)$/i, '')
    .replace(/[^\p{L}\p{N} ._-]/gu, '_')
    .slice(0, 100);
  const base = stem.replace(/^[. ]+|[. ]+$/g, '') || 'list';
  for (let number = 1; ; number++) {
    const path = join(folder, `${base}${number === 1 ? '' : ` ${number}`}.gleaner`);
    if (!existsSync(path)) return path;
  }
}
