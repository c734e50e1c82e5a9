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

function settle(
  rowId: number,
  durationMs: number,
  phases: Partial<AttemptPhases> = {},
  code = 'ok' as const,
) {
  const allPhases = { waitMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, bodyMs: 2 };
  file.settle([attempt(rowId, { phases: { ...allPhases, ...phases } }, { durationMs })], USAGE);
}

function idOf(hosts: HostQueries, origin: string): number {
  return hosts.page(origin, 0, 1).hosts[0]!.hostId;
}

describe('times of hosts', () => {
  it('are of each host alone, over all its attempts', () => {
    const hosts = new HostQueries(database);
    for (let row = 0; row < 100; row++) settle(row, row + 1);
    for (let row = 100; row < 150; row++) settle(row, 5000, { firstByteMs: row });

    const { hosts: page } = hosts.page('', 0, 10);
    const detail = hosts.detail(idOf(hosts, SLOW));

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

  it('are none before the first attempt, and take in what ends later', () => {
    const hosts = new HostQueries(database);
    expect(hosts.page(QUICK, 0, 1).hosts[0]).toMatchObject({ p50Ms: null, p95Ms: null });

    settle(0, 40);
    settle(1, 60);

    expect(hosts.page(QUICK, 0, 1).hosts[0]).toMatchObject({ p50Ms: 40, p95Ms: 60 });
  });

  it('are still told when they are hours', () => {
    const hosts = new HostQueries(database);
    const fiveHoursMs = 5 * 3_600_000;
    settle(0, 32_767, { waitMs: fiveHoursMs });

    const phases = hosts.detail(idOf(hosts, QUICK))?.phases;

    expect(phases?.total?.p50Ms).toBe(32_767);
    expect(Math.abs((phases?.wait?.p50Ms ?? 0) / fiveHoursMs - 1)).toBeLessThan(0.001);
  });
});

describe('counts of hosts', () => {
  it('follow the run file, with most failures first', () => {
    let nowMs = 0;
    const hosts = new HostQueries(database, () => nowMs++);
    settle(0, 1);
    expect(hosts.page('', 0, 10).hosts.map(({ origin }) => origin)).toEqual([QUICK, SLOW]);

    file.settle([attempt(100, { code: 'http.forbidden' })], USAGE);
    nowMs += 1000;

    expect(hosts.page('', 0, 10).hosts).toMatchObject([
      { origin: SLOW, ok: 0, failed: 1, pending: 49 },
      { origin: QUICK, ok: 1, failed: 0, pending: 99 },
    ]);
  });

  it('are not made anew all the time when that takes long', () => {
    let nowMs = 0;
    // Every look at the clock is 100 ms later: counting seems to take as long.
    const hosts = new HostQueries(database, () => (nowMs += 100));
    hosts.page('', 0, 1);
    settle(0, 1);

    const soon = hosts.page(QUICK, 0, 1).hosts[0]?.ok;
    nowMs += 1000;
    const later = hosts.page(QUICK, 0, 1).hosts[0]?.ok;

    expect([soon, later]).toEqual([0, 1]);
  });
});
