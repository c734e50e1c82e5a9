import { describe, expect, it } from 'vitest';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { FixedScheduler } from '../testing/fixed-scheduler.ts';

function setup(hosts: readonly number[]) {
  const hostCount = Math.max(...hosts) + 1;
  const plan: WorkPlan = {
    origins: Array.from({ length: hostCount }, (_, host) => `http://h${host}.test`),
    hostOfRow: Uint32Array.from(hosts),
    isPending: new Uint8Array(hosts.length).fill(1),
    attemptsUsed: new Uint8Array(hosts.length),
  };
  const scheduler = new FixedScheduler(plan, { perHost: 1000, ratePerSecPerHost: null }, () => 0);
  function takeAll(nowMs = 0): number[] {
    const rows: number[] = [];
    for (let row = scheduler.take(nowMs); row !== -1; row = scheduler.take(nowMs)) rows.push(row);
    return rows;
  }
  return { scheduler, takeAll };
}

describe('a paused host', () => {
  it('is not asked, and holds up no other', () => {
    const { scheduler, takeAll } = setup([0, 1, 0, 1]);
    scheduler.pause(0);

    expect(takeAll()).toEqual([1, 3]);
    expect(scheduler.enter(0, 0)).toBe(false);
    expect(scheduler.nextDueMs()).toBe(Infinity);
  });

  it('is asked again, in order, when it is resumed', () => {
    const { scheduler, takeAll } = setup([0, 1, 0]);
    scheduler.pause(0);
    takeAll();

    scheduler.resume(0);

    expect(takeAll()).toEqual([0, 2]);
  });

  it('keeps rows whose retry falls due meanwhile', () => {
    const { scheduler, takeAll } = setup([0, 0]);
    expect(scheduler.take(0)).toBe(0);
    scheduler.pause(0);
    scheduler.leave(0);
    scheduler.retryAt(0, 100);

    expect(takeAll(200)).toEqual([]);
    scheduler.resume(0);

    expect(takeAll(200)).toEqual([0, 1]);
  });

  it('blocks the run only when nothing but its rows is left', () => {
    const { scheduler } = setup([0, 0, 1]);
    scheduler.pause(0);
    expect(scheduler.isBlocked).toBe(false);

    expect(scheduler.take(0)).toBe(2);
    scheduler.leave(1);
    scheduler.settle(2);

    expect(scheduler.isBlocked).toBe(true);
    expect(scheduler.isEmpty).toBe(false);
    scheduler.resume(0);
    expect(scheduler.isBlocked).toBe(false);
  });

  it('keeps rows of other hosts whose redirect leads to it, and gives them back first', () => {
    const { scheduler, takeAll } = setup([0, 1, 1]);
    scheduler.pause(0);
    expect(scheduler.take(0)).toBe(1);
    scheduler.leave(1);
    scheduler.strand(1, 0);
    expect(takeAll()).toEqual([2]);
    scheduler.leave(1);
    scheduler.settle(2);
    expect(scheduler.isBlocked).toBe(true);

    scheduler.resume(0);

    expect(takeAll().toSorted()).toEqual([0, 1]);
  });

  it('says when it may be asked: nobody knows', () => {
    const { scheduler } = setup([0]);
    scheduler.park(0, 50);
    scheduler.pause(0);

    expect(scheduler.parkedUntilMs(0)).toBe(Infinity);
  });
});
