import { describe, expect, it } from 'vitest';
import type { HostPace } from '../../../shared/host-pace.ts';
import { Forecaster } from './forecaster.ts';
import type { HostView } from './host-view.ts';
import { makePlan } from './plan.ts';

const STEADY: HostPace = {
  state: 'steady',
  reason: 'refused',
  inFlightMax: 8,
  ratePerSec: 10,
  refusedAtPerSec: 11,
};
const CONCURRENCY = 1000;
const PER_HOST = 8;
const ROW_MS = 100;

interface TestHost {
  rows: number;
  readonly perSec: number;
  readonly pace?: Partial<HostPace>;
  parkedUntilMs?: number;
  /** Seconds after which it is asked first. */
  readonly fromSec?: number;
}

/** Plays hosts that settle rows at their rates. */
class TestRun {
  readonly forecaster = new Forecaster();
  readonly hosts: readonly TestHost[];
  concurrency = CONCURRENCY;
  inFlight = 10;
  nowMs = 0;

  constructor(hosts: readonly TestHost[]) {
    this.hosts = hosts.map((host) => ({ ...host }));
    this.look();
  }

  get view(): HostView {
    const { hosts } = this;
    return {
      hostCount: hosts.length,
      originOf: (host) => `https://h${host}.example`,
      unsettledAt: (host) => hosts[host]!.rows,
      inFlightAt: (host) => (this.nowMs / 1000 >= (hosts[host]!.fromSec ?? 0) ? 1 : 0),
      parkedUntilMs: (host) => hosts[host]!.parkedUntilMs ?? 0,
      paceOf: (host) => ({ ...STEADY, ratePerSec: hosts[host]!.perSec, ...hosts[host]!.pace }),
    };
  }

  get moment() {
    const { nowMs, concurrency, inFlight } = this;
    return { nowMs, concurrency, perHost: PER_HOST, ratePerSecPerHost: null, inFlight };
  }

  look() {
    return this.forecaster.update(this.view, this.moment);
  }

  play(seconds: number) {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1000;
      for (const host of this.hosts) {
        if ((host.parkedUntilMs ?? 0) > this.nowMs || this.nowMs / 1000 <= (host.fromSec ?? 0)) continue;
        const settled = Math.min(host.rows, host.perSec);
        host.rows -= settled;
        for (let row = 0; row < settled; row++) this.forecaster.attempted(ROW_MS, true);
      }
      this.look();
    }
    return this.forecaster.latest;
  }
}

/** More hosts than slots: each settles eight rows in its turn, and nothing until the next one. */
class CrowdedRun extends TestRun {
  readonly #rowsPerSec = 100;
  #next = 0;

