/**
 * The command line keeps its pages in a WARC file and is killed at random moments. No row that is
 * settled may have a page that is not in the file, and at the end another reader reads all of it.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import { openDatabase } from '../../electron/engine/ledger/sqlite.ts';
import { PageReader } from '../../electron/engine/pages/page-reader.ts';
import { judgeWarc } from '../../electron/engine/testing/warc-judge.ts';
import { ensureBuilt } from '../../electron/runtime/build.mjs';
import { SEED, SEED_NOTE } from '../support/seed.ts';
import { Survival } from './survival.ts';
import { killAllVictims } from './victim.ts';

const KILLS = 8;
const ROWS = 6000;
const LIMIT_MS = 600_000;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-kill-pages-'));
  await ensureBuilt(['cli']);
}, 120_000);

afterAll(() => {
  killAllVictims();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows that are ok and whose page is not what the server sends for them. */
function rowsWithoutTheirPage(runFolder: string): { ok: number; wrong: number[] } {
  // A copy: the file itself stays as the kill left it.
  const copy = join(runFolder, 'copy');
  mkdirSync(copy);
  for (const name of ['list.gleaner', 'list.gleaner-wal', 'list.warc.gz'])
    if (existsSync(join(runFolder, name))) copyFileSync(join(runFolder, name), join(copy, name));
  const path = join(copy, 'list.gleaner');
  const database = openDatabase(path);
  const reader = new PageReader(database, path);
  try {
    // Otherwise a page that is not in the file might still be found.
    database.exec('DELETE FROM sample_page');
    const sql = 'SELECT row_id AS row FROM settlement WHERE code = 0 ORDER BY row_id';
    // The column is that of the statement.
    const rows = (database.prepare(sql).all() as { row: number }[]).map(({ row }) => row);
    const wrong = rows.filter((row) => {
      const text = reader.read(row)?.body.toString() ?? '';
      return !text.startsWith(`<!doctype html><title>Page ${row + 1}</title>`) || !text.endsWith('. ');
    });
    return { ok: rows.length, wrong };
  } finally {
    reader.close();
    database.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

it(
  `settles no row without its page, killed at ${KILLS} random moments ${SEED_NOTE}`,
  { timeout: LIMIT_MS },
  async () => {
    const random = new SeededRandom(SEED);
    const runFolder = join(folder, 'run');
    const survival = await Survival.begin(runFolder, ROWS);
    const okAfterKills: number[] = [];
    try {
      for (let kills = 0; kills < KILLS; kills++) {
        const victim = survival.startProcess(['--keep', 'warc']);
        await Promise.race([survival.site.asked(300 + random.below(400)), victim.ended]);
        await delay(random.below(60));
        victim.signal('SIGKILL');
        await victim.ended;
        await survival.check(victim);
        const { ok, wrong } = rowsWithoutTheirPage(runFolder);
        expect(wrong, `rows without their page after kill ${kills + 1}`).toEqual([]);
        okAfterKills.push(ok);
      }
      await survival.finish();

      const records = (await judgeWarc(join(runFolder, 'list.warc.gz'))).filter(
        ({ type }) => type === 'response',
      );
      expect(rowsWithoutTheirPage(runFolder)).toEqual({ ok: ROWS - ROWS / 25, wrong: [] });
      expect(new Set(records.map(({ url }) => url)).size).toBe(ROWS - ROWS / 25);
      // Moments at which nothing was there, or everything, would prove little.
      // The first may come before anything was written: how early depends on the machine.
      expect(okAfterKills.filter((ok) => ok > 0 && ok < ROWS - ROWS / 25).length).toBeGreaterThanOrEqual(3);
    } finally {
      survival.dispose();
    }
  },
);
