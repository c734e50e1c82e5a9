/**
 * A lock between processes: a file that holds the process id of its owner.
 *
 * Builds and downloads take it, so that two terminals started at the same moment do the work once.
 * The lock of a process that was killed is taken over.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_INTERVAL_MS = 50;

/**
 * Runs `work` while no other process holds `lockPath`.
 *
 * @template T
 * @param {string} lockPath
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(lockPath, work) {
  await mkdir(dirname(lockPath), { recursive: true });
  while (!(await tryTake(lockPath))) {
    if (await isAbandoned(lockPath)) await breakLock(lockPath);
    else await sleep(POLL_INTERVAL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}

/** @param {string} lockPath */
async function tryTake(lockPath) {
  try {
    const file = await open(lockPath, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lockPath */
async function isAbandoned(lockPath) {
  const text = await readFile(lockPath, 'utf8').catch(() => '');
  const ownerPid = Number(text);
  // Empty: the owner is between creating the file and writing its id, or has just let go.
  if (text === '' || !Number.isInteger(ownerPid)) return false;
  try {
    process.kill(ownerPid, 0);
    return false;
  } catch (error) {
    // EPERM means that the process lives and belongs to somebody else.
    return errorCode(error) === 'ESRCH';
  }
}

/**
 * Of several processes that see the same dead owner one wins the rename; the others find the file
 * gone and try to take the lock like everybody else.
 *
 * @param {string} lockPath
 */
async function breakLock(lockPath) {
  const aside = `${lockPath}.${process.pid}.abandoned`;
  await rename(lockPath, aside).catch(() => {});
  await rm(aside, { force: true });
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
