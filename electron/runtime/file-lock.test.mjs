import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from './file-lock.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lets one holder in at a time', async () => {
  let inside = 0;
  let mostInside = 0;
  const work = async () => {
    mostInside = Math.max(mostInside, ++inside);
    await new Promise(setImmediate);
    inside--;
  };

  await Promise.all([1, 2, 3].map(() => withFileLock(join(folder, 'lock'), work)));

  expect(mostInside).toBe(1);
});

it('is released when the work throws', async () => {
  const lock = join(folder, 'lock');

  await expect(withFileLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(existsSync(lock)).toBe(false);
});

it('takes over the lock of a process that no longer runs', async () => {
  const lock = join(folder, 'lock');
  const dead = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, String(dead.pid));

  await expect(withFileLock(lock, async () => 'entered')).resolves.toBe('entered');
});
