import { describe, expect, it } from 'vitest';
import type { WorkLedger, WorkPlan } from '../ledger/work-ledger.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { FixedScheduler } from '../testing/fixed-scheduler.ts';
import { UrlReader } from './url-reader.ts';

function setup(hosts: readonly number[], { missing = [] as readonly number[] } = {}) {
  const plan: WorkPlan = {
    origins: Array.from({ length: Math.max(...hosts) + 1 }, (_, host) => `http://h${host}.test`),
    hostOfRow: Uint32Array.from(hosts),
    isPending: new Uint8Array(hosts.length).fill(1),
    attemptsUsed: new Uint8Array(hosts.length),
  };
  const scheduler = new FixedScheduler(plan, { perHost: 10_000, ratePerSecPerHost: null }, () => 0);
  const clock = new VirtualClock();
  const leases: { rowIds: readonly number[]; expiresAtMs: number }[] = [];
  // The reader only leases.
  const ledger = {
    lease: (rowIds: readonly number[], expiresAtMs: number) => {
      leases.push({ rowIds, expiresAtMs });
      return rowIds
        .filter((rowId) => !missing.includes(rowId))
        .map((rowId) => ({ rowId, url: `u${rowId}`, earlier: null }));
    },
  } as unknown as WorkLedger;
  return { scheduler, clock, leases, reader: new UrlReader(ledger, scheduler, clock) };
}

describe('UrlReader', () => {
  it('gives each row its own URL and reads them many at a time', () => {
    const { scheduler, leases, reader } = setup(Array.from({ length: 1000 }, (_, row) => row % 2));

    for (let row = scheduler.take(0); row !== -1; row = scheduler.take(0))
      expect(reader.read(row).url).toBe(`u${row}`);

    expect(leases.length).toBeLessThanOrEqual(1000 / 50);
    expect(new Set(leases.flatMap(({ rowIds }) => rowIds)).size).toBe(1000);
  });

  it('holds a bounded number of URLs however many hosts there are', () => {
    const { scheduler, leases, reader } = setup(Array.from({ length: 60_000 }, (_, row) => row % 600));

    for (let turn = 0; turn < 600; turn++) reader.read(scheduler.take(0));

    expect(leases.reduce((sum, { rowIds }) => sum + rowIds.length - 1, 0)).toBeLessThan(4096 + 64);
  });

  it('leases for a time that has an end', () => {
    const { scheduler, clock, leases, reader } = setup([0]);

    reader.read(scheduler.take(0));

    expect(leases[0]!.expiresAtMs).toBeGreaterThan(clock.wallNow());
    expect(leases[0]!.expiresAtMs).toBeLessThan(clock.wallNow() + 3_600_000);
  });

  it('says so when a row is not there', () => {
    const { scheduler, reader } = setup([0, 0], { missing: [0] });

    expect(() => reader.read(scheduler.take(0))).toThrow('Row 0');
  });
});
