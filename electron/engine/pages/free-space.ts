/** Whether there is room for more pages on the disk that they go to. */
import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { formatBytes } from '../../../shared/format.ts';
import type { Clock } from '../clock.ts';

/** What is left to the run file, and to everything else on the disk. */
export const FREE_MIN_BYTES = 256 * 1024 * 1024;
const CHECK_INTERVAL_MS = 1000;

/** Free bytes on the disk of a folder; `null` when the system does not say. */
export interface FreeBytes {
  now(folder: string): number | null;
  soon(folder: string): Promise<number | null>;
}

export const systemFreeBytes: FreeBytes = {
  now: (folder) => {
    try {
      return freeOf(statfsSync(folder));
    } catch {
      return null;
    }
  },
  soon: (folder) => statfs(folder).then(freeOf, () => null),
};

export class FreeSpace {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #freeBytes: FreeBytes;
  #checkedMs = -Infinity;

  constructor(folder: string, clock: Clock, freeBytes: FreeBytes) {
    this.#folder = folder;
    this.#clock = clock;
    this.#freeBytes = freeBytes;
  }

  /** @returns What is wrong; `null` when there is room. */
  checkNow(): string | null {
    return problemOf(this.#freeBytes.now(this.#folder));
  }

  async check(): Promise<string | null> {
    return problemOf(await this.#freeBytes.soon(this.#folder));
  }

  /** Looks at most once a second. */
  watch(onProblem: (message: string) => void): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#checkedMs < CHECK_INTERVAL_MS) return;
    this.#checkedMs = nowMs;
    void this.check().then((problem) => problem !== null && onProblem(problem));
  }
}

function problemOf(freeBytes: number | null): string | null {
  if (freeBytes === null || freeBytes >= FREE_MIN_BYTES) return null;
  return `${formatBytes(freeBytes)} are left on the disk; pages are kept while there are ${formatBytes(FREE_MIN_BYTES)}`;
}

/** Some file systems do not count their blocks. */
function freeOf({ bavail, bsize, blocks }: { bavail: number; bsize: number; blocks: number }): number | null {
  return blocks === 0 ? null : bavail * bsize;
}