  constructor(hosts: readonly TestHost[]) {
    super(hosts);
    this.concurrency = (this.#rowsPerSec * ROW_MS) / 1000;
    this.inFlight = this.concurrency;
  }

  override play(seconds: number) {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1000;
      for (let left = this.#rowsPerSec; left > 0;) {
        const host = this.hosts[this.#next]!;
        const settled = Math.min(host.rows, left, 8);
        host.rows -= settled;
        left -= Math.max(1, settled);
        this.#next = (this.#next + 1) % this.hosts.length;
        for (let row = 0; row < settled; row++) this.forecaster.attempted(ROW_MS, true);
      }
      this.look();
    }
    return this.forecaster.latest;
  }
}

describe('when a run will be done', () => {
  it('is not known at once', () => {
    expect(new TestRun([{ rows: 1000, perSec: 10 }]).play(0)).toBeNull();
  });

  it('is what is left over the rate', () => {
    const forecast = new TestRun([{ rows: 10_000, perSec: 10 }]).play(60);

    expect(forecast?.endMs).toBeGreaterThan(930_000);
    expect(forecast?.endMs).toBeLessThan(1_060_000);
  });

  it('is when the last host is done, and names it', () => {
    const others = Array.from({ length: 300 }, () => ({ rows: 100, perSec: 5 }));
    const forecast = new TestRun([...others, { rows: 2000, perSec: 2 }]).play(10);

    expect(forecast?.lastHost?.origin).toBe('https://h300.example');
    expect(forecast?.endMs).toBeGreaterThan(900_000);
    expect(forecast?.endMs).toBeLessThan(1_100_000);
  });

  it('takes in the pause that a host asked for, and leaves out hosts that the user has to decide on', () => {
    const run = new TestRun([{ rows: 1000, perSec: 10 }]);
    run.play(20);
    run.hosts[0]!.parkedUntilMs = run.nowMs + 600_000;
    run.forecaster.changed();

    expect(run.look()?.endMs).toBeGreaterThan(670_000);
    run.hosts[0]!.parkedUntilMs = Infinity;
    expect(run.look()).toBeNull();
    expect(run.forecaster.rowsLeft).toMatchObject({ rows: 0, pausedRows: 800, pausedHosts: 1 });
  });

  it('takes hosts that were not asked yet for hosts like the others', () => {
    const known = Array.from({ length: 10 }, () => ({ rows: 100, perSec: 2 }));
    const forecast = new TestRun([...known, { rows: 400, perSec: 2, fromSec: 1000 }]).play(20);

    expect(forecast?.endMs).toBeGreaterThan(170_000);
    expect(forecast?.endMs).toBeLessThan(230_000);
  });

  describe('while every slot is taken', () => {
    const others = Array.from({ length: 200 }, () => ({ rows: 40, perSec: 10 }));

    it('is told from what the largest host may be asked, and not from what it gets in its turns', () => {
      const forecast = new CrowdedRun([...others, { rows: 2000, perSec: 10 }]).play(20);

      // 80 seconds until the others are done, and then ten a second.
      expect(forecast?.endMs).toBeGreaterThan(220_000);
      expect(forecast?.endMs).toBeLessThan(300_000);
    });

    it('takes a host that has not had its first turn for one that will speed up', () => {
      const waiting = { state: 'waiting', reason: 'starting', ratePerSec: null } as const;
      const forecast = new CrowdedRun([...others, { rows: 2000, perSec: 0, pace: waiting }]).play(8);

      expect(forecast?.endMs).toBeGreaterThan(110_000);
      expect(forecast?.endMs).toBeLessThan(200_000);
    });

    it('does not take the one place of a host that has to answer again for all it will have', () => {
      const onTrial = { state: 'backing_off', inFlightMax: 1 } as const;
      const forecast = new CrowdedRun([...others, { rows: 2000, perSec: 20, pace: onTrial }]).play(20);

      expect(forecast?.endMs).toBeLessThan(200_000);
    });
  });

  it('becomes surer as the run goes on', () => {
    const run = new TestRun([{ rows: 10_000, perSec: 10 }]);
    const widths = [10, 90, 400, 450].map((seconds) => {
      const { endLowMs, endMs, endHighMs } = run.play(seconds)!;
      expect(endLowMs).toBeLessThan(endMs);
      expect(endHighMs).toBeGreaterThan(endMs);
      return (endHighMs - endLowMs) / endMs;
    });

    expect(widths.toSorted((a, b) => b - a)).toEqual(widths);
    expect(widths.at(-1)).toBeLessThan(0.15);
  });

  it('does not jump when one look differs from the last', () => {
    const run = new TestRun([{ rows: 10_000, perSec: 10 }]);
    const before = run.play(100)!.endMs;
    run.hosts[0]!.rows -= 500;

    run.nowMs += 1000;
    expect(run.look()!.endMs).toBeGreaterThan(before * 0.8);
  });

  it('costs a few milliseconds with ten thousand hosts', () => {
    const run = new TestRun(
      Array.from({ length: 10_000 }, (_, at) => ({ rows: 1 + (at % 97) * 3, perSec: 1 + (at % 5) })),
    );
    // The first looks are slower: nothing is compiled yet.
    run.play(8);

    const startedMs = performance.now();
    for (let look = 0; look < 10; look++) {
      run.nowMs += 1000;
      run.look();
    }

    // About 4 ms; a machine that is busy with other tests may take many times as long.
    expect((performance.now() - startedMs) / 10).toBeLessThan(150);
  });
});

describe('a deadline', () => {
  const limits = { concurrency: CONCURRENCY, perHost: PER_HOST, ratePerSecPerHost: null };
  const plan = (run: TestRun, deadlineMs: number) =>
    makePlan({ forecaster: run.forecaster, hosts: run.view, moment: run.moment, limits, deadlineMs });

  it('asks for a rate, and is set against what is borne', () => {
    const run = new TestRun([{ rows: 1100, perSec: 10 }]);
    run.play(10);

    expect(plan(run, 50_000)).toMatchObject({ pendingRows: 1000, neededPerSec: 20, lateHostCount: 1 });
    expect(plan(run, 50_000)?.bornePerSec).toBeCloseTo(10, 0);
    expect(plan(run, 200_000)?.lateHosts).toEqual([]);
  });

  it('is helped by more at once where that is what holds a host back', () => {
    const run = new TestRun([
      { rows: 1100, perSec: 10, pace: { state: 'steady', reason: 'user_limit', refusedAtPerSec: null } },
    ]);
    run.play(10);

    expect(plan(run, 50_000)?.help).toMatchObject([{ raise: { limit: 'perHost', to: 16 }, isRisky: false }]);
  });

  it('is helped by no limit where the host itself says no', () => {
    const run = new TestRun([{ rows: 1100, perSec: 10 }]);
    run.play(10);

    expect(plan(run, 50_000)?.help).toEqual([]);
  });
});
