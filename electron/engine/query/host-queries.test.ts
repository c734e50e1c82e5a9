import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptPhases } from '../../../shared/rows.ts';
import { RunFile } from '../ledger/run-file.ts';
import { openDatabase, type Database } from '../ledger/sqlite.ts';
import { attempt, createRunFile } from '../testing/run-files.ts';
import { HostQueries } from './host-queries.ts';

const USAGE = { elapsedMs: 1000, bytes: 0 };
const QUICK = 'http://quick.test';
const SLOW = 'http://slow.test:8080';

let folder: string;
let file: RunFile;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-hosts-'));
  // Rows 0 to 99 are quick, 100 to 149 slow.
  const urls = Array.from({ length: 150 }, (_, row) => `${row < 100 ? QUICK : SLOW}/${row}`);
  const path = createRunFile(folder, urls);
  file = RunFile.open(path);
  database = openDatabase(path);
});

afterEach(() => {
  database.close();
  file.close();
  rmSync(folder, { recursive: true, force: true });
});

function settle(rowId: number, durationMs: number, phases: Partial<AttemptPhases> = {}) {
  const allPhases = { waitMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, bodyMs: 2 };
  file.settle([attempt(rowId, { phases: { ...allPhases, ...phases } }, { durationMs })], USAGE);
}

async function firstOf(hosts: HostQueries, search: string) {
  const { hosts: page } = await hosts.page(search, 0, 1);
  return page[0];
}

async function idOf(hosts: HostQueries, origin: string): Promise<number> {
  return (await firstOf(hosts, origin))!.hostId;
}

describe('times of hosts', () => {
  it('are of each host alone, over all its attempts', async () => {
    const hosts = new HostQueries(database);
    for (let row = 0; row < 100; row++) settle(row, row + 1);
    for (let row = 100; row < 150; row++) settle(row, 5000, { firstByteMs: row });

    const { hosts: page } = await hosts.page('', 0, 10);
    const detail = await hosts.detail(await idOf(hosts, SLOW));

    expect(page).toMatchObject([
      { origin: QUICK, rows: 100, ok: 100, p50Ms: 50, p95Ms: 95 },
      { origin: SLOW, rows: 50, ok: 50, p50Ms: 5000, p95Ms: 5000 },
    ]);
    expect(detail?.host).toEqual(page[1]);
    expect(detail?.phases.firstByte).toEqual({ count: 50, p50Ms: 124, p95Ms: 147, p99Ms: 149 });
    expect(detail?.phases.total?.count).toBe(50);
    // No name was looked up there.
    expect(detail?.phases).not.toHaveProperty('dns');
  });

  it('are none before the first attempt, and take in what ends later', async () => {
    const hosts = new HostQueries(database);
    expect(await firstOf(hosts, QUICK)).toMatchObject({ p50Ms: null, p95Ms: null });

    settle(0, 40);
    settle(1, 60);

    expect(await firstOf(hosts, QUICK)).toMatchObject({ p50Ms: 40, p95Ms: 60 });
  });

  it('are still told when they are hours', async () => {
    const hosts = new HostQueries(database);
    const fiveHoursMs = 5 * 3_600_000;
    settle(0, 32_767, { waitMs: fiveHoursMs });

    const phases = (await hosts.detail(await idOf(hosts, QUICK)))?.phases;

    expect(phases?.total?.p50Ms).toBe(32_767);
    expect(Math.abs((phases?.wait?.p50Ms ?? 0) / fiveHoursMs - 1)).toBeLessThan(0.001);
  });
});

describe('a long list of hosts', () => {
  it('is counted and timed in pieces, between which others have their turn', async () => {
    const rows = 45_000;
    const long = createRunFile(
      folder,
      Array.from({ length: rows }, (_, row) => `http://h${row % 9000}.test/${row}`),
      'long',
    );
    const writer = RunFile.open(long);
    for (let from = 0; from < rows; from += 1000)
      writer.settle(
        Array.from({ length: 1000 }, (_, index) => attempt(from + index, {}, { durationMs: from / 10 })),
        USAGE,
      );
    const reader = openDatabase(long);
    let turns = 0;
    let isDone = false;
    const takeTurn = () => {
      turns++;
      if (!isDone) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);

    const hosts = new HostQueries(reader);
    // Two at once do the work once.
    const [page, detail] = await Promise.all([hosts.page('', 8990, 20), hosts.detail(8999)]);
    isDone = true;

    expect(page.count).toBe(9000);
    expect(page.hosts).toHaveLength(10);
    expect(page.hosts.every(({ rows: of, ok, p95Ms }) => of === 5 && ok === 5 && p95Ms === 4400)).toBe(true);
    expect(detail?.phases.total?.count).toBe(5);
    // Pieces of rows and of attempts, less one.
    expect(turns).toBeGreaterThanOrEqual(25);
    reader.close();
    writer.close();
  });

  it('ends in an error when the run is closed meanwhile', async () => {
    const long = createRunFile(
      folder,
      Array.from({ length: 30_000 }, (_, row) => `http://a.test/${row}`),
      'closed',
    );
    const reader = openDatabase(long);
    const page = new HostQueries(reader).page('', 0, 10);
    reader.close();

    await expect(page).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});

describe('counts of hosts', () => {
  it('follow the run file, with most failures first', async () => {
    let nowMs = 0;
    const hosts = new HostQueries(database, () => nowMs++);
    settle(0, 1);
    expect((await hosts.page('', 0, 10)).hosts.map(({ origin }) => origin)).toEqual([QUICK, SLOW]);

    file.settle([attempt(100, { code: 'http.forbidden' })], USAGE);
    nowMs += 1000;

    expect((await hosts.page('', 0, 10)).hosts).toMatchObject([
      { origin: SLOW, ok: 0, failed: 1, pending: 49 },
      { origin: QUICK, ok: 1, failed: 0, pending: 99 },
    ]);
  });

  it('are not made anew all the time when that takes long', async () => {
    let nowMs = 0;
    // Every look at the clock is 100 ms later: counting seems to take as long.
    const hosts = new HostQueries(database, () => (nowMs += 100));
    await hosts.page('', 0, 1);
    settle(0, 1);

    const soon = (await firstOf(hosts, QUICK))?.ok;
    nowMs += 1000;
    const later = (await firstOf(hosts, QUICK))?.ok;

    expect([soon, later]).toEqual([0, 1]);
  });
});
