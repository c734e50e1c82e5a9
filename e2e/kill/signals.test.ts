/** Signals that leave a process a say: to end in order, and to stand still for a while. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { isAnsweredWithAnErrorFirst } from './counting-site.ts';
import { Survival } from './survival.ts';
import { killAllVictims } from './victim.ts';

const LIMIT_MS = 300_000;
const TIMES = 3;
/** Above what counts as sleep, and above {@link TOTAL_LIMIT}. */
const FROZEN_MS = 6000;
/** Above what an answer takes on a busy machine. */
const TOTAL_LIMIT = '4s';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-signals-'));
  await ensureBuilt(['cli']);
}, 120_000);

afterAll(() => {
  killAllVictims();
  rmSync(folder, { recursive: true, force: true });
});

it.concurrent(
  'ends in order on SIGTERM, and the file holds exactly what it said last',
  { timeout: LIMIT_MS },
  async () => {
    const survival = await Survival.begin(join(folder, 'term'), 2000);
    try {
      for (let time = 0; time < TIMES; time++) {
        const victim = survival.startProcess();
        await survival.site.asked(300);
        victim.signal('SIGTERM');
        const end = await victim.ended;

        const remains = await survival.check(victim);
        const { ok, failed, pending } = remains!.totals;
        expect(end.status, end.stderr).toBe(130);
        expect(pending).toBeGreaterThan(0);
        expect(victim.lines.at(-1)).toMatchObject({ type: 'finished', ok, failed, pending });
        // No lock, no write-ahead log, no draft.
        expect(readdirSync(dirname(survival.runPath)).toSorted()).toEqual(['list.gleaner', 'list.txt']);
      }
      await survival.finish();
    } finally {
      survival.dispose();
    }
  },
);

it.concurrent(
  'lets no row pay for the time that the process stood still',
  { timeout: LIMIT_MS },
  async () => {
    const survival = await Survival.begin(join(folder, 'stop'), 3000);
    try {
      const victim = survival.startProcess(['--timeout-total', TOTAL_LIMIT]);
      await survival.site.asked(500);
      victim.signal('SIGSTOP');
      await delay(FROZEN_MS);
      victim.signal('SIGCONT');
      const end = await victim.ended;

      const remains = await survival.check(victim);
      const overcharged = [...remains!.attempts].filter(
        ([row, count]) => count > (isAnsweredWithAnErrorFirst(row) ? 2 : 1),
      );
      expect(end.status, end.stderr).toBe(3);
      expect(remains!.totals).toMatchObject({ pending: 0, failures: { 'http.not_found': 3000 / 25 } });
      expect(overcharged, 'rows with an attempt too many').toEqual([]);
    } finally {
      survival.dispose();
    }
  },
);
