/**
 * The command line is killed at many random moments: in the import, while fetching, while
 * resuming, in the middle of a write. Nothing that it had shown may be lost, and nothing may be
 * done twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import { SEED, SEED_NOTE } from '../support/seed.ts';
import { Survival } from './survival.ts';
import { killAllVictims, type Victim } from './victim.ts';

const KILLS = 60;
const KILLS_PER_RUN = 12;
/** On a busy machine all of them might come before there is a run. */
const KILLS_IN_IMPORT_MAX = 3;
/** So many that they are not all settled before the last kill. */
const ROWS = 6000;
/** One for each processor: the moments should come from chance and not from waiting for a turn. */
const AT_ONCE = 2;
const LIMIT_MS = 600_000;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-kill-'));
  await ensureBuilt(['cli']);
}, 120_000);

afterAll(() => {
  killAllVictims();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * A moment in the life of a process: by the clock, by what the server has seen, by what it has told.
 *
 * @param kills How often the run was killed before.
 */
async function momentOf(
  victim: Victim,
  survival: Survival,
  random: SeededRandom,
  kills: number,
): Promise<void> {
  // Start and import take about half a second; by requests or lines they would never be hit.
  if (!survival.hasRunFile && kills < KILLS_IN_IMPORT_MAX) return delay(200 + random.below(1000));
  const kind = random.pick(['time', 'requests', 'requests', 'told']);
  if (kind === 'time' && survival.hasRunFile) return delay(random.below(1000));
  if (kind === 'requests') await survival.site.asked(1 + random.below(800));
  else await victim.hasTold(1 + random.below(3));
  return delay(random.below(60));
}

async function kill(victim: Victim, random: SeededRandom): Promise<void> {
  const way = random.pick(['process', 'group', 'while stopping']);
  if (way === 'while stopping') {
    victim.signal('SIGTERM');
    await delay(random.below(40));
  }
  if (way === 'group') victim.signalGroup('SIGKILL');
  else victim.signal('SIGKILL');
}

it(
  `loses nothing and does nothing twice, killed at ${KILLS} random moments ${SEED_NOTE}`,
  { timeout: LIMIT_MS },
  async () => {
    const left = { kills: KILLS };
    const moments = { beforeTheFile: 0, beforeTheFirstRow: 0, fetching: 0, settled: 0 };
    const work = async (worker: number): Promise<void> => {
      for (let run = 0; left.kills > 0; run++) {
        const random = new SeededRandom(SEED + 1000 * worker + run);
        const survival = await Survival.begin(join(folder, `${worker}-${run}`), ROWS);
        try {
          await surviveOneRun(survival, random);
        } finally {
          survival.dispose();
        }
      }
    };
    const surviveOneRun = async (survival: Survival, random: SeededRandom): Promise<void> => {
      for (let kills = 0; kills < KILLS_PER_RUN && left.kills > 0;) {
        const victim = survival.startProcess();
        const isAlive = await Promise.race([
          momentOf(victim, survival, random, kills).then(() => true),
          victim.ended.then(() => false),
        ]);
        if (isAlive) await kill(victim, random);
        const end = await victim.ended;
        // It was done before the moment came.
        if (end.status === 3) return survival.expectFinished(victim, end);
        // Or stopped in order before the kill; before it listens to signals, any of them kills it.
        if (end.signal === null) expect(end.status, end.stderr).toBe(130);
        else {
          kills++;
          left.kills--;
        }
        const remains = await survival.check(victim);
        if (remains === null) moments.beforeTheFile++;
        else if (remains.settled.size === 0) moments.beforeTheFirstRow++;
        else if (remains.totals.pending === 0) moments.settled++;
        else moments.fetching++;
      }
      await survival.finish();
    };

    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)));

    console.log(`killed: ${JSON.stringify(moments)}`);
    // Moments that are all of one kind would prove little.
    expect(moments.beforeTheFile + moments.beforeTheFirstRow, 'in the import').toBeGreaterThan(5);
    expect(moments.fetching, 'while fetching').toBeGreaterThan(KILLS / 4);
  },
);
