/** How a run is opened: as it is, brought up to date, or as far as a damaged file can be read. */
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { RunFile } from './run-file.ts';
import { assertThere, findDamage } from './run-file-check.ts';
import { RunLock } from './run-lock.ts';
import { salvage } from './salvage/salvage.ts';

/**
 * Opens the run file at `path`. The whole of it is looked through first, because damage that is
 * found later, in the middle of a run, would have been lost silently until then.
 *
 * What can be read of a damaged file goes into a new one beside it, `NAME recovered.gleaner`,
 * which is opened instead; the damaged file is left as it was. `readFacts().salvage` tells.
 *
 * @throws AppError as {@link RunFile.open}; `RUN_FILE_DAMAGED` when nothing of it can be read.
 */
export function openRunFile(path: string): RunFile {
  assertThere(path);
  // The log stands beside the file itself, not beside a link to it.
  const real = realpathSync(path);
  const companions = ['-wal', '-shm'].map((suffix) => real + suffix).filter((name) => !existsSync(name));
  let openPath: string | null = null;
  try {
    openPath = lockedWhile(real, () => wholeOrRecovered(real));
  } finally {
    // Looking through a file makes SQLite put them beside it, where nobody would tidy them up.
    if (openPath !== real) for (const name of companions) rmSync(name, { force: true });
  }
  return RunFile.open(openPath === real ? path : openPath);
}

function wholeOrRecovered(path: string): string {
  const damage = findDamage(path);
  if (damage === null) return path;
  const recovered = salvage(path);
  if (recovered !== null) return recovered;
  if (damage.code === ErrorCode.RunFileForeign) throw damage;
  throw new AppError(ErrorCode.RunFileDamaged, `${damage.message} Nothing of it can be read.`, {
    advice: 'Start again from the list, or from a copy of the run file.',
    cause: damage,
  });
}

/** Nobody may be writing into the file that is looked at. */
function lockedWhile<Value>(path: string, action: () => Value): Value {
  const lock = RunLock.acquire(path);
  try {
    return action();
  } finally {
    lock.release();
  }
}
