/** Temporary files that carry the id of their process in their name, and outlived it. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** @param name Its first group is the id of the process. */
export function removeAbandoned(folder: string, name: RegExp): void {
  for (const entry of readdirSync(folder)) {
    const match = name.exec(entry);
    if (match !== null && !isProcessAlive(Number(match[1]))) rmSync(join(folder, entry), { force: true });
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is not ours.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
