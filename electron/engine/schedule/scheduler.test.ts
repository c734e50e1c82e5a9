import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../import/seeded-random.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { FixedScheduler, fixedPacer, type FixedLimits } from '../testing/fixed-scheduler.ts';
import { Scheduler } from './scheduler.ts';

const FREE: FixedLimits = { perHost: 1000, ratePerSecPerHost: null };
const noJitter = () => 0;

/** `hosts[row]` is the host of each row; all are pending. */
function planOf(hosts: readonly number[], pending: (row: number) => boolean = () => true): WorkPlan {
  const hostCount = Math.max(0, ...hosts) + 1;
  return {
    origins: Array.from({ length: hostCount }, (_, host) => `http://h${host}.test`),
    hostOfRow: Uint32Array.from(hosts),
    isPending: Uint8Array.from(hosts, (_, row) => (pending(row) ? 1 : 0)),
    attemptsUsed: new Uint8Array(hosts.length),
  };
}

function takeAll(scheduler: Scheduler, nowMs: number): number[] {
  const rows: number[] = [];
  for (let row = scheduler.take(nowMs); row !== -1; row = scheduler.take(nowMs)) rows.push(row);
  return rows;
}

const rows = (count: number, host: number) => Array.from({ length: count }, () => host);

/** Hosts in the order in which they are asked, one at a time. */
function askOneByOne(scheduler: Scheduler, count: number): number[] {
  return Array.from({ length: count }, () => {
    const host = scheduler.hostOf(scheduler.take(0));
    scheduler.leave(host);
    return host;
  });
}

describe('Scheduler', () => {
  it('takes turns between hosts and keeps the order of the list within each', () => {
    const scheduler = new FixedScheduler(planOf([0, 0, 0, 0, 1, 2, 2]), FREE, noJitter);

    expect(takeAll(scheduler, 0)).toEqual([0, 4, 5, 1, 6, 2, 3]);
  });

  it('gives out pending rows only', () => {
    const scheduler = new FixedScheduler(
      planOf([0, 0, 1, 1], (row) => row % 2 === 1),
      FREE,
      noJitter,
    );

    expect(takeAll(scheduler, 0)).toEqual([1, 3]);
    expect(scheduler.isEmpty).toBe(true);
  });

  it('never has more in flight at a host than its limit', () => {
    const scheduler = new FixedScheduler(planOf([0, 0, 0, 1, 1, 1]), { ...FREE, perHost: 2 }, noJitter);

    expect(takeAll(scheduler, 0)).toEqual([0, 3, 1, 4]);
    expect(scheduler.nextDueMs()).toBe(Infinity);
    scheduler.leave(1);

    expect(takeAll(scheduler, 0)).toEqual([5]);
  });

  describe('when a host has answered and another waits for its turn', () => {
    it('asks the same host again while its connection is there, but only a few times', () => {
      const scheduler = new FixedScheduler(planOf([...rows(20, 0), ...rows(20, 1)]), FREE, noJitter);

      expect(askOneByOne(scheduler, 20)).toEqual([...rows(8, 0), ...rows(8, 1), ...rows(4, 0)]);
    });

    it('goes on to the next host when the first has no more rows, however long its turn may be', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 1, 1, 1, 2]), FREE, noJitter);

      expect(askOneByOne(scheduler, 6)).toEqual([0, 0, 1, 1, 1, 2]);
    });

    it('goes on to the next host when there is no connection to stay for', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 1, 1]), FREE, noJitter);
      expect(scheduler.take(0)).toBe(0);

      scheduler.endTurn(0);
      scheduler.leave(0);

      expect(takeAll(scheduler, 0)).toEqual([2, 1, 3]);
    });

    it('lets no host get ahead of another by more than two turns', () => {
      const scheduler = new FixedScheduler(
        planOf(Array.from({ length: 3000 }, (_, row) => row % 30)),
        { ...FREE, perHost: 3 },
        noJitter,
      );
      const random = new SeededRandom(5);
      const asked = Array.from({ length: 30 }, () => 0);
      const busy: number[] = [];

      while (Math.max(...asked) < 100) {
        for (let row = scheduler.take(0); row !== -1; row = busy.length < 12 ? scheduler.take(0) : -1) {
          busy.push(scheduler.hostOf(row));
          asked[scheduler.hostOf(row)]!++;
        }
        expect(Math.max(...asked) - Math.min(...asked)).toBeLessThanOrEqual(16);
        scheduler.leave(busy.splice(random.below(busy.length), 1)[0]!);
      }
    });

    it('comes back to the host as soon as its gap is over', () => {
      const plan = planOf([0, 0, 1, 2, 3]);
      const scheduler = new FixedScheduler(plan, { perHost: 1, ratePerSecPerHost: 10 }, noJitter);
      expect(scheduler.take(0)).toBe(0);

      scheduler.leave(0);

      expect([scheduler.take(0), scheduler.take(150), scheduler.take(150)]).toEqual([2, 1, 3]);
    });
  });

  it('books places for redirects by the same limits', () => {
    const scheduler = new FixedScheduler(planOf([0, 0, 1]), { ...FREE, perHost: 1 }, noJitter);
    expect(scheduler.take(0)).toBe(0);

    expect(scheduler.enter(0, 0)).toBe(false);
    expect(scheduler.enter(1, 0)).toBe(true);
    expect(scheduler.take(0)).toBe(-1);
    scheduler.leave(1);
    expect(scheduler.take(0)).toBe(2);
  });

  it('learns of hosts that redirects lead to, however many, and forgets nothing about the others', () => {
    const scheduler = new FixedScheduler(planOf([0, 0, 1, 1]), { ...FREE, perHost: 1 }, noJitter);
    scheduler.park(1, 500);
    expect(scheduler.take(0)).toBe(0);

    const added = Array.from({ length: 100 }, (_, index) => scheduler.hostAt(`http://new${index}.test`));

    expect(added).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
    expect(scheduler.hostAt('http://new7.test')).toBe(9);
    expect(scheduler.hostAt('http://h1.test')).toBe(1);
    expect(scheduler.originOf(9)).toBe('http://new7.test');
    for (const host of added) expect(scheduler.enter(host, 0)).toBe(true);
    expect(scheduler.enter(2, 0)).toBe(false);
    expect([scheduler.inFlightAt(0), scheduler.parkedUntilMs(1)]).toEqual([1, 500]);
    scheduler.leave(0);
    expect([scheduler.take(0), scheduler.take(0), scheduler.take(500)]).toEqual([1, -1, 2]);
  });

  it('leaves a parked host alone until the very moment, and never shortens the wait', () => {
    const scheduler = new FixedScheduler(planOf([0, 0]), FREE, noJitter);
    scheduler.park(0, 1000);
    scheduler.park(0, 400);

    expect(scheduler.take(999.9)).toBe(-1);
    expect(scheduler.nextDueMs()).toBe(1000);
    scheduler.park(0, 2000);
    expect(scheduler.take(1000)).toBe(-1);
    expect(scheduler.nextDueMs()).toBe(2000);
    expect(takeAll(scheduler, 2000)).toEqual([0, 1]);
  });

  it.each([1, 7, 40, 49])('keeps gaps of at least a rate of %i a second', (ratePerSecPerHost) => {
    const random = new SeededRandom(3);
    const hosts = Array.from({ length: 200 }, (_, row) => row % 3);
    const scheduler = new FixedScheduler(
      planOf(hosts),
      { perHost: 1000, ratePerSecPerHost },
      () => random.below(1000) / 1000,
    );
    const lastAtMs = new Map<number, number>();

    for (
      let nowMs = 0;
      !scheduler.isEmpty;
      nowMs = Math.max(nowMs + random.below(3), scheduler.nextDueMs())
    ) {
      for (const row of takeAll(scheduler, nowMs)) {
        const host = scheduler.hostOf(row);
        const gapMs = nowMs - (lastAtMs.get(host) ?? -Infinity);
        expect(gapMs).toBeGreaterThanOrEqual(1000 / ratePerSecPerHost);
        lastAtMs.set(host, nowMs);
      }
    }
  });

  it('keeps the gap to a request of the scheduler before it', () => {
    const limits = { ...FREE, ratePerSecPerHost: 0.1 };
    const before = new FixedScheduler(planOf([0, 0, 1]), limits, noJitter);
    before.take(1000);
    before.take(9000);
    const after = new FixedScheduler(planOf([0, 0, 1]), limits, noJitter);

    for (const [origin, startedMs] of before.recentStarts(10_000))
      after.wasAsked(after.hostAt(origin), startedMs);

    expect(takeAll(after, 10_999)).toEqual([]);
    expect(takeAll(after, 11_000)).toEqual([0]);
    expect(takeAll(after, 19_000)).toEqual([2]);
    expect([...before.recentStarts(1_000_000)]).toEqual([]);
  });

  it('keeps a fast rate on the average although the clock is coarse', () => {
    const scheduler = new FixedScheduler(
      planOf(Array(5000).fill(0)),
      { perHost: 5000, ratePerSecPerHost: 500 },
      noJitter,
    );
    let taken = 0;

    for (let nowMs = 0; nowMs < 4000; nowMs += 7) taken += takeAll(scheduler, nowMs).length;

    // 2,000 in four seconds, and what one catching-up allows.
    expect(taken).toBeGreaterThan(1900);
    expect(taken).toBeLessThanOrEqual(2006);
  });

  describe('when the limits are changed', () => {
    it('uses new places at once', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 0]), { ...FREE, perHost: 1 }, noJitter);
      expect(takeAll(scheduler, 0)).toEqual([0]);

      scheduler.setLimits({ ...FREE, perHost: 2 });

      expect(takeAll(scheduler, 0)).toEqual([1]);
    });

    it('waits until fewer than the new, lower limit are in flight', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 0, 0]), { ...FREE, perHost: 3 }, noJitter);
      expect(takeAll(scheduler, 0)).toEqual([0, 1, 2]);

      scheduler.setLimits({ ...FREE, perHost: 1 });
      scheduler.leave(0);
      scheduler.leave(0);
      expect(takeAll(scheduler, 0)).toEqual([]);
      scheduler.leave(0);

      expect(takeAll(scheduler, 0)).toEqual([3]);
    });

    it('counts the gap of a new rate from the last request, so that dragging a slider starts nothing', () => {
      const scheduler = new FixedScheduler(
        planOf(Array(100).fill(0)),
        { ...FREE, ratePerSecPerHost: 1 },
        noJitter,
      );
      expect(takeAll(scheduler, 0)).toEqual([0]);

      for (let step = 0; step < 50; step++) {
        scheduler.setLimits({ ...FREE, ratePerSecPerHost: 1 + step / 50 });
        expect(takeAll(scheduler, step * 10)).toEqual([]);
      }

      expect(scheduler.nextDueMs()).toBeCloseTo(1000 / 1.98, 5);
      expect(takeAll(scheduler, 506)).toEqual([1]);
    });

    it('counts a slow rate from the last request, whatever a fast one had to catch up on', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 0]), { ...FREE, ratePerSecPerHost: 500 }, noJitter);
      scheduler.take(0);
      scheduler.take(100);

      scheduler.setLimits({ ...FREE, ratePerSecPerHost: 2 });

      expect(scheduler.take(599)).toBe(-1);
      expect(scheduler.take(600)).toBe(2);
    });

    it('does not sit out a wait of the old rate', () => {
      const scheduler = new FixedScheduler(planOf([0, 0, 0]), { ...FREE, ratePerSecPerHost: 0.1 }, noJitter);
      expect(takeAll(scheduler, 0)).toEqual([0]);
      expect(scheduler.nextDueMs()).toBe(10_000);

      scheduler.setLimits({ ...FREE, ratePerSecPerHost: 10 });
      expect(takeAll(scheduler, 50)).toEqual([]);
      expect(scheduler.nextDueMs()).toBe(100);
      scheduler.setLimits({ ...FREE, ratePerSecPerHost: null });

      expect(takeAll(scheduler, 50)).toEqual([1, 2]);
    });

    it('does not let a host out of its parking', () => {
      const scheduler = new FixedScheduler(planOf([0]), { ...FREE, ratePerSecPerHost: 1 }, noJitter);
      scheduler.park(0, 5000);
      expect(scheduler.take(0)).toBe(-1);

      scheduler.setLimits({ ...FREE, ratePerSecPerHost: 100 });

      expect(scheduler.take(4999)).toBe(-1);
      expect(scheduler.nextDueMs()).toBe(5000);
    });
  });

  it('knows when a host has nothing left to be asked', () => {
    const scheduler = new FixedScheduler(planOf([0, 0, 1]), FREE, noJitter);
    takeAll(scheduler, 0);

    expect([scheduler.settle(0), scheduler.settle(2), scheduler.settle(1)]).toEqual([false, true, true]);
  });

  it('is empty only when no row is queued or waits for a time', () => {
    const scheduler = new FixedScheduler(planOf([0, 0]), FREE, noJitter);
    takeAll(scheduler, 0);
    expect(scheduler.isEmpty).toBe(true);

    scheduler.retryAt(0, 1000);
    scheduler.leave(0);
    scheduler.putBack(1);
    scheduler.leave(0);
    expect(scheduler.isEmpty).toBe(false);
    expect(takeAll(scheduler, 999)).toEqual([1]);
    expect(scheduler.isEmpty).toBe(false);
    expect(scheduler.nextDueMs()).toBe(1000);
    expect(takeAll(scheduler, 1000)).toEqual([0]);

    expect(scheduler.isEmpty).toBe(true);
  });

  it('looks at each host once, not at all of them for each row', () => {
    const hosts = 10_000;
    let examined = 0;
    const scheduler = new Scheduler(planOf(Array.from({ length: hosts * 3 }, (_, row) => row % hosts)), {
      ...fixedPacer(FREE),
      inFlightMax: () => {
        examined++;
        return 1;
      },
    });

    const first = takeAll(scheduler, 0);
    expect(first).toHaveLength(hosts);
    expect(examined).toBeLessThanOrEqual(hosts * 2);
    examined = 0;
    // Everybody is busy: whoever asks learns so at once, and a place that gets free costs one look.
    for (let asked = 0; asked < 100; asked++) scheduler.take(0);
    for (let host = 0; host < 1000; host++) {
      scheduler.leave(host);
      expect(scheduler.take(0)).toBe(hosts + host);
    }

    expect(examined).toBeLessThanOrEqual(2100);
  });

  it('names the rows behind a row that it gave out', () => {
    const scheduler = new FixedScheduler(planOf([0, 1, 0, 0, 1]), FREE, noJitter);
    scheduler.take(0);

    expect([...scheduler.following(0, 10)]).toEqual([2, 3]);
    expect([...scheduler.following(0, 1)]).toEqual([2]);
  });
});

describe('Scheduler against a naive model', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'never breaks a limit, loses a row or misses a chance (seed %i)',
    (seed) => {
      const random = new SeededRandom(seed);
      const hostCount = 1 + random.below(6);
      const hosts = Array.from({ length: 120 }, () => random.below(hostCount));
      let limits: FixedLimits = { perHost: 1 + random.below(3), ratePerSecPerHost: null };
      const scheduler = new FixedScheduler(planOf(hosts), limits, noJitter);
      const queued = new Set(hosts.keys());
      const waitingUntil = new Map<number, number>();
      const inFlight = new Map<number, number>(); // row -> host
      const parkedUntil = new Map<number, number>();
      const lastAt = new Map<number, number>();
      let nowMs = 0;
      let settled = 0;

      const gapMs = () => (limits.ratePerSecPerHost === null ? 0 : 1000 / limits.ratePerSecPerHost);
      const flightsAt = (host: number) => [...inFlight.values()].filter((one) => one === host).length;
      const mayEnterAt = (host: number) =>
        Math.max(parkedUntil.get(host) ?? 0, (lastAt.get(host) ?? -Infinity) + gapMs());
      const isReady = (host: number) => flightsAt(host) < limits.perHost && mayEnterAt(host) <= nowMs;

      for (let step = 0; step < 6000 && settled < hosts.length; step++) {
        for (const [row, dueMs] of waitingUntil) {
          if (dueMs > nowMs) continue;
          waitingUntil.delete(row);
          queued.add(row);
        }
        const [flight] = inFlight;
        switch (random.below(9)) {
          case 0:
          case 1:
          case 2: {
            const row = scheduler.take(nowMs);
            if (row === -1) {
              expect([...queued].filter((one) => isReady(hosts[one]!))).toEqual([]);
              // Time alone must not open a door before the time that was named.
              const dueMs = scheduler.nextDueMs();
              expect(dueMs).toBeGreaterThan(nowMs);
              for (const one of queued)
                if (flightsAt(hosts[one]!) < limits.perHost)
                  expect(dueMs).toBeLessThanOrEqual(mayEnterAt(hosts[one]!));
              for (const one of waitingUntil.values()) expect(dueMs).toBeLessThanOrEqual(one);
              break;
            }
            const host = hosts[row]!;
            expect(queued.delete(row)).toBe(true);
            expect(isReady(host)).toBe(true);
            inFlight.set(row, host);
            lastAt.set(host, nowMs);
            break;
          }
          case 3:
          case 4:
            nowMs += random.below(60);
            break;
          case 5:
            if (flight === undefined) break;
            scheduler.leave(flight[1]);
            scheduler.settle(flight[0]);
            inFlight.delete(flight[0]);
            settled++;
            break;
          case 6: {
            if (flight === undefined) break;
            const [row, host] = flight;
            scheduler.leave(host);
            inFlight.delete(row);
            if (random.below(2) === 0) {
              scheduler.putBack(row);
              queued.add(row);
            } else {
              const dueMs = nowMs + 1 + random.below(200);
              scheduler.retryAt(row, dueMs);
              waitingUntil.set(row, dueMs);
            }
            break;
          }
          case 7: {
            const host = random.below(hostCount);
            const untilMs = nowMs + random.below(150);
            scheduler.park(host, untilMs);
            parkedUntil.set(host, Math.max(parkedUntil.get(host) ?? 0, untilMs));
            break;
          }
          default:
            if (random.below(6) > 0) break;
            limits = { perHost: 1 + random.below(4), ratePerSecPerHost: random.pick([null, 2, 10, 40]) };
            scheduler.setLimits(limits);
        }
        expect(scheduler.isEmpty).toBe(queued.size + waitingUntil.size === 0);
      }

      // Whatever is left comes when it is given the time.
      for (const [row, host] of inFlight) {
        scheduler.leave(host);
        scheduler.settle(row);
      }
      scheduler.setLimits({ perHost: 1000, ratePerSecPerHost: null });
      expect(takeAll(scheduler, nowMs + 10_000).toSorted((a, b) => a - b)).toEqual(
        [...queued, ...waitingUntil.keys()].toSorted((a, b) => a - b),
      );
    },
  );
});
